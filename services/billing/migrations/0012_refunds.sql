-- Money that goes back to a customer: on its way, there, or failed. What succeeded is in the ledger too, by the same id.
CREATE TABLE refunds (
    refund_id uuid PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES orders,
    amount numeric NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    method text NOT NULL,
    reference text,
    reason text,
    payments jsonb NOT NULL, -- what of each payment goes back
    state text NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
    requested_at timestamptz NOT NULL,
    requested_by text NOT NULL,
    refunded_at timestamptz, -- when the money went
    settled_at timestamptz, -- when that it succeeded or failed was recorded
    settled_by text,
    failure text,
    CHECK ((state = 'pending') = (settled_at IS NULL)),
    CHECK ((state = 'succeeded') = (refunded_at IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX refunds_of_order ON refunds (order_id, refund_id);
