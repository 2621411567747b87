-- Staff make the links useless that a customer has of an order: those that were made until then.

CREATE TABLE revoked_order_links (
    order_id uuid PRIMARY KEY,
    revoked_at timestamptz NOT NULL,
    revoked_by text NOT NULL
);
