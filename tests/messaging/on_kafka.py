"""What tests on a real Kafka do with it: topics, records, consumers, and what is waited for."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code
from uuid_utils.compat import uuid7

from shared.cloudevents import pack
from shared.messaging.consumer import Consumer
from shared.messaging.positions import PositionState
from shared.schemas.event import Event
from shared.settings import ServiceSettings
from tests.messaging.ledger import Ledger
from tests.support.orders import placed
from tests.support.packed import headers_of
from tests.support.service import PUBLIC_KEY
from tests.support.stack import Stack
from tests.support.waiting import until

PARTITIONS = 3


async def new_topic(kafka: Stack) -> str:
    name = f"orders.events.{uuid7()}"
    async with administering(kafka) as admin:
        await admin.create_topics([NewTopic(name, PARTITIONS, 1)])
    return name


def settings(kafka: Stack, instance: str, database_url: str = "postgresql://unused") -> ServiceSettings:
    return ServiceSettings(
        database_url=database_url,
        kafka=kafka.kafka,
        port=0,
        token_public_key=PUBLIC_KEY,
        instance=instance,
        session_timeout_ms=3000,
    )


@asynccontextmanager
async def consuming(ledger: Ledger, kafka: Stack, topic: str, instance: str = "ledger-1") -> AsyncIterator[Consumer]:
    subscriber = Consumer(f"ledger-{topic}", settings(kafka, instance), ledger.inbox)
    await subscriber.start()
    try:
        yield subscriber
    finally:
        await subscriber.stop()


@asynccontextmanager
async def reading(ledger: Ledger, kafka: Stack, topic: str) -> AsyncIterator[Consumer]:
    """A consumer that looks what changes underneath, as a process has it."""
    async with consuming(ledger, kafka, topic) as one:
        await until(_is_assigned, one)
        watching = asyncio.create_task(one.watch())
        try:
            yield one
        finally:
            watching.cancel()


async def send(producer: AIOKafkaProducer, event: Event, **changes: Any) -> None:
    packed = pack(event, None)
    record = {
        "key": packed.key.encode(),
        "value": packed.value,
        "headers": headers_of(packed),
    }
    await producer.send_and_wait(event.topic, **(record | changes))


def with_header(event: Event, changed: str, value: bytes | None) -> Sequence[tuple[str, bytes | None]]:
    return [(name, value if name == changed else old) for name, old in headers_of(pack(event, None))]


async def fill(producer: AIOKafkaProducer, count: int, *, first: int = 0) -> None:
    """As many orders on each partition."""
    for number in range(first, first + count):
        for partition in range(PARTITIONS):
            await send(producer, placed(number=f"{number}-{partition}"), partition=partition)


@asynccontextmanager
async def administering(kafka: Stack) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.kafka)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()


async def make_anew(kafka: Stack, topic: str) -> None:
    async with administering(kafka) as admin:
        await admin.delete_topics([topic])
        await until(is_made, admin, topic)


async def is_made(admin: AIOKafkaAdminClient, topic: str) -> bool:
    """Kafka may still be at deleting the former one."""
    answer = await admin.create_topics([NewTopic(topic, PARTITIONS, 1)])
    ((_, code, *_),) = answer.topic_errors
    assert for_code(code) in (TopicAlreadyExistsError, for_code(0))
    return code == 0


async def _is_assigned(one: Consumer) -> bool:
    return bool(one.partitions.assigned)


async def has_notes(ledger: Ledger, count: int) -> bool:
    return len(await ledger.notes()) == count


async def no_lag(one: Consumer) -> bool:
    return await lags(one, 0)


async def lags(one: Consumer, records: int) -> bool:
    lag = await one.lag()
    return lag is not None and lag.age_s < 0.1 and lag.records == records


async def is_stopped(one: Consumer, state: PositionState) -> bool:
    return [stop.state for stop in one.partitions.stopped.values()] == [state] * PARTITIONS


async def tells_of_a_topic_made_anew(one: Consumer, sentences: list[str]) -> bool:
    """A moment after it has stopped."""
    return [line for line in one.status.troubles if "made anew" in line] == sentences


async def has_no_troubles(one: Consumer) -> bool:
    return not one.status.troubles


async def outbox_is_empty(ledger: Ledger) -> bool:
    return await ledger.announced() == []
