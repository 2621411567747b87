-- The custom status of an order, by its code: what it is called and looks like is in the settings of processes.
ALTER TABLE orders ADD COLUMN custom_status text;
CREATE INDEX orders_by_custom_status ON orders (custom_status, placed_at, order_id) WHERE custom_status IS NOT NULL;
