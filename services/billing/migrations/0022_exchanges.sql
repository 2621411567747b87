-- Orders that were placed in exchange for what comes back of another; the id of one is that of the return's decision.
CREATE TABLE exchanges (
    order_id uuid PRIMARY KEY,
    number text NOT NULL,
    gross numeric NOT NULL,
    original_id uuid NOT NULL, -- the order that the goods came from
    return_id uuid NOT NULL,
    return_number text NOT NULL,
    ended boolean NOT NULL DEFAULT false -- it is cancelled
);
CREATE INDEX exchanges_by_return ON exchanges (return_id);
CREATE INDEX exchanges_by_original ON exchanges (original_id);

-- What was credited for a return and settles such an order: a refund of the one order, a payment of the other.
CREATE TABLE settlements (
    refund_id uuid PRIMARY KEY,
    entry_id uuid NOT NULL UNIQUE, -- the payment
    order_id uuid NOT NULL REFERENCES exchanges, -- that was placed in exchange
    original_id uuid NOT NULL,
    amount numeric NOT NULL CHECK (amount > 0),
    settled_at timestamptz NOT NULL,
    ended_at timestamptz -- when both were taken back
);
CREATE INDEX settlements_by_order ON settlements (order_id);
CREATE INDEX settlements_by_original ON settlements (original_id);

ALTER TABLE refunds ADD COLUMN return_id uuid; -- of the return that decided it; null is of none, or not known
