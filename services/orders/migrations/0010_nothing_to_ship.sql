-- Fulfilment found nothing to ship, or nothing any more: all that needs a parcel was credited before it left.
ALTER TABLE orders ADD COLUMN nothing_to_ship boolean NOT NULL DEFAULT false;
