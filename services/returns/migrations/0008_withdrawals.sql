-- Consumers withdraw from the contract. What they declared is evidence: it never changes, and each row is sealed over the
-- one before it, so that one that is altered, taken away or slipped in later is found.
CREATE TABLE withdrawals (
    withdrawal_id uuid PRIMARY KEY,
    received_at timestamptz NOT NULL,
    way text NOT NULL CONSTRAINT withdrawals_way_check CHECK (way IN ('order_page', 'public_page', 'letter')),
    order_id uuid, -- null where the order was not known by then
    order_number text NOT NULL,
    name text NOT NULL,
    email text, -- a letter may have none
    lines jsonb, -- [{line_no, sku, title, quantity}]; null is all of it, or what `goods` says
    goods text,
    reason text,
    shown text, -- the declaration as it stood on the page
    received_on date, -- of a letter
    language text NOT NULL,
    by text NOT NULL,
    said bytea NOT NULL UNIQUE, -- sha256 of whose order, to whom and of what: the same is declared once
    position bigint NOT NULL UNIQUE,
    hash bytea NOT NULL -- sha256 of the hash before it and what the row says
);

CREATE TABLE withdrawal_book (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    last_position bigint NOT NULL,
    last_hash bytea NOT NULL
);

-- A column that is added later is added to it only where it is not null.
CREATE FUNCTION digest_of(r withdrawals) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(json_build_array(r.withdrawal_id, extract(epoch FROM r.received_at), r.way, r.order_id,
        r.order_number, r.name, r.email, r.lines, r.goods, r.reason, r.shown, r.received_on, r.language, r.by,
        encode(r.said, 'hex'))::text, 'UTF8')) $$;

CREATE FUNCTION seal_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE its_digest bytea := digest_of(NEW);
BEGIN
    INSERT INTO withdrawal_book AS b (last_position, last_hash) VALUES (1, sha256(its_digest))
        ON CONFLICT (only_one) DO UPDATE
        SET last_position = b.last_position + 1, last_hash = sha256(b.last_hash || its_digest)
        RETURNING last_position, last_hash INTO NEW.position, NEW.hash;
    RETURN NEW;
END $$;
CREATE TRIGGER withdrawals_are_sealed BEFORE INSERT ON withdrawals FOR EACH ROW EXECUTE FUNCTION seal_withdrawal();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER withdrawals_never_change BEFORE UPDATE OR DELETE ON withdrawals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON withdrawals FROM CURRENT_USER;

-- What becomes of each. `new` ones are looked at within seconds.
CREATE TABLE withdrawal_cases (
    withdrawal_id uuid PRIMARY KEY REFERENCES withdrawals,
    state text NOT NULL CONSTRAINT withdrawal_cases_state_check
        CHECK (state IN ('new', 'to_match', 'late', 'business', 'open', 'settled')),
    version integer NOT NULL DEFAULT 1,
    order_id uuid,
    lines jsonb NOT NULL DEFAULT '[]', -- [{line_no, sku, title, quantity, ordered}], of the order
    take_off jsonb NOT NULL DEFAULT '[]', -- [{line_no, sku, title, quantity}] that have not left and are still ordered
    cancels boolean NOT NULL DEFAULT false, -- its order was asked to be cancelled
    refund_by date, -- of those that are open
    opened_at timestamptz,
    settled_at timestamptz,
    settled_by text,
    remark text
);
CREATE INDEX withdrawal_cases_by_order ON withdrawal_cases (order_id);
CREATE INDEX withdrawal_cases_by_state ON withdrawal_cases (state, withdrawal_id);
CREATE INDEX withdrawal_cases_due ON withdrawal_cases (refund_by) WHERE state = 'open';

-- Of orders what decides about a withdrawal; null is not known. `owed` is what goes back of an order that was cancelled
-- or edited.
ALTER TABLE orders
    ADD COLUMN email text,
    ADD COLUMN business boolean,
    ADD COLUMN placed_at timestamptz,
    ADD COLUMN customer_sequence integer NOT NULL DEFAULT 0,
    ADD COLUMN owed numeric;
CREATE INDEX orders_by_number ON orders (lower(number));
