-- Messages are found by state, kind, recipient and order number, and counted by state.

ALTER TABLE messages ADD COLUMN order_number text; -- null: written before it was kept

-- What is queued has its own index, messages_due; a message enters this one when it is sent or given up.
CREATE INDEX messages_by_state ON messages (state, message_id) WHERE state <> 'queued';
DROP INDEX messages_undelivered;

-- Every order has a confirmation: those need no index to be found soon on the way down the list.
CREATE INDEX messages_by_kind ON messages (kind, message_id) WHERE kind <> 'order_confirmation';

CREATE INDEX messages_by_recipient ON messages (lower(recipient) text_pattern_ops);
CREATE INDEX messages_by_order_number ON messages (order_number);
