"""Kafka's own offsets of the group: they follow by time, for lag monitors; those that count are the database's."""

import asyncio
import contextlib

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared.messaging.partitions import Partitions

COMMIT_EVERY_S, COMMIT_LIMIT_S = 1, 5


class Committing:
    """Of one member of the group."""

    def __init__(self, partitions: Partitions) -> None:
        self.partitions = partitions
        self._consumer: AIOKafkaConsumer | None = None
        self._committed: dict[TopicPartition, int] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self, consumer: AIOKafkaConsumer) -> None:
        self._consumer = consumer
        self._task = asyncio.create_task(self._commit_by_time(), name="commit offsets")

    async def stop(self) -> None:
        await self.commit()
        if self._task:
            self._task.cancel()

    def forget(self) -> None:
        """The partitions are another member's."""
        self._committed = {}

    async def commit(self) -> None:
        changed = {place: at for place, at in self.partitions.positions.items() if self._committed.get(place) != at}
        if changed and self._consumer:
            with contextlib.suppress(KafkaError, TimeoutError):  # lag monitors can wait
                async with asyncio.timeout(COMMIT_LIMIT_S):
                    await self._consumer.commit(changed)
                self._committed.update(changed)

    async def _commit_by_time(self) -> None:
        while True:
            await asyncio.sleep(COMMIT_EVERY_S)
            await self.commit()
