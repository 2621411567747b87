-- Orders that wait until somebody makes their invoice by hand: few, and looked for by the list and the home page.
ALTER TABLE orders ADD COLUMN to_invoice boolean NOT NULL DEFAULT false;
CREATE INDEX orders_to_invoice ON orders (placed_at, order_id) WHERE to_invoice;
