-- Products as the shop sells them, orders as they were placed, and what was done on each.

-- Amounts are numeric without a scale, so that 12.50 and 5.5 come out as they went in.
CREATE TABLE products (
    sku text COLLATE "C" PRIMARY KEY,
    title text NOT NULL,
    price numeric CHECK (price >= 0), -- null: open, sold at the price the order names
    currency text,
    price_includes_vat boolean,
    vat_rate numeric NOT NULL CHECK (vat_rate BETWEEN 0 AND 100),
    ships boolean NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CHECK (price IS NULL OR (currency IS NOT NULL AND price_includes_vat IS NOT NULL))
);

CREATE SEQUENCE order_numbers START 1001;

-- The facts about an order that change, and what the list shows and searches. Every event of an order updates its
-- row, so it is small, and of the columns those updates change only the status has an index.
CREATE TABLE orders (
    order_id uuid PRIMARY KEY,
    number text NOT NULL UNIQUE DEFAULT nextval('order_numbers')::text,
    version integer NOT NULL DEFAULT 1,
    reference text,
    customer_name text NOT NULL,
    customer_email text,
    customer_phone text,
    currency text NOT NULL,
    gross numeric NOT NULL,
    ships boolean NOT NULL,
    pickup boolean NOT NULL,
    placed_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,

    state text NOT NULL DEFAULT 'placed' CHECK (state IN ('placed', 'cancelled')),
    hold text NOT NULL DEFAULT 'none' CHECK (hold IN ('none', 'requested', 'effective')),
    hold_sequence integer,
    hold_reason text,
    held_at timestamptz,
    held_by text,
    invoicing_held integer NOT NULL DEFAULT 0, -- the hold_sequence billing has applied last
    fulfilment_held integer NOT NULL DEFAULT 0,

    -- Beside a fact, the sequence of the event it comes from: an older one is stale.
    credited numeric NOT NULL DEFAULT 0,
    credited_sequence integer NOT NULL DEFAULT 0,
    paid numeric NOT NULL DEFAULT 0,
    paid_sequence integer NOT NULL DEFAULT 0,
    goods_ready boolean NOT NULL DEFAULT false,
    goods_sequence integer NOT NULL DEFAULT 0,
    shipped text NOT NULL DEFAULT 'nothing' CHECK (shipped IN ('nothing', 'partly', 'fully')),
    shipped_sequence integer NOT NULL DEFAULT 0,

    -- When this service learnt of it.
    invoiced_at timestamptz,
    slip_created_at timestamptz,
    credited_at timestamptz,
    slips_voided_at timestamptz,
    parcel_left_at timestamptz,
    settled_at timestamptz,

    cancelled_at timestamptz,
    cancelled_by text,
    cancel_reason text,
    notify_customer boolean,
    return_number text,

    -- Derived from the facts by the rules in status.py, kept so that the list can be filtered by them.
    status text NOT NULL CHECK (status IN (
        'on_hold', 'processing_awaiting_payment', 'processing_awaiting_shipment', 'processing_awaiting_pickup',
        'processing_ready_for_pickup', 'completed', 'completed_shipped', 'completed_picked_up', 'cancelled')),
    payment_status text NOT NULL CHECK (
        payment_status IN ('not_paid', 'partially_paid', 'paid', 'overpaid', 'cancelled')),
    shipment_status text NOT NULL CHECK (
        shipment_status IN ('not_shipped', 'partially_shipped', 'shipped', 'cancelled'))
) WITH (fillfactor = 50); -- room on its page for a row's next version: 97 % of the updates touch no index
CREATE INDEX orders_newest ON orders (placed_at, order_id);
CREATE INDEX orders_by_status ON orders (status, placed_at, order_id);
CREATE INDEX orders_by_reference ON orders (reference);
CREATE INDEX orders_by_email ON orders (lower(customer_email) text_pattern_ops);
CREATE INDEX orders_by_name ON orders (lower(customer_name) text_pattern_ops);

-- What was ordered, and by whom. The content never changes.
CREATE TABLE order_contents (
    order_id uuid PRIMARY KEY,
    fingerprint bytea NOT NULL, -- of the order as it was sent: the same id must come with the same order
    skus text[] NOT NULL,
    customer jsonb NOT NULL,
    content jsonb NOT NULL
);
CREATE INDEX order_contents_by_sku ON order_contents USING gin (skus);

CREATE TABLE history (
    order_id uuid NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    by text NOT NULL,
    action text NOT NULL,
    detail jsonb,
    PRIMARY KEY (order_id, id)
);
