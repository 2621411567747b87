-- What was ordered and what has left, as returns need it, and the returns.

CREATE TABLE orders (
    order_id uuid PRIMARY KEY,
    number text, -- null until the placement has arrived, as are the lines
    customer_reference text,
    lines jsonb, -- [{line_no, sku, quantity, title, ships}]
    cancelled boolean NOT NULL DEFAULT false,
    returns integer NOT NULL DEFAULT 0 -- how many were opened, which is also the sequence of the last one's event
) WITH (fillfactor = 80);

CREATE TABLE shipments (
    shipment_id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    slip_number text NOT NULL,
    sequence integer NOT NULL, -- of the last event that said whether it has left
    shipped boolean NOT NULL,
    lines jsonb NOT NULL -- [{line_no, sku, quantity}]
);
CREATE INDEX shipments_by_order ON shipments (order_id);

CREATE SEQUENCE return_numbers;
CREATE TABLE returns (
    return_id uuid PRIMARY KEY,
    return_no bigint NOT NULL UNIQUE DEFAULT nextval('return_numbers'),
    order_id uuid NOT NULL,
    shipment_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('requested', 'approved', 'declined', 'in_transit', 'partially_received',
        'received', 'closed', 'cancelled')),
    reason text NOT NULL CHECK (reason IN ('parcel_left_while_cancelling')),
    lines jsonb NOT NULL, -- [{line_no, sku, quantity}]
    opened_at timestamptz NOT NULL
);
CREATE INDEX returns_by_order ON returns (order_id);
-- A parcel leaves once while its order is being cancelled, however often that is told.
CREATE UNIQUE INDEX returns_of_late_parcels ON returns (shipment_id) WHERE reason = 'parcel_left_while_cancelling';
