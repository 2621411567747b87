"""Whether a service is older than what it has announced: Kafka has events of its own that its database does not know.

A service whose database is a restored dump would give their numbers to others (docs/decisions/0017).
"""

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from aiokafka import TopicPartition
from pydantic_core import from_json

from shared.cloudevents import Incoming, unpack
from shared.messaging.announced import Reached, count_anew, find_reached, topics_of
from shared.messaging.read_back import read_back
from shared.messaging.topics import Extent, ask_kafka, find_extents, kafka_answers
from shared.older import older
from shared.postgres.sessions import Connection
from shared.waiting import Waits

SPEAK_EVERY_S = 3
"""The session of a relay that is silent for long is ended, and there may be much to read."""

ANSWER_LIMIT_S = 3
"""Services that start while Kafka is frozen do not wait longer for it."""

log = logging.getLogger(__name__)


class Found(NamedTuple):
    """What Kafka has beyond what the database remembers.

    `unknown` are the service's own events that stand in its outbox no more, each once, oldest first in each partition;
    `waiting` the ids of those that do, as after a crash.
    """

    extents: Mapping[TopicPartition, Extent]
    reached: Mapping[TopicPartition, Reached]
    unknown: Sequence[Incoming]
    waiting: set[UUID]

    @property
    def anew(self) -> dict[TopicPartition, tuple[Reached | None, Reached]]:
        """Partitions that are counted from their end on: nothing is remembered of them, or of what they are now."""
        changed = {}
        for place, extent in self.extents.items():
            was = self.reached.get(place)
            now = Reached(extent.end, extent.topic_id)
            if was and _is_same(was, extent) and was.next_offset <= extent.end:
                now = Reached(was.next_offset, was.topic_id or extent.topic_id)
            if now != was:
                changed[place] = was, now
        return changed

    @property
    def at_their_ends(self) -> dict[TopicPartition, tuple[Reached | None, Reached]]:
        """All partitions counted from their end on, once what they have is known."""
        return {
            place: (self.reached.get(place), Reached(extent.end, extent.topic_id))
            for place, extent in self.extents.items()
        }


class Mark(NamedTuple):
    """That the database was restored, or found to be older; `unknown` is null until it was compared."""

    unknown: int | None


async def find_mark(connection: Connection) -> Mark | None:
    row = await connection.fetchrow("SELECT max(unknown) AS unknown, count(*) AS marks FROM restored")
    return Mark(row["unknown"]) if row and row["marks"] else None


async def look(connection: Connection, kafka: str, service: str) -> str | None:
    """Compare with Kafka, unless the service is known to be older; returns why nothing may be changed, or None.

    Raises what Kafka and the database raise.
    """
    mark = await find_mark(connection)
    if mark and mark.unknown is not None:
        return older(service, mark.unknown)
    found = await find_unknown(connection, kafka, service, restored=mark is not None)
    if found.unknown:
        await mark_older(connection, len(found.unknown))
        return older(service, len(found.unknown))
    for place, (was, now) in found.anew.items():
        if was and now.next_offset < was.next_offset:
            log.warning("%s/%d: Kafka has lost events that were announced, up to offset %d", *place, was.next_offset)
    async with connection.transaction():
        await count_anew(connection, found.anew)
        if mark:
            await connection.execute("DELETE FROM restored WHERE unknown IS NULL")
            log.info("the restored database knows all that %s has announced", service)
    return None


async def find_unknown(connection: Connection, kafka: str, service: str, *, restored: bool) -> Found:
    """Of a `restored` database, also what stands in topics of which it remembers nothing.

    Another process may announce meanwhile: what Kafka had at first is accounted for afterwards, or waits in the outbox.
    """
    topics = topics_of(service)
    if not topics:
        return Found({}, {}, [], set())
    reached = await find_reached(connection)
    async with kafka_answers(ANSWER_LIMIT_S):
        extents = await ask_kafka(kafka, lambda client: find_extents(client, topics))
    if restored and (missing := topics - {place.topic for place in extents}):
        raise Waits(f"Kafka has no topic {', '.join(sorted(missing))}; `backshop prepare` makes it")
    stretch = _beyond(reached, extents, restored=restored)
    events: dict[UUID, Incoming] = {}
    spoke_at = time.monotonic()
    async for record in read_back(kafka, stretch):
        if time.monotonic() - spoke_at > SPEAK_EVERY_S:
            await connection.execute("SELECT")
            spoke_at = time.monotonic()
        event = unpack(record, frozenset())
        if event.event_id and _is_from(service, event):
            events.setdefault(event.event_id, event)
    if not events:
        return Found(extents, reached, [], set())
    async with connection.transaction(isolation="repeatable_read"):
        since = await find_reached(connection)
        waiting = await _find_waiting(connection, {event.key for event in events.values()})
    unknown = [
        event
        for event in sorted(events.values(), key=lambda one: (one.topic, one.partition, one.offset))
        if event.event_id not in waiting and not _has_announced(since, event, extents)
    ]
    return Found(extents, reached, unknown, waiting & events.keys())


async def mark_older(connection: Connection, unknown: int) -> None:
    async with connection.transaction():
        changed = await connection.execute("UPDATE restored SET unknown = $1", unknown)
        if changed == "UPDATE 0":
            await connection.execute("INSERT INTO restored (unknown) VALUES ($1)", unknown)


def _beyond(
    reached: Mapping[TopicPartition, Reached], extents: Mapping[TopicPartition, Extent], *, restored: bool
) -> dict[TopicPartition, tuple[int, int]]:
    counted = {place.topic for place in reached}
    stretch = {}
    for place, extent in extents.items():
        at = reached.get(place)
        if at and _is_same(at, extent):
            begin = at.next_offset
        elif at is None and place.topic in counted:
            begin = extent.begin  # the topic has more partitions than it had
        else:
            begin = extent.begin if restored else extent.end
        stretch[place] = max(begin, extent.begin), extent.end
    return stretch


def _is_same(reached: Reached, extent: Extent) -> bool:
    return None in (reached.topic_id, extent.topic_id) or reached.topic_id == extent.topic_id


def _is_from(service: str, event: Incoming) -> bool:
    """Whoever else may write to the topic is not what the database would know."""
    return dict(event.headers).get("ce_source") == f"/backshop/{service}".encode()


async def _find_waiting(connection: Connection, keys: Iterable[str]) -> set[UUID]:
    rows = await connection.fetch("SELECT headers FROM outbox WHERE key = ANY($1::text[])", list(keys))
    return {UUID(dict(from_json(row["headers"]))["ce_id"]) for row in rows}


def _has_announced(
    reached: Mapping[TopicPartition, Reached], event: Incoming, extents: Mapping[TopicPartition, Extent]
) -> bool:
    place = TopicPartition(event.topic, event.partition)
    at = reached.get(place)
    return at is not None and _is_same(at, extents[place]) and event.offset < at.next_offset
