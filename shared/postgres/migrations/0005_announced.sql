-- How far the service has announced: where the event after the last one will stand that Kafka has acknowledged. Written
-- in the statement that deletes the events from the outbox, so that what Kafka has beyond it stands in the outbox still;
-- else this database does not know it: it is older than what it has announced.
CREATE TABLE announced (
    topic text NOT NULL,
    partition integer NOT NULL,
    topic_id uuid,
    next_offset bigint NOT NULL,
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);

-- While there is a row, the service may be older than what it has announced, and nothing is numbered or applied.
-- `unknown` is how many events of its own Kafka has that it does not know; null until that was looked at.
ALTER TABLE restored ALTER COLUMN taken_at DROP NOT NULL, ADD COLUMN unknown bigint;

-- Events of its own that a restored service did not know and could not take back, of which somebody took note.
CREATE TABLE decided (
    event_id uuid PRIMARY KEY,
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    type text NOT NULL,
    key text NOT NULL,
    value bytea NOT NULL,
    why text NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT now(),
    decided_by text NOT NULL
);

-- Every process finds its database closed, whatever it believes: whoever announces, applies or answers writes there.
CREATE FUNCTION refuse_while_restored() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM restored) AND current_setting('backshop.taking_back', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'the service may be older than what it has announced' USING ERRCODE = 'BS001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER refuse_while_restored BEFORE INSERT ON outbox
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_while_restored();
CREATE TRIGGER refuse_while_restored BEFORE INSERT ON inbox
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_while_restored();
CREATE TRIGGER refuse_while_restored BEFORE INSERT ON idempotency_keys
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_while_restored();
