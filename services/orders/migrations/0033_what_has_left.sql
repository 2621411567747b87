-- What of an order has left: {slip: {line: units}}. Null is an order of which nothing has, or had before that was kept.
ALTER TABLE orders ADD COLUMN left_units jsonb;
