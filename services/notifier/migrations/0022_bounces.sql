-- Mails that came back. Null of those that did not, as far as is known.
ALTER TABLE messages ADD COLUMN bounced_at timestamptz;
ALTER TABLE messages ADD COLUMN bounce text; -- what the server that could not deliver it said

-- Addresses, in small letters, that take no mail, until staff say that they do.
CREATE TABLE undeliverable (
    address text PRIMARY KEY,
    since timestamptz NOT NULL,
    message_id uuid NOT NULL, -- that came back
    said text NOT NULL
);

-- Rows that are there have the reasons there were.
ALTER TABLE messages DROP CONSTRAINT messages_reason_check;
ALTER TABLE messages ADD CONSTRAINT messages_reason_check CHECK (reason IN ('no_address', 'order_cancelled',
    'impossible_address', 'long_ago', 'withdrawn', 'handed_over', 'taken_back', 'switched_off', 'nothing_due',
    'undeliverable'))
    NOT VALID;
