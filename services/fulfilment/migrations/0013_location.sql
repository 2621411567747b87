-- The place of a SKU on the shelves, by which packing slips are sorted for whoever picks; null where nobody has said it.
ALTER TABLE stock ADD COLUMN location text;
