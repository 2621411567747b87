-- What credit notes gave back of an order since its last edit, {part: [units, amount]} with their gross; and what edits
-- took off of it that had left and was credited. Of notes that were heard before that was kept it is not known: their
-- gross is missing.
ALTER TABLE orders ADD COLUMN given_back jsonb, ADD COLUMN left_and_credited jsonb;
ALTER TABLE order_edits ADD COLUMN gross_before numeric;
