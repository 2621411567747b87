-- Parcels that had left when their order was cancelled, each with the number of its return once that is open:
-- {shipment: number}. Null is an order with none, or from before that was kept, of which return_number says it.
ALTER TABLE orders ADD COLUMN late_parcels jsonb;
