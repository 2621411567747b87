"""Topics that are missing, appear, get more partitions or vanish while a consumer reads."""

import asyncio

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import NewPartitions, NewTopic

from shared.messaging.consumer import Consumer
from shared.messaging.positions import PositionState
from shared.schemas.orders import OrderHeld
from shared.waiting import Waits
from tests.messaging.ledger import Ledger
from tests.messaging.on_kafka import (
    PARTITIONS,
    administering,
    fill,
    has_notes,
    is_made,
    is_stopped,
    new_topic,
    no_lag,
    reading,
    send,
)
from tests.support.orders import held, placed
from tests.support.stack import Stack
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures("often")


async def test_a_missing_topic_is_named_and_the_others_are_read(
    ledger: Ledger,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(OrderHeld, "topic", f"{topic}.holds")
    await fill(producer, 1)
    async with reading(ledger, kafka, topic) as one:
        await until(has_notes, ledger, 3)
        assert one.status.troubles == [
            f"consumer: topic {topic}.holds is missing in Kafka; `backshop prepare` makes it"
        ]
        async with administering(kafka) as admin:
            await admin.create_topics([NewTopic(f"{topic}.holds", 1, 1)])
        await send(producer, held(placed()))
        with pytest.raises(Waits, match="can be read from now on"):
            await asyncio.wait_for(one.watch(), 20)
    async with reading(ledger, kafka, topic) as one:
        await until(has_notes, ledger, 4)
        assert one.status.troubles == []


async def test_new_partitions_of_a_topic_are_read_at_once(
    ledger: Ledger, kafka: Stack, topic: str, producer: AIOKafkaProducer
) -> None:
    await fill(producer, 1)
    async with reading(ledger, kafka, topic) as one:
        await until(has_notes, ledger, 3)
        async with administering(kafka) as admin:
            await admin.create_partitions({topic: NewPartitions(total_count=PARTITIONS + 2)})
        with pytest.raises(Waits, match=f"{topic} has 5 partitions now, 3 before"):
            await asyncio.wait_for(one.watch(), 20)
    async with AIOKafkaProducer(bootstrap_servers=kafka.kafka) as fresh:
        await send(fresh, placed(), partition=PARTITIONS + 1)
    async with reading(ledger, kafka, topic) as one:
        await until(has_notes, ledger, 4)
        assert len(one.partitions.assigned) == PARTITIONS + 2


async def test_a_topic_that_vanishes_is_named_and_the_others_are_read(
    ledger: Ledger,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    holds = await new_topic(kafka)
    monkeypatch.setattr(OrderHeld, "topic", holds)
    await fill(producer, 1)
    await send(producer, held(placed()), partition=0)
    async with reading(ledger, kafka, topic) as one:
        await until(has_notes, ledger, 4)
        async with administering(kafka) as admin:
            await admin.delete_topics([holds])
        await until(_misses, one, holds)
        assert one.status.troubles == [f"consumer: topic {holds} is missing in Kafka; `backshop prepare` makes it"]
        await fill(producer, 1, first=10)
        await until(has_notes, ledger, 7)
        await until(no_lag, one)
        async with administering(kafka) as admin:
            await until(is_made, admin, holds)
        await until(is_stopped, one, PositionState.ANOTHER)


async def _misses(one: Consumer, topic: str) -> bool:
    return topic in one.partitions.missing
