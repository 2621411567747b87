-- Messages that came back are listed and counted.
CREATE INDEX messages_bounced ON messages (message_id) WHERE bounced_at IS NOT NULL;

-- What is known to have come of a message that is not here yet includes that it came back: null, as far as is known not.
ALTER TABLE outcomes ADD COLUMN bounced_at timestamptz;
ALTER TABLE outcomes ADD COLUMN bounce text;
ALTER TABLE outcomes ADD COLUMN undeliverable boolean NOT NULL DEFAULT false; -- and its address takes no mail
