"""Records that cannot be handled: parked with the later records of their key, tried again, then dead letters."""

import base64
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import asyncpg
from aiokafka import ConsumerRecord

from shared.clock import now
from shared.cloudevents import Incoming, storable, unpack
from shared.postgres.transient import is_transient
from shared.refused import NotFound, Refused
from shared.schemas.event import Contract
from shared.schemas.registry import EVENTS
from shared.transaction import Database, Queries, Tx

BYTES_LISTED = 1000
"""Of a record's value in a list; a record may have a megabyte, and lists are read again every few seconds."""

RETRY_AFTER = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
"""Waits before the tries of a parked record; when they are used up it is a dead letter."""


_ALL = frozenset(EVENTS.values())


class CannotBeRead(Refused):
    type = "record-cannot-be-read"


class ParkedState(StrEnum):
    """`parked` is tried again by itself; `dead`, a dead letter, only when an operator asks for it."""

    PARKED = "parked"
    DEAD = "dead"


class ParkedRecord(Contract):
    """A parked record or dead letter as operators see it. `value` is text where it can be shown as such."""

    id: int
    state: ParkedState
    topic: str
    partition: int
    offset: int
    key: str
    type: str | None
    attempts: int
    next_attempt_at: datetime
    parked_at: datetime
    error: str
    headers: dict[str, str | None]
    value: str | None


def describe(error: Exception) -> str:
    try:
        said = str(error)
    except Exception as unsaid:  # its own words may be what fails
        said = f"cannot be said ({type(unsaid).__name__})"
    return storable(f"{type(error).__name__}: {said}"[:2000])


async def park(tx: Tx, record: Incoming, error: str, *, attempts: int) -> None:
    """Keep a record to be tried again; one that only waits for another (attempts 0) is due as soon as that is gone."""
    due = now() + (RETRY_AFTER[0] if attempts else timedelta())
    await _keep(tx, record, ParkedState.PARKED, error, attempts, due)


async def dead_letter(tx: Tx, record: Incoming) -> None:
    """Keep a record that can't be read as a dead letter."""
    await _keep(tx, record, ParkedState.DEAD, record.unreadable or "", 0, now())


async def bare_dead_letter(tx: Tx, record: Incoming, error: str) -> None:
    """Keep where a record is, and why nothing else of it is kept."""
    bare = Incoming(record.topic, record.partition, record.offset, key="", headers=(), value=None)
    await _keep(tx, bare, ParkedState.DEAD, error, 0, now())


async def count_parked(queries: Queries) -> dict[ParkedState, int]:
    rows = await queries.fetch("SELECT state, count(*) AS n FROM parked GROUP BY state")
    return dict.fromkeys(ParkedState, 0) | {ParkedState(row["state"]): row["n"] for row in rows}


async def list_parked(
    queries: Queries, *, after: int, limit: int, state: ParkedState | None = None
) -> list[ParkedRecord]:
    """The oldest first, each with the beginning of its value."""
    rows = await queries.fetch(
        f"{_LIST} WHERE id > $1 AND ($2::text IS NULL OR state = $2) ORDER BY id LIMIT $3", after, state, limit
    )
    return [shown(row) for row in rows]


async def show_parked(queries: Queries, parked_id: int) -> ParkedRecord:
    row = await queries.fetchrow(f"{SELECT_PARKED} WHERE id = $1", parked_id)
    if row is None:
        raise NotFound(f"there is no parked record {parked_id}")
    return shown(row)


async def retry_parked(tx: Tx, parked_id: int) -> ParkedRecord:
    """Give a parked record or dead letter back to its consumer, now and with all its tries.

    One that cannot be read is refused: it would fail again, and whatever comes of its key would wait behind it.
    """
    row = await tx.fetchrow(f"{SELECT_PARKED} WHERE id = $1 FOR UPDATE", parked_id)
    if row is None:
        raise NotFound(f"there is no parked record {parked_id}")
    record = unpack(_as_read(row), _ALL)
    if why := record.unreadable or record.skipped:
        raise CannotBeRead(f"record {parked_id} cannot be read, so that trying again is of no use: {why}")
    await tx.execute(
        "UPDATE parked SET state = 'parked', attempts = 0, next_attempt_at = now() WHERE id = $1", parked_id
    )
    return await show_parked(tx, parked_id)


async def drop_parked(tx: Tx, parked_id: int) -> ParkedRecord:
    """Give a record up; those of its key that waited for it go on."""
    shown = await show_parked(tx, parked_id)
    await tx.execute("DELETE FROM parked WHERE id = $1", parked_id)
    return shown


async def retry_due(
    database: Database,
    read: Callable[[ConsumerRecord], Incoming],
    run: Callable[[Tx, list[Incoming]], Awaitable[None]],
) -> int:
    """Try the first record of each key that is due; returns how many were tried.

    Where one cannot be tried for trouble that is not its own, the others have their turn before that is raised.
    """
    async with database.reading() as tx:
        due = await tx.fetch(_DUE)
    trouble: Exception | None = None
    for row in due:
        try:
            await _retry(database, row["id"], row["key"], read, run)
        except Exception as error:
            if not (isinstance(error, asyncpg.PostgresError) and is_transient(error)):
                raise
            trouble = trouble or error
    if trouble:
        raise trouble
    return len(due)


async def _retry(
    database: Database,
    parked_id: int,
    key: str,
    read: Callable[[ConsumerRecord], Incoming],
    run: Callable[[Tx, list[Incoming]], Awaitable[None]],
) -> None:
    async with database.transaction() as tx:
        await tx.lock_keys([key])
        row = await tx.fetchrow(f"{SELECT_PARKED} WHERE id = $1 AND state = 'parked' FOR UPDATE", parked_id)
        if row is None:  # another process was first
            return
        record = read(_as_read(row))
        # By this version of the service; later records of its key do not wait for the next one.
        if why := record.unreadable or record.skipped:
            await tx.execute("UPDATE parked SET state = 'dead', error = $2 WHERE id = $1", parked_id, why[:2000])
            return
        try:
            async with tx.savepoint():
                if record.event is not None:
                    # A dead letter that could not be read when it came is applied here for the first time.
                    await tx.execute("INSERT INTO inbox (event_id) VALUES ($1) ON CONFLICT DO NOTHING", record.event_id)
                    await run(tx, [record])
            await tx.execute("DELETE FROM parked WHERE id = $1", parked_id)
        except Exception as error:
            if is_transient(error):
                raise
            await _postpone(tx, parked_id, row["attempts"] + 1, describe(error))


async def _postpone(tx: Tx, parked_id: int, attempts: int, error: str) -> None:
    dead = attempts > len(RETRY_AFTER)
    wait = timedelta() if dead else RETRY_AFTER[attempts - 1]
    await tx.execute(
        "UPDATE parked SET state = $2, attempts = $3, next_attempt_at = $4, error = $5 WHERE id = $1",
        parked_id,
        ParkedState.DEAD if dead else ParkedState.PARKED,
        attempts,
        now() + wait,
        error,
    )


async def _keep(tx: Tx, record: Incoming, state: ParkedState, error: str, attempts: int, due: datetime) -> None:
    """Once, however often it is read. Of a topic that was made anew, what was kept there before makes room."""
    headers = [[storable(name), None if v is None else base64.b64encode(v).decode()] for name, v in record.headers]
    about = (
        record.topic,
        record.partition,
        record.offset,
        record.event_id,
        record.type_name,
        record.key,
        json.dumps(headers),
        record.value,
    )
    kept = (*about, state, attempts, due, storable(error[:2000]))
    if await tx.fetchval(_INSERT, *kept) is None and await tx.fetchval(_MAKE_ROOM, *about) is not None:
        await tx.fetchval(_INSERT, *kept)


def _as_read(row: asyncpg.Record) -> ConsumerRecord[bytes, bytes]:
    """The record as it came from Kafka."""
    return ConsumerRecord(
        topic=row["topic"],
        partition=row["partition"],
        offset=row["offset"],
        timestamp=0,
        timestamp_type=0,
        key=row["key"].encode(),
        value=row["value"],
        checksum=None,
        serialized_key_size=0,
        serialized_value_size=0,
        headers=[(name, None if v is None else base64.b64decode(v)) for name, v in json.loads(row["headers"])],
    )


def shown(row: asyncpg.Record) -> ParkedRecord:
    fields: dict[str, Any] = {name: row[name] for name in ParkedRecord.model_fields if name not in ("headers", "value")}
    headers = {
        name: None if v is None else base64.b64decode(v).decode("utf-8", "backslashreplace")
        for name, v in json.loads(row["headers"])
    }
    value = None if row["value"] is None else row["value"].decode("utf-8", "backslashreplace")
    return ParkedRecord(**fields, headers=headers, value=value)


_INSERT = """
INSERT INTO parked (topic, partition, "offset", event_id, type, key, headers, value, state, attempts, next_attempt_at,
    error) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (topic, partition, "offset") DO NOTHING RETURNING id
"""

# Another record, which a topic of the same name had at this offset: its offset means nothing any more, and is below
# zero from now on.
_MAKE_ROOM = """
UPDATE parked SET "offset" = -id WHERE topic = $1 AND partition = $2 AND "offset" = $3
    AND (event_id, type, key, headers, value) IS DISTINCT FROM ($4::uuid, $5::text, $6::text, $7::jsonb, $8::bytea)
RETURNING id
"""

_COLUMNS = 'id, state, topic, partition, "offset", key, type, attempts, next_attempt_at, parked_at, error, headers'
SELECT_PARKED = f"SELECT {_COLUMNS}, value FROM parked"  # noqa: S608
_LIST = f"SELECT {_COLUMNS}, substring(value FROM 1 FOR {BYTES_LISTED}) AS value FROM parked"  # noqa: S608

_DUE = """
SELECT id, key FROM (
    SELECT DISTINCT ON (key) id, key, next_attempt_at FROM parked WHERE state = 'parked' ORDER BY key, id
) AS first WHERE next_attempt_at <= now() ORDER BY id LIMIT 100
"""
