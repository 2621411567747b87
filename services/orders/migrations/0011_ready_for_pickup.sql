-- Somebody made the goods ready for the customer, who comes for them. Until then a pickup is to be prepared, also where
-- its goods are set aside, which was all that the version before knew.
ALTER TABLE orders ADD COLUMN pickup_ready boolean NOT NULL DEFAULT false;
UPDATE orders SET status = 'processing_awaiting_pickup' WHERE status = 'processing_ready_for_pickup';
