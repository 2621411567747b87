-- Goods are set aside for a while before an order is placed. What is reserved is allocated too.
ALTER TABLE stock
    ADD COLUMN reserved bigint NOT NULL DEFAULT 0,
    ADD CHECK (reserved BETWEEN 0 AND allocated);

CREATE TABLE reservations (
    reservation_id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('reserved', 'released', 'expired', 'used')),
    reference text,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    extended_at timestamptz,
    ended_at timestamptz,
    ended_by text, -- null where its time was over, or an order took it over
    order_id uuid, -- that took it over
    sequence integer NOT NULL, -- of the events announced about it
    CHECK ((state = 'reserved') = (ended_at IS NULL)),
    CHECK ((state = 'used') = (order_id IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX reservations_by_expiry ON reservations (expires_at, reservation_id) WHERE state = 'reserved';

-- What was asked for, and how much of it is set aside now: nothing once the reservation has ended.
CREATE TABLE reservation_lines (
    reservation_id uuid NOT NULL REFERENCES reservations,
    sku text COLLATE "C" NOT NULL,
    quantity bigint NOT NULL,
    reserved bigint NOT NULL,
    tracked boolean NOT NULL,
    PRIMARY KEY (reservation_id, sku),
    CHECK (reserved BETWEEN 0 AND quantity)
) WITH (fillfactor = 80);
CREATE INDEX reservation_lines_by_sku ON reservation_lines (sku, reservation_id) WHERE reserved > 0;

-- What an order that was placed on hold is to take over once it is resumed.
ALTER TABLE orders ADD COLUMN reservation_id uuid;
