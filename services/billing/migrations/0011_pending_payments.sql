-- Payments that are on their way, one an order: authorised, or ordered at a bank. Gone once it is recorded or has failed.
CREATE TABLE pending_payments (
    order_id uuid PRIMARY KEY,
    entry_id uuid NOT NULL,
    amount numeric NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    method text,
    reference text,
    since timestamptz NOT NULL,
    by text NOT NULL
);
