-- Of parcels that customers were told of, and that had not left after all: staff ask that they are told again.
CREATE TABLE to_tell_again (
    shipment_id uuid PRIMARY KEY,
    sequence integer NOT NULL, -- of the event that asks for it, the last one
    at timestamptz NOT NULL,
    by text NOT NULL
);
