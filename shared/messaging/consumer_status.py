"""What operators are told of a consumer: what it waits for, what it does not read, and how far it is behind."""

import contextlib
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared.messaging.partitions import Partitions, tell
from shared.messaging.topics import kafka_answers
from shared.waiting import Waiting

LAG_LIMIT_S = 1


GAP_S = 4
"""Kafka is asked each two seconds or so: where it has said nothing for so long, it was away."""


class Lag(NamedTuple):
    """How many records, how old that is, and for how long Kafka has answered without a break."""

    records: int
    age_s: float
    steady_s: float


class ConsumerStatus:
    """Of one consumer; `kafka` waits while Kafka does not answer, `waits` for what else it waits."""

    def __init__(self, service: str, partitions: Partitions, waits: Sequence[Waiting]) -> None:
        self.service = service
        self.partitions = partitions
        self.kafka = Waiting("consumer")
        self._waits = (self.kafka, *waits)
        self._stops = Waiting("consumer")
        self._ends: dict[TopicPartition, int] = {}
        self._ends_at = self._answers_since = time.monotonic()

    @property
    def troubles(self) -> list[str]:
        """What is not read, and what was lost, in words for operators."""
        return [f"consumer: {reason}" for reason in self.reasons]

    @property
    def reasons(self) -> list[str]:
        waits = dict.fromkeys(one.reason for one in self._waits if one.reason)
        return [*waits, *tell(self.service, self.partitions)]

    def say(self) -> None:
        """Into the log, once, what is not read and what was lost."""
        if stops := tell(self.service, self.partitions):
            self._stops.waits("; ".join(stops))
        else:
            self._stops.over()

    async def lag(self, consumer: AIOKafkaConsumer) -> Lag | None:
        """Records not yet applied on the assigned partitions; None while nothing is assigned, or nothing is known.

        While Kafka does not answer, of what it had when it last did.
        """
        if not self.partitions.assigned:
            return None
        places = list(self.partitions.positions)
        if not self.kafka.reason:
            with contextlib.suppress(KafkaError):
                async with kafka_answers(LAG_LIMIT_S):
                    self.note_ends(await consumer.end_offsets(places) if places else {})
        positions = self.partitions.positions
        if not positions.keys() <= self._ends.keys():
            return None
        behind = sum(max(0, self._ends[place] - at) for place, at in positions.items())
        return Lag(self.partitions.unread + int(behind), time.monotonic() - self._ends_at, self.answers_for_s)

    @property
    def answers_for_s(self) -> float:
        """How long Kafka has answered without a break."""
        return time.monotonic() - self._answers_since

    def note_ends(self, ends: Mapping[TopicPartition, int]) -> None:
        """Where the partitions end in Kafka, as it has just said."""
        self._ends |= ends
        now = time.monotonic()
        if now - self._ends_at > GAP_S:
            self._answers_since = now
        self._ends_at = now
