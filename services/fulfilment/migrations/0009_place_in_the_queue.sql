-- A slip's place in the queue for missing goods, apart from its number: what is split off keeps the place of what it comes
-- from. Null, as the version before writes it too, is the slip's own number.
ALTER TABLE shipments ADD COLUMN place bigint;

-- Two open slips become one: the other is void, and this is the number of the one that has its goods.
ALTER TABLE shipments ADD COLUMN merged_into bigint;
