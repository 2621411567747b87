-- What of an edited order had left and was credited before its edit: [{line_no, left, quantity}]. Null is none.
ALTER TABLE orders ADD COLUMN left_and_credited jsonb;
