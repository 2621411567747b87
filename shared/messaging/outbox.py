"""The outbox as the relay reads it: in the order of ids, and nothing again that has been sent.

With its rows that are deleted goes how far the service has announced.
"""

import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import asyncpg
from aiokafka import TopicPartition

from shared.messaging.announced import Reached
from shared.transaction import Queries

LOOK_EVERY_S, LOOK_AFTER = 1.0, 1000
"""When it is looked again whether `floor` can rise: after so long, or so many rows."""


class Outbox:
    """`floor` is an id up to which nothing comes any more.

    Rows that were deleted stay in table and index for as long as an old snapshot may see them, such as that of a dump:
    without the floor each look would go through all of them. It is not simply the last id sent: a transaction takes its
    ids when it writes and shows them when it commits, maybe after others with later ids.
    """

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.floor = 0
        self._connection = connection
        self._sent = 0
        self._rows_sent = 0
        self._looked_at = 0.0
        self._rising: int | None = None
        self._writers: set[str] = set()
        self._is_over = False

    async def read(self, limit: int) -> list[asyncpg.Record]:
        """What is to be sent next."""
        rows: list[asyncpg.Record] = await self._connection.fetch(READ, self.floor, limit)
        if self._rising is not None and self._is_over and (len(rows) < limit or rows[-1]["id"] > self._rising):
            # Whatever was still to come up to there is among these rows.
            self.floor, self._rising, self._is_over = self._rising, None, False
        return rows

    async def delete(self, rows: Sequence[asyncpg.Record], reached: Mapping[TopicPartition, Reached]) -> None:
        """They were sent, which reached so far."""
        await self._connection.execute(_DELETE, [row["id"] for row in rows], *_columns(reached))
        self._sent = max(self._sent, rows[-1]["id"])
        self._rows_sent += len(rows)

    async def forget(self, rows: Sequence[asyncpg.Record], reached: Mapping[TopicPartition, Reached]) -> None:
        """Delete what was sent in another session, unless ids were given again since, as in a restored database."""
        await self._connection.execute(
            _FORGET, [row["id"] for row in rows], *_columns(reached), [row["announced_at"] for row in rows]
        )

    async def raise_floor(self) -> None:
        """Look, now and then, whether all transactions have ended that may hold ids below what was sent.

        Whoever writes to the table holds a lock on it from before it takes an id until its rows are there, or never
        will be. Those that wrote when the floor was to rise must all have ended, and the table be read once more.
        """
        if self.floor >= self._sent or self._is_over:
            return
        if self._rows_sent < LOOK_AFTER and time.monotonic() - self._looked_at < LOOK_EVERY_S:
            return
        self._looked_at, self._rows_sent = time.monotonic(), 0
        writers = {row["virtualtransaction"] for row in await self._connection.fetch(_WRITERS)}
        if self._rising is None:
            self._rising, self._writers = self._sent, writers
        self._writers &= writers
        self._is_over = not self._writers


class Unsent(NamedTuple):
    """Events that are to be sent; how long the oldest has waited."""

    events: int
    age_s: float


async def count_outbox(queries: Queries) -> Unsent:
    row = await queries.fetchrow(_COUNT)
    assert row is not None
    return Unsent(row["events"], max(0.0, row["age_s"]))


READ = "SELECT id, topic, key, headers, value, announced_at FROM outbox WHERE id > $1 ORDER BY id LIMIT $2"

_COUNT = """
SELECT count(*) AS events, coalesce(extract(epoch FROM clock_timestamp() - min(announced_at)), 0)::float8 AS age_s
FROM outbox
"""
_DELETE = """\
WITH reached AS (
    INSERT INTO announced (topic, partition, next_offset, topic_id)
    SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[], $5::uuid[])
    ON CONFLICT (topic, partition) DO UPDATE SET next_offset = EXCLUDED.next_offset, topic_id = EXCLUDED.topic_id
)
DELETE FROM outbox WHERE id = ANY($1::bigint[])
"""
_FORGET = """
WITH gone AS (
    DELETE FROM outbox USING unnest($1::bigint[], $6::timestamptz[]) AS sent (id, announced_at)
    WHERE outbox.id = sent.id AND outbox.announced_at = sent.announced_at
    RETURNING 1
)
INSERT INTO announced (topic, partition, next_offset, topic_id)
SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[], $5::uuid[])
WHERE (SELECT count(*) FROM gone) = cardinality($1::bigint[])
ON CONFLICT (topic, partition) DO UPDATE SET next_offset = EXCLUDED.next_offset, topic_id = EXCLUDED.topic_id
"""


def _columns(reached: Mapping[TopicPartition, Reached]) -> tuple[list[object], ...]:
    return (
        [place.topic for place in reached],
        [place.partition for place in reached],
        [at.next_offset for at in reached.values()],
        [at.topic_id for at in reached.values()],
    )


_WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = 'outbox'::regclass AND mode = 'RowExclusiveLock'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
