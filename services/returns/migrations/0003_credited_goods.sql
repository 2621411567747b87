-- Goods that left after they had been credited come back too: once for a parcel and a credit, however often that is told.
ALTER TABLE returns ADD COLUMN document_id uuid, -- the credit, of these
    DROP CONSTRAINT returns_reason_check,
    ADD CONSTRAINT returns_reason_check CHECK (reason IN ('parcel_left_while_cancelling', 'credited_goods_left')),
    ADD CONSTRAINT returns_of_a_credit CHECK ((reason = 'credited_goods_left') = (document_id IS NOT NULL));
CREATE UNIQUE INDEX returns_of_credited_goods ON returns (shipment_id, document_id);
