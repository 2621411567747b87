"""Where the assigned partitions are read from: where the database says each is left, if Kafka still has that."""

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.messaging.partitions import Partitions
from shared.messaging.positions import Position, find_positions, mark_beyond, settle
from shared.messaging.topics import Extent, find_extents, kafka_answers
from shared.transaction import Database
from shared.waiting import Waiting

ANSWER_LIMIT_S = 5
SURE_AFTER_LOOKS = 3
"""A new leader may not yet know the end; what is seen so often is no passing thing."""


class Placing:
    """Of one member of a group; `stopping` ends what still tries."""

    def __init__(self, database: Database, partitions: Partitions, waiting: Waiting) -> None:
        self.database = database
        self.partitions = partitions
        self.waiting = waiting
        self.stopping = False
        self._era = 0

    async def take(self, consumer: AIOKafkaConsumer, places: set[TopicPartition]) -> None:
        """Paused until each is in its place: what is polled before would be dropped, and never read again.

        Tries until database and Kafka have answered, or the assignment has ended.
        """
        era = self._era
        consumer.pause(*places)
        for place in places:
            self.partitions.readings.pop(place, None)
        while not self.stopping and self._era == era:
            try:
                extents, positions = await self._settle(consumer, places)
            except Exception as error:
                await self.waiting.before_next_try(error, self.database.pause)
            else:
                self.waiting.over()
                if self._era == era:
                    self._seek(consumer, extents, positions, places)
                return

    async def be_sure_of_ends(self) -> None:
        """Note in the database which partitions end before what was read of them."""
        for place, stop in self.partitions.stopped.items():
            if stop.is_beyond and stop.position and not stop.position.beyond and stop.looks >= SURE_AFTER_LOOKS:
                async with self.database.transaction() as tx:
                    await mark_beyond(tx, place, stop.position)
                stop.position = stop.position._replace(beyond=True)

    def end(self) -> None:
        """The assignment has ended."""
        self.partitions.assigned = set()
        self._era += 1

    async def _settle(
        self, consumer: AIOKafkaConsumer, places: set[TopicPartition]
    ) -> tuple[dict[TopicPartition, Extent], dict[TopicPartition, Position]]:
        """What Kafka has of these partitions, and where the database says each is left."""
        async with kafka_answers(ANSWER_LIMIT_S):
            found = await find_extents(consumer._client, {place.topic for place in places})
        extents = {place: found[place] for place in places if place in found}
        async with self.database.transaction() as tx:
            positions = await find_positions(tx)
            positions |= await settle(tx, extents)
        return extents, positions

    def _seek(
        self,
        consumer: AIOKafkaConsumer,
        extents: dict[TopicPartition, Extent],
        positions: dict[TopicPartition, Position],
        places: set[TopicPartition],
    ) -> None:
        for place in places:
            position = positions.get(place)
            consumer.seek(place, position.next_offset if position else 0)
            if self.partitions.put(place, position, extents.get(place)):
                consumer.resume(place)
        self.partitions.assigned |= places
        self.partitions.note_gone(positions)
