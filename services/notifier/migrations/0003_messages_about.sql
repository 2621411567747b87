-- An order has several messages of a kind, one about each thing: its shipments, its returns, the levels of a reminder.

-- The id of the thing. Null, as versions before this one write it and rows older than it have it, is the order itself;
-- they get no value here, so that no row is written again.
ALTER TABLE messages ADD COLUMN about uuid;
