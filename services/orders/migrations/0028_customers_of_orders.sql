-- The version of an order in which its customer was changed last, or it was attached to another; 0 where neither was.
ALTER TABLE orders ADD COLUMN customer_changed integer NOT NULL DEFAULT 0;
