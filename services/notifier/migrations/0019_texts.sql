-- What the shop writes in its mails, as versions; one without a text is the default again.
CREATE TABLE texts (
    kind text NOT NULL,
    language text NOT NULL CHECK (language IN ('en', 'fr')),
    version integer NOT NULL,
    subject text,
    body text,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL,
    PRIMARY KEY (kind, language, version),
    CHECK ((subject IS NULL) = (body IS NULL))
);

-- What a message was written of, as JSON, so that another text can be tried on it. Null: not kept, as once.
ALTER TABLE messages ADD COLUMN facts text;
-- The shop's own text could not be written, and the default was.
ALTER TABLE messages ADD COLUMN own_text_failed boolean NOT NULL DEFAULT false;

-- Staff who try a text send it to themselves: a message about no order, of any kind.
ALTER TABLE messages DROP CONSTRAINT messages_about_check;
ALTER TABLE messages ADD CONSTRAINT messages_about_check CHECK (order_id IS NOT NULL OR about IS NOT NULL) NOT VALID;

-- Staff switch kinds of mails off. Rows that are there have the reasons there were.
ALTER TABLE messages DROP CONSTRAINT messages_reason_check;
ALTER TABLE messages ADD CONSTRAINT messages_reason_check CHECK (reason IN ('no_address', 'order_cancelled',
    'impossible_address', 'long_ago', 'withdrawn', 'handed_over', 'taken_back', 'switched_off')) NOT VALID;
