-- A payment of the order is on its way, as billing says: until it is recorded or has failed, the order does not expire.
ALTER TABLE orders ADD COLUMN payment_pending boolean NOT NULL DEFAULT false;
