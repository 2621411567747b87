-- What is known to have become of messages that are not here yet: their events were announced before this database was
-- set back, as by a restored dump. When their orders are read again, nobody is told a second time.
CREATE TABLE outcomes (
    message_id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('sent', 'failed')),
    at timestamptz NOT NULL,
    error text,
    CHECK ((state = 'failed') = (error IS NOT NULL))
);

-- The event that made an order ready before it had come; 0 of those from before this was kept.
ALTER TABLE pickups ADD COLUMN ready_sequence integer NOT NULL DEFAULT 0;
