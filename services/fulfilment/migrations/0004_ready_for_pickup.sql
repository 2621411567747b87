-- What a customer comes for is made ready, and handed over. Whether an order is picked up came with its placement and was
-- not kept: null, as the version before writes it too, is one of which it is not known.
ALTER TABLE orders ADD COLUMN pickup boolean;

-- No state of its own, so that processes of the version before read, void and fill these slips as they do others: a slip
-- is ready for pickup while it is ready and has this, and one that has left keeps it, for it may not have left after all.
ALTER TABLE shipments
    ADD COLUMN pickup_ready_at timestamptz,
    ADD COLUMN pickup_ready_by text,
    ADD CHECK ((pickup_ready_at IS NULL) = (pickup_ready_by IS NULL));
