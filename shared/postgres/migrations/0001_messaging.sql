-- What every service keeps for its messaging guarantees.

-- Events waiting for the relay; rows live for milliseconds, so vacuum by count and not by share.
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    key text NOT NULL,
    headers text NOT NULL,
    value bytea NOT NULL,
    announced_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

-- Events already applied: a redelivered one changes nothing.
CREATE TABLE inbox (
    event_id uuid PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX inbox_applied_at ON inbox USING brin (applied_at);

-- How far each partition is consumed. The truth about offsets, and the fence against a process that lost its partition.
CREATE TABLE consumed (
    topic text NOT NULL,
    partition integer NOT NULL,
    batch_start bigint NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);

-- Records that could not be handled, and later records of their keys, which must wait for them.
CREATE TABLE parked (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    event_id uuid,
    type text,
    key text NOT NULL,
    headers jsonb NOT NULL,
    value bytea,
    state text NOT NULL CHECK (state IN ('parked', 'dead')),
    attempts integer NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    error text NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (topic, partition, "offset")
);
CREATE INDEX parked_by_key ON parked (key, id) WHERE state = 'parked';

-- Answers given, by the caller's key: the same request again gets the same answer.
CREATE TABLE idempotency_keys (
    caller text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer NOT NULL,
    answer text NOT NULL,
    etag text,
    answered_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_keys_answered_at ON idempotency_keys USING brin (answered_at);
