-- The internal note of an order: one, with who saved it last. Apart from the order, as it is saved on its own.
CREATE TABLE notes (
    order_id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    text text NOT NULL, -- empty once it is cleared
    saved_at timestamptz NOT NULL,
    saved_by text NOT NULL
);
