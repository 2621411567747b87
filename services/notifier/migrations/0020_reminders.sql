-- Customers are reminded of what is still to be paid. Rows that are there have the kinds and reasons there were.
ALTER TABLE messages DROP CONSTRAINT messages_kind_check;
ALTER TABLE messages ADD CONSTRAINT messages_kind_check CHECK (kind IN ('order_confirmation', 'order_cancellation',
    'pickup_ready', 'invoice', 'credit_note', 'cancellation_invoice', 'stock_low',
    'shipped', 'partly_shipped', 'sent_again', 'delivered', 'by_hand', 'custom_status',
    'first_reminder', 'second_reminder', 'third_reminder', 'last_reminder')) NOT VALID;
ALTER TABLE messages DROP CONSTRAINT messages_reason_check;
ALTER TABLE messages ADD CONSTRAINT messages_reason_check CHECK (reason IN ('no_address', 'order_cancelled',
    'impossible_address', 'long_ago', 'withdrawn', 'handed_over', 'taken_back', 'switched_off',
    'nothing_due')) NOT VALID;

-- As billing told of them, with what their mails say by now.
CREATE TABLE reminders (
    reminder_id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    said jsonb NOT NULL,
    decided boolean NOT NULL DEFAULT false -- its customer is known, and its mail is written
) WITH (fillfactor = 80);
CREATE INDEX reminders_undecided ON reminders (order_id) WHERE NOT decided;

-- What a mail carries beside the file that its message names, from when it is written until the mail server has it.
CREATE TABLE further_files (
    message_id uuid NOT NULL,
    place integer NOT NULL,
    document_id uuid NOT NULL,
    name text,
    content bytea, -- null until it is fetched
    PRIMARY KEY (message_id, place)
) WITH (fillfactor = 70);
