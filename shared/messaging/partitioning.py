"""Which partition of a topic a record goes to: by its key, as Kafka's own clients have it."""

import asyncio
import contextlib
from functools import lru_cache

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import murmur2

from shared.messaging.topics import NO_ANSWER
from shared.waiting import Waits

TOPIC_LIMIT_S = 5


async def find_partitions(topic: str, producer: AIOKafkaProducer) -> int:
    """How many there are. Of a topic that is missing aiokafka would ask for 40 s, ten times a second."""
    cluster = producer.client.cluster
    if partitions := cluster.partitions_for_topic(topic):
        return len(partitions)
    producer.client.add_topic(topic)
    answered = False
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(TOPIC_LIMIT_S):
            answered = await producer.client.force_metadata_update()
    if partitions := cluster.partitions_for_topic(topic):
        return len(partitions)
    raise Waits(f"Kafka has no topic {topic}; `backshop prepare` makes it" if answered else NO_ANSWER)


@lru_cache(maxsize=20_000)
def partition_of(key: str, partitions: int) -> int:
    """Kafka's default partitioner; remembered, as every order has several events."""
    return int((murmur2(key.encode()) & 0x7FFFFFFF) % partitions)
