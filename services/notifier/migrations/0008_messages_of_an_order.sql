-- A migration of its own: while the index is built, messages are read, and only writing waits. It takes the place of the
-- constraint that the next one drops.
CREATE INDEX messages_of_order ON messages (order_id);
