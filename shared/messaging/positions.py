"""How far each partition is read: the rules of when a position still means what it meant, and what operators decide."""

import logging
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import asyncpg
from aiokafka import TopicPartition
from pydantic import BaseModel

from shared.messaging.topics import Extent
from shared.refused import NotFound, Refused
from shared.transaction import Queries, Tx

log = logging.getLogger(__name__)


class PositionState(StrEnum):
    NEW = "new"
    READING = "reading"
    BEHIND = "behind"
    BEYOND = "beyond the end"
    ANOTHER = "another topic"
    MISSING = "missing"


STOPS = {PositionState.BEYOND, PositionState.ANOTHER, PositionState.MISSING}
"""Where to read on is not ours to guess: a partition in one of these states is not read."""


class Position(NamedTuple):
    """Where the database stands in a partition, and in which topic; see migration 0003 for `gone` and `beyond`."""

    next_offset: int
    topic_id: UUID | None = None
    gone: int = 0
    beyond: bool = False

    def is_at(self, other: "Position") -> bool:
        return (self.next_offset, self.topic_id, self.beyond) == (other.next_offset, other.topic_id, other.beyond)


class PartitionOffsets(BaseModel):
    """A partition as a service stands in it.

    `gone` counts offsets deleted in Kafka before they were read, until that was accepted. `begin` and `end` are null
    where Kafka has no such partition, `position` where the service has none yet.
    """

    topic: str
    partition: int
    position: int | None
    begin: int | None
    end: int | None
    gone: int
    state: PositionState


class Decided(BaseModel):
    """What an operator's decision came to for one partition.

    `state` and `was` are how it stood before. At most `to_read` records are read from `position` on. `gone` is how many
    were deleted before they were read, null where that cannot be known, as the topic that had them is gone. `position`
    is null where Kafka has no such partition any more.
    """

    topic: str
    partition: int
    state: PositionState
    was: int
    position: int | None
    to_read: int
    gone: int | None


class TopicMissing(Refused):
    type = "topic-missing"


class OffsetOutside(Refused):
    type = "offset-outside"
    status = 422
    field = "to"


def judge(position: Position | None, extent: Extent | None) -> PositionState:
    """Whether reading can go on at a position in a partition as Kafka has it now."""
    if extent is None:
        return PositionState.MISSING
    if position is None:
        return PositionState.NEW
    if position.topic_id and extent.topic_id and position.topic_id != extent.topic_id:
        return PositionState.ANOTHER
    if position.beyond or position.next_offset > extent.end:
        return PositionState.BEYOND
    return PositionState.BEHIND if position.next_offset < extent.begin else PositionState.READING


async def find_positions(queries: Queries) -> dict[TopicPartition, Position]:
    return _by_place(await queries.fetch(_SELECT))


async def settle(tx: Tx, extents: Mapping[TopicPartition, Extent]) -> dict[TopicPartition, Position]:
    """The positions to read these partitions from: new ones at their begin, those behind it too, with what is gone.

    Those that stop are left as they are.
    """
    await tx.execute(
        "INSERT INTO consumed (topic, partition, batch_start, next_offset, topic_id)"
        " SELECT topic, partition, begin, begin, id"
        " FROM unnest($1::text[], $2::int[], $3::bigint[], $4::uuid[]) AS new (topic, partition, begin, id)"
        " ON CONFLICT DO NOTHING",
        [place.topic for place in extents],
        [place.partition for place in extents],
        [extent.begin for extent in extents.values()],
        [extent.topic_id for extent in extents.values()],
    )
    stored = await _lock_positions(tx)
    settled = {}
    for place, extent in extents.items():
        position = stored[place]
        state = judge(position, extent)
        if state is PositionState.BEHIND:
            gone = extent.begin - position.next_offset
            log.warning(
                "%s/%d: up to %d records, from offset %d on, were deleted before they were read; reading on from %d",
                *place, gone, position.next_offset, extent.begin,
            )  # fmt: skip
            position = position._replace(next_offset=extent.begin, gone=position.gone + gone)
        if state not in STOPS:
            position = position._replace(topic_id=position.topic_id or extent.topic_id)
            if position != stored[place]:
                await _set_position(tx, place, position)
        settled[place] = position
    return settled


async def mark_beyond(tx: Tx, place: TopicPartition, position: Position) -> None:
    """So that records to come are not taken for those that followed, once there are as many as before."""
    await tx.execute(
        "UPDATE consumed SET beyond = true WHERE topic = $1 AND partition = $2 AND next_offset = $3",
        *place,
        position.next_offset,
    )


def list_offsets(
    positions: Mapping[TopicPartition, Position], topics: set[str], extents: Mapping[TopicPartition, Extent]
) -> list[PartitionOffsets]:
    return [
        PartitionOffsets(
            topic=place.topic,
            partition=place.partition,
            position=position.next_offset if position else None,
            begin=extent.begin if extent else None,
            end=extent.end if extent else None,
            gone=position.gone if position else 0,
            state=judge(position, extent),
        )
        for place in sorted(positions.keys() | extents.keys())
        if place.topic in topics
        for position, extent in [(positions.get(place), extents.get(place))]
    ]


async def accept(tx: Tx, topic: str, partition: int | None, extents: Mapping[TopicPartition, Extent]) -> list[Decided]:
    """Read on from the begin of what Kafka has now where reading has stopped, and take note of what is gone."""
    decided = []
    for place, position in (await _chosen(tx, topic, partition, extents)).items():
        extent = extents.get(place)
        state = judge(position, extent)
        if extent is None:
            await tx.execute("DELETE FROM consumed WHERE topic = $1 AND partition = $2", *place)
            decided.append(_decided(place, state, position, None, None, None))
        elif state in STOPS or state is PositionState.BEHIND:
            gone = None if state in STOPS else position.gone + extent.begin - position.next_offset
            decided.append(await _go_to(tx, place, position, extent.begin, extent, gone))
        elif position.gone:
            await _set_position(tx, place, position._replace(gone=0))
            decided.append(_decided(place, state, position, position.next_offset, extent, position.gone))
    return decided


async def rewind(
    tx: Tx, topic: str, partition: int | None, to: int | None, extents: Mapping[TopicPartition, Extent]
) -> list[Decided]:
    """Read again from this offset, or from the begin; where reading has stopped, go on from there."""
    decided = []
    for place, position in (await _chosen(tx, topic, partition, extents)).items():
        extent = extents.get(place)
        if extent is None:
            raise TopicMissing(f"Kafka has no partition {place.partition} of {topic} any more; accept that first")
        state = judge(position, extent)
        target = extent.begin if to is None else to
        furthest = extent.end if state in STOPS else position.next_offset
        if not extent.begin <= target <= max(furthest, extent.begin):
            raise OffsetOutside(
                f"{topic}/{place.partition} can be read again from an offset of {extent.begin} to {furthest}"
            )
        decided.append(await _go_to(tx, place, position, target, extent, None if state in STOPS else position.gone))
    return decided


async def _chosen(
    tx: Tx, topic: str, partition: int | None, extents: Mapping[TopicPartition, Extent]
) -> dict[TopicPartition, Position]:
    if not any(place.topic == topic for place in extents):
        raise TopicMissing(f"Kafka has no topic {topic}; `backshop prepare` makes it")
    chosen = {
        place: position
        for place, position in (await _lock_positions(tx)).items()
        if place.topic == topic and partition in (None, place.partition)
    }
    if partition is not None and not chosen:
        raise NotFound(f"nothing was read of {topic}/{partition}")
    return chosen


async def _go_to(
    tx: Tx, place: TopicPartition, position: Position, target: int, extent: Extent, gone: int | None
) -> Decided:
    await _set_position(tx, place, Position(target, extent.topic_id))
    return _decided(place, judge(position, extent), position, target, extent, gone)


def _decided(
    place: TopicPartition,
    state: PositionState,
    before: Position,
    target: int | None,
    extent: Extent | None,
    gone: int | None,
) -> Decided:
    return Decided(
        topic=place.topic,
        partition=place.partition,
        state=state,
        was=before.next_offset,
        position=target,
        to_read=extent.end - target if extent and target is not None else 0,
        gone=gone,
    )


async def _lock_positions(tx: Tx) -> dict[TopicPartition, Position]:
    return _by_place(await tx.fetch(f"{_SELECT} ORDER BY topic, partition FOR UPDATE"))


async def _set_position(tx: Tx, place: TopicPartition, position: Position) -> None:
    await tx.execute(
        "UPDATE consumed SET batch_start = $3, next_offset = $3, topic_id = $4, gone = $5, beyond = $6"
        " WHERE topic = $1 AND partition = $2",
        *place,
        *position,
    )


def _by_place(rows: list[asyncpg.Record]) -> dict[TopicPartition, Position]:
    return {
        TopicPartition(row["topic"], row["partition"]): Position(
            row["next_offset"], row["topic_id"], row["gone"], row["beyond"]
        )
        for row in rows
    }


_SELECT = "SELECT topic, partition, next_offset, topic_id, gone, beyond FROM consumed"
