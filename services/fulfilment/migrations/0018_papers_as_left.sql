-- What a slip had of its order when it left, where that was changed since: whom it was for, and where it went.
CREATE TABLE papers_as_left (
    shipment_id uuid PRIMARY KEY,
    shipped_at timestamptz NOT NULL, -- of that time it left: taken back, it has what its order has
    paper jsonb NOT NULL
);
