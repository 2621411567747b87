-- Customers are told slip by slip what is ready for pickup. What is ready of an order that is still to come, as it was
-- announced; the version before keeps that in `pickups`, once an order, which is read as before.
CREATE TABLE ready_slips (
    shipment_id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    ready jsonb NOT NULL,
    handed_over boolean NOT NULL DEFAULT false -- with its customer already, which may be taken back
);
CREATE INDEX ready_slips_of_order ON ready_slips (order_id);
