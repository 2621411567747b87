-- Whose name and address stand on the label of a return; null of orders from before it was kept.
ALTER TABLE orders ADD COLUMN sender jsonb; -- {language, name, address}
