-- Who has an order open to edit it: a notice for others that keeps nobody out. One that nobody renews is over.
CREATE TABLE open_edits (
    order_id uuid PRIMARY KEY,
    by text NOT NULL,
    opened_at timestamptz NOT NULL,
    renewed_at timestamptz NOT NULL
);
CREATE INDEX open_edits_renewed ON open_edits (renewed_at);
