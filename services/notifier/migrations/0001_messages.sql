-- The message history, which is also the queue of what has still to be sent.

CREATE TABLE messages (
    message_id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('order_confirmation', 'order_cancellation')),
    language text NOT NULL CHECK (language IN ('en', 'fr')),
    recipient text, -- null: the customer gave no e-mail address
    recipient_name text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    html text NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'not_sent')),
    reason text CHECK (reason IN ('no_address', 'order_cancelled')),
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    claimed_until timestamptz, -- a process is sending it; when that died, another takes it from here on
    sent_at timestamptz,
    last_error text,
    created_at timestamptz NOT NULL,
    UNIQUE (order_id, kind),
    CHECK ((state = 'not_sent') = (reason IS NOT NULL)),
    CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
    CHECK (recipient IS NOT NULL OR state = 'not_sent')
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX messages_due ON messages (next_attempt_at) WHERE state = 'queued';
CREATE INDEX messages_undelivered ON messages (state, message_id) WHERE state IN ('failed', 'not_sent');

-- Cancelled orders, so that one whose placement arrives later gets no confirmation.
CREATE TABLE cancelled_orders (
    order_id uuid PRIMARY KEY
);

-- Orders the events about one order.
CREATE SEQUENCE announcements;
