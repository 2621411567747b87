"""How far a service has announced, as its database remembers; its row is written as the outbox is emptied."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from aiokafka import TopicPartition

from shared.postgres.sessions import Connection
from shared.schemas.event import Command
from shared.schemas.registry import EVENTS


class Reached(NamedTuple):
    """Where the next event will stand, and in which topic."""

    next_offset: int
    topic_id: UUID | None = None


def topics_of(service: str) -> set[str]:
    """Those that the service alone writes to."""
    return {kind.topic for kind in EVENTS.values() if kind.owner == service and not issubclass(kind, Command)}


async def find_reached(connection: Connection) -> dict[TopicPartition, Reached]:
    rows = await connection.fetch("SELECT topic, partition, next_offset, topic_id FROM announced")
    return {
        TopicPartition(row["topic"], row["partition"]): Reached(row["next_offset"], row["topic_id"]) for row in rows
    }


async def count_anew(connection: Connection, anew: Mapping[TopicPartition, tuple[Reached | None, Reached]]) -> None:
    """Of each partition what was remembered and what is from now on; another process may have gone on meanwhile."""
    await connection.execute(
        "INSERT INTO announced (topic, partition, next_offset, topic_id)"
        " SELECT topic, partition, at, id FROM unnest($1::text[], $2::int[], $3::bigint[], $4::uuid[])"
        " AS new (topic, partition, at, id)"
        " ON CONFLICT DO NOTHING",
        [place.topic for place in anew],
        [place.partition for place in anew],
        [now.next_offset for _, now in anew.values()],
        [now.topic_id for _, now in anew.values()],
    )
    await connection.execute(
        "UPDATE announced SET next_offset = at, topic_id = id"
        " FROM unnest($1::text[], $2::int[], $3::bigint[], $4::uuid[], $5::bigint[], $6::uuid[])"
        " AS new (topic, partition, at, id, was_at, was_id)"
        " WHERE announced.topic = new.topic AND announced.partition = new.partition"
        " AND announced.next_offset = was_at AND announced.topic_id IS NOT DISTINCT FROM was_id",
        [place.topic for place in anew],
        [place.partition for place in anew],
        [now.next_offset for _, now in anew.values()],
        [now.topic_id for _, now in anew.values()],
        [was and was.next_offset for was, _ in anew.values()],
        [was and was.topic_id for was, _ in anew.values()],
    )
