"""The partitions of one process: how far each is read, which are not read, and how operators are told."""

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from aiokafka import TopicPartition

from shared.messaging.positions import STOPS, Position, PositionState, judge
from shared.messaging.topics import Extent

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Reading:
    """A partition that is read; another object each time it is taken anew from where the database stands.

    The database hears of what is passed over, up to `at`, with what comes next.
    """

    stored: Position
    at: int
    passed_over: int = 0

    def __init__(self, stored: Position) -> None:
        self.stored = stored
        self.at = stored.next_offset

    def move_to(self, reached: int) -> None:
        self.stored = self.stored._replace(next_offset=reached)
        self.at, self.passed_over = reached, 0


@dataclass(eq=False)
class Stop:
    """A partition that is not read, for the operator to decide; `looks` counts how often that was seen."""

    state: PositionState
    position: Position | None = None
    extent: Extent | None = None
    looks: int = 0

    @property
    def is_beyond(self) -> bool:
        return self.state is PositionState.BEYOND


class Partitions:
    """Those that a process was given.

    `readings` are the ones that it reads, `stopped` those it cannot go on with, `missing` the topics that Kafka has not
    got, and `gone` how many records were deleted before they were read.
    """

    def __init__(self) -> None:
        self.assigned: set[TopicPartition] = set()
        self.readings: dict[TopicPartition, Reading] = {}
        self.stopped: dict[TopicPartition, Stop] = {}
        self.missing: set[str] = set()
        self.gone: dict[TopicPartition, int] = {}

    @property
    def positions(self) -> dict[TopicPartition, int]:
        """The next offset of each partition that is read."""
        return {place: reading.at for place, reading in self.readings.items()}

    @property
    def stored(self) -> dict[TopicPartition, int]:
        """The same as the database knows it, which has not heard of what was passed over."""
        return {place: reading.stored.next_offset for place, reading in self.readings.items()}

    @property
    def unread(self) -> int:
        """Records in those that are stopped, as when they were last looked at."""
        return sum(stop.extent.end - stop.extent.begin for stop in self.stopped.values() if stop.extent)

    def put(self, place: TopicPartition, position: Position | None, extent: Extent | None) -> bool:
        """Where a partition was taken from the database; returns whether it can be read from there."""
        before = self.stopped.pop(place, None)
        state = judge(position, extent)
        if position is None or state in STOPS:
            stop = before if before and before.state is state else Stop(state)
            stop.position, stop.extent = position, extent
            self.stopped[place] = stop
            return False
        self.readings[place] = Reading(position)
        return True

    def note_gone(self, positions: Mapping[TopicPartition, Position]) -> None:
        """Of all that are assigned."""
        known = self.assigned & positions.keys()
        self.gone = {place: positions[place].gone for place in known if positions[place].gone}

    def clear(self) -> None:
        self.assigned, self.readings, self.stopped, self.gone = set(), {}, {}, {}

    def look(
        self,
        stored: Mapping[TopicPartition, Position],
        extents: Mapping[TopicPartition, Extent],
        stood: Mapping[TopicPartition, int],
    ) -> set[TopicPartition]:
        """Those where the database, or what Kafka has of them, is not what it was.

        `stood` is where the process was before Kafka was asked: since then a partition may have grown.
        """
        self.note_gone(stored)
        changed = {
            place
            for place in self.assigned
            if self._has_changed(place, stored.get(place), extents.get(place), stood.get(place))
        }
        if moved := self._moved({place: stored[place] for place in changed & stored.keys()}):
            log.warning(
                "the database stands elsewhere than this process in %d partitions, such as %s/%d; reading on from %d",
                len(moved), *min(moved), moved[min(moved)],
            )  # fmt: skip
        return changed

    def passed_over(
        self, extents: Mapping[TopicPartition, Extent], *, all_of_them: bool
    ) -> dict[TopicPartition, tuple[Reading, int]]:
        """Of which the database has not heard how far they are; else only where it looks as if Kafka deleted them."""
        return {
            place: (reading, reading.at)
            for place, reading in self.readings.items()
            if reading.at > reading.stored.next_offset
            and (all_of_them or (place in extents and reading.stored.next_offset < extents[place].begin))
        }

    def _moved(self, stored: Mapping[TopicPartition, Position]) -> dict[TopicPartition, int]:
        """Where the database stands in those that it has moved under this process."""
        return {
            place: position.next_offset
            for place, position in stored.items()
            if place in self.readings and position.next_offset != self.readings[place].stored.next_offset
        }

    def _has_changed(
        self, place: TopicPartition, stored: Position | None, extent: Extent | None, stood: int | None
    ) -> bool:
        if place in self.stopped:
            stop = self.stopped[place]
            stop.extent = extent
            stop.looks += 1
            return stored != stop.position or judge(stored, extent) is not stop.state
        reading = self.readings.get(place)
        if reading is None or stored is None or not stored.is_at(reading.stored):
            return True
        then = stored._replace(next_offset=min(stood if stood is not None else reading.at, reading.at))
        return judge(then, extent) in STOPS or (extent is not None and reading.at < extent.begin)


def tell(service: str, of: Partitions) -> list[str]:
    """What is not read, and what is gone, a sentence for each topic and reason."""
    told = [f"topic {topic} is missing in Kafka; `backshop prepare` makes it" for topic in sorted(of.missing)]
    partitions: dict[tuple[str, PositionState], list[int]] = defaultdict(list)
    for place, stop in sorted(of.stopped.items()):
        if place.topic not in of.missing:
            partitions[place.topic, stop.state].append(place.partition)
    for (topic, state), numbers in partitions.items():
        told.append(
            f"{topic}, partition {', '.join(map(str, numbers))}, is not read: {_WHY[state]};"
            f" see `backshop offsets show {service}`"
        )
    lost: dict[str, int] = defaultdict(int)
    for place, count in of.gone.items():
        lost[place.topic] += count
    for topic, count in sorted(lost.items()):
        told.append(
            f"{topic}: up to {count} records were deleted in Kafka before they were read;"
            f" `backshop offsets accept {service} {topic}` takes note of it"
        )
    return told


_WHY = {
    PositionState.ANOTHER: "the topic was made anew and has other records than before",
    PositionState.BEYOND: "the topic ends before what was read of it: records are lost in Kafka",
    PositionState.MISSING: "Kafka has no such partition",
    PositionState.NEW: "its position is not known yet",
}
