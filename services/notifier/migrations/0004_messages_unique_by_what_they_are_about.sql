-- A migration of its own: while the index is built, messages are read, and only writing waits.
CREATE UNIQUE INDEX messages_about ON messages (kind, (coalesce(about, order_id)));

-- To drop in a later release, with the migration that adds a kind of which an order has several to the CHECK on `kind`:
-- the constraint messages_order_id_kind_key. Until this release is everywhere it has to stay, and to be whole, as
-- processes of the version before insert with ON CONFLICT (order_id, kind), which a partial index does not serve.
-- An index on (order_id) then takes its place for reading the messages of an order.
