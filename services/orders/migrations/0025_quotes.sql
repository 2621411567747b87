-- Quotes, a row a version: what is offered, what became of it, and the order that it became.
CREATE SEQUENCE quote_numbers START 1001;

CREATE TABLE quotes (
    quote_id uuid PRIMARY KEY,
    number text NOT NULL, -- of all its versions
    revision integer NOT NULL CHECK (revision > 0),
    version integer NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'sent', 'converted', 'declined', 'expired', 'cancelled')),
    customer jsonb NOT NULL,
    content jsonb NOT NULL,
    comment text,
    valid_until timestamptz NOT NULL,
    copied_from uuid, -- the order it was made of
    copied_number text,
    follows_decline boolean NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    saved_at timestamptz,
    saved_by text,
    sent_at timestamptz,
    sent_by text,
    seen_at timestamptz,
    ended_at timestamptz,
    ended_by text,
    answer text,
    order_id uuid UNIQUE, -- the order it has become: an order has one quote at most
    order_number text,
    next_id uuid, -- the version after it
    customer_name text NOT NULL,
    customer_email text,
    currency text NOT NULL,
    gross numeric NOT NULL,
    words tsvector NOT NULL,
    UNIQUE (number, revision),
    CHECK ((state = 'converted') = (order_id IS NOT NULL))
);
-- Of a quote one version at most may still be answered, and one becomes an order.
CREATE UNIQUE INDEX quotes_open ON quotes (number) WHERE state IN ('draft', 'sent');
CREATE UNIQUE INDEX quotes_converted ON quotes (number) WHERE state = 'converted';
CREATE INDEX quotes_newest ON quotes (quote_id) WHERE next_id IS NULL;
CREATE INDEX quotes_by_state ON quotes (state, quote_id);
CREATE INDEX quotes_declined ON quotes (quote_id) WHERE follows_decline AND state = 'draft';
CREATE INDEX quotes_due ON quotes (valid_until) WHERE state = 'sent';
CREATE INDEX quotes_of_order ON quotes (copied_from) WHERE copied_from IS NOT NULL;
CREATE INDEX quotes_by_words ON quotes USING gin (words);
