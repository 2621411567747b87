-- Terms of payment, as they were when an order was placed: whether it ships before it is paid, and how long it waits for
-- its payment. Null, as of orders from before: for ever. `expires_at` is null too while its clock stands still.
ALTER TABLE orders ADD COLUMN ships_unpaid boolean NOT NULL DEFAULT false;
ALTER TABLE orders ADD COLUMN expires_after interval;
ALTER TABLE orders ADD COLUMN expires_at timestamptz;
ALTER TABLE orders ADD COLUMN cancel_code text CHECK (cancel_code IN ('expired'));
CREATE INDEX orders_that_expire ON orders (expires_at, order_id) WHERE expires_at IS NOT NULL;
