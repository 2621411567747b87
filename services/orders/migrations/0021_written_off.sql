-- What of an order is written off, as billing says: nobody owes it, and nobody paid it.
ALTER TABLE orders ADD COLUMN written_off numeric NOT NULL DEFAULT 0;
