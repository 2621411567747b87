-- Staff and customers ask for returns too: of lines of an order, whichever parcels they left with.

ALTER TABLE returns
    ALTER COLUMN shipment_id DROP NOT NULL, -- of those that the shop opens itself
    ALTER COLUMN reason DROP NOT NULL, -- the same; a line has a reason of its own
    DROP CONSTRAINT returns_state_check,
    ADD CONSTRAINT returns_state_check CHECK (state IN ('requested', 'approved', 'declined', 'in_transit',
        'partially_received', 'received', 'closed', 'cancelled', 'expired')),
    DROP CONSTRAINT returns_of_a_credit,
    ADD CONSTRAINT returns_of_a_credit
        CHECK ((reason IS NOT DISTINCT FROM 'credited_goods_left') = (document_id IS NOT NULL)),
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN origin text NOT NULL DEFAULT 'shop'
        CONSTRAINT returns_origin_check CHECK (origin IN ('shop', 'staff', 'customer', 'withdrawal')),
    ADD COLUMN opened_by text, -- null where the shop opened it itself
    ADD COLUMN remark text, -- of staff
    ADD COLUMN comment text, -- the customer's
    ADD COLUMN decline_reason text,
    ADD COLUMN carrier text,
    ADD COLUMN tracking_number text,
    ADD COLUMN expires_on date, -- until then the goods are to come, once it is approved
    ADD COLUMN waits_for text DEFAULT 'goods' CONSTRAINT returns_waits_for_check
        CHECK (waits_for IN ('decision', 'goods', 'disposition', 'credit', 'owner', 'closing'));
-- Of its lines: {line_no, sku, quantity, reason, resolution, units: [{outcome, disposition, quantity}], freed}

CREATE INDEX returns_waiting ON returns (waits_for, return_id)
    WHERE state IN ('requested', 'approved', 'in_transit', 'partially_received', 'received');
CREATE INDEX returns_by_state ON returns (state, return_id);
CREATE INDEX returns_to_expire ON returns (expires_on) WHERE state = 'approved' AND expires_on IS NOT NULL;

-- What was done with a return: each once, oldest first.
CREATE TABLE return_steps (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    return_id uuid NOT NULL REFERENCES returns,
    step text NOT NULL CONSTRAINT return_steps_step_check CHECK (step IN ('requested', 'changed', 'approved',
        'declined', 'in_transit', 'received', 'disposed', 'credit', 'refund', 'cancelled', 'expired', 'closed')),
    at timestamptz NOT NULL,
    by text NOT NULL,
    reason text,
    lines jsonb -- [{line_no, sku, quantity, outcome, before, disposition}] of receptions and dispositions
);
CREATE INDEX return_steps_by_return ON return_steps (return_id, id);

-- What returns decide and another service carries out, once, or refuses: its answer.
CREATE TABLE return_decisions (
    decision_id uuid PRIMARY KEY,
    return_id uuid NOT NULL REFERENCES returns,
    kind text NOT NULL CONSTRAINT return_decisions_kind_check CHECK (kind IN ('restock', 'credit', 'refund')),
    state text NOT NULL CONSTRAINT return_decisions_state_check CHECK (state IN ('asked', 'done', 'refused')),
    lines jsonb NOT NULL, -- [{line_no, sku, quantity}]
    asked_at timestamptz NOT NULL,
    asked_by text NOT NULL,
    terms jsonb NOT NULL DEFAULT '{}', -- of a credit or a refund, as it was asked for
    answered_at timestamptz,
    amount numeric,
    currency text,
    document_id uuid, -- the credit note, or the refund
    number text,
    problem text,
    detail text
);
CREATE INDEX return_decisions_by_return ON return_decisions (return_id, asked_at);

-- When a parcel left and when it was with its customer; null is not known.
ALTER TABLE shipments
    ADD COLUMN shipped_at timestamptz,
    ADD COLUMN delivered_at timestamptz,
    ADD COLUMN delivery_sequence integer NOT NULL DEFAULT 0;
