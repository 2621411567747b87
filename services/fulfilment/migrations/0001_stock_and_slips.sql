-- Stock and its ledger, what is known of each order, its slips, and what those still wait for.

CREATE TABLE stock (
    sku text COLLATE "C" PRIMARY KEY,
    on_hand bigint NOT NULL DEFAULT 0,
    allocated bigint NOT NULL DEFAULT 0,
    backordered bigint NOT NULL DEFAULT 0 CHECK (backordered >= 0), -- what open slips still wait for
    low_stock_threshold bigint NOT NULL DEFAULT 0 CHECK (low_stock_threshold >= 0),
    version integer NOT NULL DEFAULT 1, -- of what staff edit: a sale must not make their saving fail
    sequence bigint NOT NULL DEFAULT 0, -- of every change, as announced
    CHECK (allocated BETWEEN 0 AND on_hand), -- nothing is sold twice
    CHECK (backordered = 0 OR allocated = on_hand) -- nobody overtakes those who wait
) WITH (fillfactor = 50);

-- Why on_hand is what it is: on_hand is the sum of its entries.
CREATE TABLE stock_entries (
    id bigint GENERATED ALWAYS AS IDENTITY,
    sku text COLLATE "C" NOT NULL,
    kind text NOT NULL CHECK (kind IN ('receipt', 'adjustment', 'shipped', 'unshipped')),
    quantity bigint NOT NULL,
    reason text,
    reference text,
    order_id uuid,
    shipment_id uuid,
    at timestamptz NOT NULL,
    by text NOT NULL,
    PRIMARY KEY (sku, id),
    CHECK (quantity <> 0),
    CHECK (kind NOT IN ('receipt', 'unshipped') OR quantity > 0),
    CHECK (kind <> 'shipped' OR quantity < 0),
    CHECK ((kind IN ('shipped', 'unshipped')) = (shipment_id IS NOT NULL AND order_id IS NOT NULL))
);

CREATE FUNCTION refuse_to_change_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'stock entries are only added: write an adjustment';
END $$;
CREATE TRIGGER stock_entries_are_only_added BEFORE UPDATE OR DELETE ON stock_entries
    EXECUTE FUNCTION refuse_to_change_entries();

CREATE TABLE orders (
    order_id uuid PRIMARY KEY,
    number text,
    state text NOT NULL CHECK (state IN ('expected', 'waiting', 'taken', 'cancelled')),
    held boolean NOT NULL,
    heard integer NOT NULL, -- the sequence of the last order event that said whether it is held
    waiting jsonb, -- the lines of an order that was placed on hold, until it gets its slip
    sequence integer NOT NULL, -- of the events announced about it
    CHECK ((state = 'waiting') = (waiting IS NOT NULL)),
    CHECK (state <> 'waiting' OR held)
) WITH (fillfactor = 80);

-- One slip a shipment. Its lines never change; what they still wait for stands in backorders, and what is not waited
-- for is allocated: for a line that is tracked, on an open slip, allocated = quantity - missing.
CREATE SEQUENCE slip_numbers;
CREATE TABLE shipments (
    shipment_id uuid PRIMARY KEY,
    slip_no bigint NOT NULL DEFAULT nextval('slip_numbers'),
    order_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('not_shipped', 'ready', 'shipped', 'void')),
    lines jsonb NOT NULL, -- [{line_no, sku, quantity, tracked}]
    created_at timestamptz NOT NULL,
    shipped_at timestamptz,
    shipped_by text,
    CHECK ((state = 'shipped') = (shipped_at IS NOT NULL AND shipped_by IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX shipments_by_order ON shipments (order_id);
CREATE INDEX shipments_open ON shipments (state, shipment_id) WHERE state IN ('not_shipped', 'ready');

-- What the slips that are not_shipped wait for, in the order in which they are served.
CREATE TABLE backorders (
    sku text COLLATE "C" NOT NULL,
    slip_no bigint NOT NULL,
    line_no integer NOT NULL,
    shipment_id uuid NOT NULL,
    missing bigint NOT NULL CHECK (missing > 0),
    PRIMARY KEY (sku, slip_no, line_no)
);
CREATE INDEX backorders_by_shipment ON backorders (shipment_id);
