-- A customer who comes for an order is told once that it is ready. Rows there are have the kinds there were.
ALTER TABLE messages DROP CONSTRAINT messages_kind_check;
ALTER TABLE messages ADD CONSTRAINT messages_kind_check
    CHECK (kind IN ('order_confirmation', 'order_cancellation', 'pickup_ready')) NOT VALID;

-- Orders that are picked up: where, and what is ready for a customer who is not known yet, as the order is still to come.
CREATE TABLE pickups (
    order_id uuid PRIMARY KEY,
    place text, -- what the order calls the way it is picked up; null until the order has come
    ready_at timestamptz, -- made ready before the order had come; null once its customer is told, or it is withdrawn
    long_ago boolean NOT NULL DEFAULT false, -- that was brought over from elsewhere
    CHECK (place IS NOT NULL OR ready_at IS NOT NULL)
);
