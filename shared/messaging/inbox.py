"""The inbox: the records of one poll are applied in one transaction, each event once, each order one at a time."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple
from uuid import UUID

from shared.cloudevents import Cause, Incoming
from shared.messaging import parked
from shared.messaging.doubt import Doubt, Failures, InDoubt
from shared.messaging.handlers import UseCase, in_order
from shared.postgres.transient import is_transient
from shared.schemas.event import Event
from shared.transaction import Database, Tx, lock_numbers

_WAITS = "waits for an earlier record of its key"

log = logging.getLogger(__name__)


class InvalidRecord(NamedTuple):
    """A record on a topic of commands that is no valid command; the sender is owed an answer."""

    topic: str
    partition: int
    offset: int
    key: str
    event_id: str | None
    type_name: str | None
    error: str


Answer = Callable[[Tx, Sequence[InvalidRecord]], Awaitable[None]]


class Fenced(Exception):
    """The database does not stand where this process believes: another owns the partition, or a dump was restored."""


class Offsets(NamedTuple):
    """Where a batch starts in a partition of a topic, as this process believes, and where the next one will.

    Between two records there may be offsets without any: markers of transactions, and what compaction took.
    """

    batch_start: int
    next_offset: int
    topic_id: UUID | None = None


Spans = Mapping[tuple[str, int], Offsets]
"""By topic and partition."""


class Inbox:
    """Applies batches of records to a service's use cases.

    `handlers` maps event classes to use cases, in the order of the life of an order: within a batch, events of
    different keys are grouped by use case in that order, while events of one key keep theirs.
    """

    def __init__(
        self, database: Database, handlers: Mapping[type[Event], UseCase], answer_invalid: Answer | None = None
    ) -> None:
        self.database = database
        self.handlers = handlers
        self.answer_invalid = answer_invalid
        self.doubt = Doubt()
        self.failures = Failures()

    async def apply(self, records: Sequence[Incoming], offsets: Spans) -> None:
        """Apply a batch that may span partitions; raises what the database raises when it is out of reach.

        Raises Fenced, and changes nothing, where one of the partitions is not exactly where its span starts. A record
        whose use case fails is parked, with the records of its key behind it, and the others go on. Raises InDoubt, and
        parks nothing, where so many fail the same that it can't be the records.
        """
        try:
            await self._apply(records, offsets)
        except Fenced:
            raise
        except Exception as error:
            self.failures.failed(error, records)
            raise
        self.failures.passed()

    async def _apply(self, records: Sequence[Incoming], offsets: Spans) -> None:
        try:
            async with self.database.transaction() as tx:
                new = await self._accept(tx, records, offsets)
                await self._set_aside_unreadable(tx, [record for record in records if record.unreadable])
                await self.run(tx, new)
        except Exception as error:
            if isinstance(error, Fenced) or is_transient(error):
                raise
            if not (self.doubt.waits or self.failures.times):
                log.warning(
                    "a batch of %d failed (%s); going through it one by one", len(records), type(error).__name__
                )
            await self._apply_one_by_one(records, offsets)
        else:
            if new:
                self.doubt = Doubt()

    async def _apply_one_by_one(self, records: Sequence[Incoming], offsets: Spans) -> None:
        doubt = self.doubt.copy()
        failed: list[tuple[Incoming, Exception]] = []
        async with self.database.transaction() as tx:
            new = await self._accept(tx, records, offsets)
            for record in records:
                if record.unreadable:
                    await self._set_aside_alone(tx, record)
            waiting: set[str] = set()
            for record in new:
                if record.key in waiting:
                    await self._park(tx, record, _WAITS, attempts=0)
                    continue
                try:
                    async with tx.savepoint():
                        await self.run(tx, [record])
                except Exception as error:
                    if is_transient(error):
                        raise
                    doubt.failed(record.key, error)
                    failed.append((record, error))
                    waiting.add(record.key)
                    await self._park(tx, record, parked.describe(error), attempts=1)
                else:
                    doubt.succeeded()
            if doubt.waits:
                self.doubt = doubt
                raise InDoubt(doubt.words)
        self.doubt = doubt
        for record, why in failed:
            log.error("%s cannot be handled and is parked", _named(record), exc_info=why)

    async def _set_aside_alone(self, tx: Tx, record: Incoming) -> None:
        """Whatever of it can't be kept or answered is left out; what stays at the least is where it is."""
        try:
            async with tx.savepoint():
                await self._set_aside_unreadable(tx, [record])
        except Exception as error:
            if is_transient(error):
                raise
            record.invalid = False  # the answer may be what fails: then it is kept instead
            await self._keep(tx, record, partial(parked.dead_letter, tx, record), first=error)

    async def _park(self, tx: Tx, record: Incoming, error: str, *, attempts: int) -> None:
        await self._keep(tx, record, partial(parked.park, tx, record, error, attempts=attempts))

    async def _keep(
        self, tx: Tx, record: Incoming, keep: Callable[[], Awaitable[None]], *, first: Exception | None = None
    ) -> None:
        try:
            async with tx.savepoint():
                await keep()
        except Exception as error:
            if is_transient(error):
                raise
            first = first or error
            await parked.bare_dead_letter(tx, record, f"nothing of it can be kept: {parked.describe(error)}")
        if first:
            log.error("%s cannot be set aside as it is", _named(record), exc_info=first)

    async def _accept(self, tx: Tx, records: Sequence[Incoming], offsets: Spans) -> list[Incoming]:
        """Move the offsets, note the event ids, lock the orders; returns the records to handle now."""
        readable = [record for record in records if record.event is not None]
        keys = {record.key for record in readable}
        accepted = await tx.fetchrow(
            _ACCEPT,
            [topic for topic, _ in offsets],
            [partition for _, partition in offsets],
            [span.batch_start for span in offsets.values()],
            [span.next_offset for span in offsets.values()],
            [span.topic_id for span in offsets.values()],
            sorted({record.event_id for record in readable if record.event_id}),
            lock_numbers(keys),
            list(keys),
        )
        assert accepted is not None
        if accepted["moved"] < len(offsets):
            raise Fenced
        tx.settings = dict(accepted["settings"] or ())
        new_ids, waiting_keys = set(accepted["new_ids"] or ()), set(accepted["waiting_keys"] or ())
        new = []
        for record in readable:
            if record.event_id not in new_ids:
                continue
            new_ids.discard(record.event_id)
            if record.key in waiting_keys:
                await self._park(tx, record, _WAITS, attempts=0)
            else:
                new.append(record)
        return new

    async def _set_aside_unreadable(self, tx: Tx, records: Sequence[Incoming]) -> None:
        """They become dead letters. Commands are answered besides, which is all that an invalid one needs."""
        commands = [record for record in records if record.is_command]
        if commands and self.answer_invalid:
            tx.causes = _causes(commands)
            await self.answer_invalid(tx, [_invalid(record) for record in commands])
        for record in records:
            if not (record.invalid and record.is_command and self.answer_invalid):
                await parked.dead_letter(tx, record)

    async def run(self, tx: Tx, records: Sequence[Incoming]) -> None:
        for use_case, group in in_order(records, self.handlers):
            tx.causes = _causes(group)
            await use_case(tx, [record.event for record in group])
        tx.causes = {}


def _named(record: Incoming) -> str:
    """Where it is and what it says it is, for the log; what it says is shown as it can be."""
    return f"{record.topic}/{record.partition} offset {record.offset} ({ascii(record.type_name)[:200]})"


def _causes(records: Sequence[Incoming]) -> dict[str, Cause]:
    return {record.key: record.cause for record in records if record.cause}


def _invalid(record: Incoming) -> InvalidRecord:
    return InvalidRecord(
        record.topic,
        record.partition,
        record.offset,
        record.key,
        record.event_name,
        record.type_name,
        record.unreadable or "",
    )


# One round trip: the fence, the deduplication, the locks, the settings, and the keys that wait for a parked record.
_ACCEPT = """
WITH moved AS (
    UPDATE consumed AS c SET batch_start = b.batch_start, next_offset = b.next_offset
    FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::uuid[])
        AS b (topic, partition, batch_start, next_offset, topic_id)
    WHERE c.topic = b.topic AND c.partition = b.partition
        AND c.next_offset = b.batch_start AND c.topic_id IS NOT DISTINCT FROM b.topic_id
    RETURNING 1
), new AS (
    INSERT INTO inbox (event_id) SELECT unnest($6::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id
), locked AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(number) FROM unnest($7::bigint[]) AS number
)
SELECT
    (SELECT count(*) FROM moved) AS moved,
    (SELECT count(*) FROM locked) AS locked,
    (SELECT array_agg(event_id) FROM new) AS new_ids,
    (SELECT array_agg((name, value::text)) FROM (
        SELECT DISTINCT ON (name) name, value FROM settings ORDER BY name, version DESC) AS latest) AS settings,
    (SELECT array_agg(DISTINCT key) FROM parked WHERE state = 'parked' AND key = ANY($8::text[])) AS waiting_keys
"""
