"""The partitions of one process: how far each is read, which are not read, and how operators are told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aiokafka import TopicPartition

from shared.messaging.positions import Position, PositionState
from shared.messaging.topics import Extent


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


def tell(
    service: str, stopped: Mapping[TopicPartition, Stop], missing: Iterable[str], gone: Mapping[TopicPartition, int]
) -> list[str]:
    """What is not read, and what is gone, a sentence for each topic and reason."""
    told = [f"topic {topic} is missing in Kafka; `backshop prepare` makes it" for topic in sorted(missing)]
    partitions: dict[tuple[str, PositionState], list[int]] = defaultdict(list)
    for place, stop in sorted(stopped.items()):
        if place.topic not in missing:
            partitions[place.topic, stop.state].append(place.partition)
    for (topic, state), numbers in partitions.items():
        told.append(
            f"{topic}, partition {', '.join(map(str, numbers))}, is not read: {_WHY[state]};"
            f" see `backshop offsets show {service}`"
        )
    lost: dict[str, int] = defaultdict(int)
    for place, count in gone.items():
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
