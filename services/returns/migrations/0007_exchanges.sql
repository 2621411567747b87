-- A return is exchanged for other articles: an order is placed for them, which what is credited for the return settles.

ALTER TABLE return_decisions
    DROP CONSTRAINT return_decisions_kind_check,
    ADD CONSTRAINT return_decisions_kind_check CHECK (kind IN ('restock', 'credit', 'refund', 'exchange')),
    ADD COLUMN settled numeric, -- of the order of an exchange, by billing; null is not told
    ADD COLUMN settled_sequence integer NOT NULL DEFAULT 0;
ALTER TABLE return_steps
    DROP CONSTRAINT return_steps_step_check,
    ADD CONSTRAINT return_steps_step_check CHECK (step IN ('requested', 'changed', 'approved', 'declined',
        'in_transit', 'received', 'disposed', 'credit', 'refund', 'exchange', 'cancelled', 'expired', 'closed'));
