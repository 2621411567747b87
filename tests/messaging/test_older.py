"""A service whose database was set back numbers and applies nothing until it knows what it has announced."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from uuid_utils.compat import uuid7

from shared import loops
from shared.cloudevents import pack
from shared.messaging import guard
from shared.messaging.announced import find_reached, topics_of
from shared.messaging.compare import look
from shared.messaging.guard import Guard
from shared.messaging.relay import Relay
from shared.older import OlderThanAnnounced
from shared.schemas.fulfilment import EVENTS, FulfilmentEvent, NothingToShip, ReservationEvent
from shared.transaction import announce
from tests.messaging.ledger import Ledger
from tests.messaging.on_kafka import outbox_is_empty, settings
from tests.support.orders import placed
from tests.support.packed import headers_of
from tests.support.stack import Stack
from tests.support.waiting import until

SERVICE = "fulfilment"
OLDER = (
    "fulfilment is older than what it has announced, as after a restored dump: Kafka has {} of its own that its"
    " database does not know; nothing is numbered or applied until `backshop takeback fulfilment`"
)


@pytest.fixture(autouse=True)
async def topic(ledger: Ledger, kafka: Stack, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the ledger announces, on a topic of this test's own."""
    name = f"fulfilment.events.{uuid7()}"
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.kafka)
    await admin.start()
    await admin.create_topics([NewTopic(name, 3, 1)])
    await admin.close()
    for kind in [FulfilmentEvent, ReservationEvent, *EVENTS]:
        monkeypatch.setattr(kind, "topic", name)
    assert topics_of(SERVICE) == {name}
    return name


@asynccontextmanager
async def relaying(ledger: Ledger, kafka: Stack) -> AsyncIterator[Relay]:
    relay = Relay(SERVICE, settings(kafka, "ledger-1", kafka.postgres_url("test_ledger")), ledger.database.announced)
    running = loops.for_ever(relay.run, relay.waiting)
    try:
        yield relay
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def announced(ledger: Ledger, kafka: Stack, count: int) -> None:
    """The relay brings so many events to Kafka."""
    async with ledger.transaction() as tx:
        announce(tx, *(NothingToShip(order_id=uuid7()) for _ in range(count)))
    async with relaying(ledger, kafka):
        await until(outbox_is_empty, ledger)


async def set_back(ledger: Ledger, reached: dict[tuple[str, int], int]) -> None:
    """As a dump of that time has it."""
    async with ledger.transaction() as tx:
        await tx.execute("DELETE FROM announced")
        await tx.execute(
            "INSERT INTO announced SELECT topic, partition, NULL, at"
            " FROM unnest($1::text[], $2::int[], $3::bigint[]) AS dumped (topic, partition, at)",
            [topic for topic, _ in reached],
            [partition for _, partition in reached],
            list(reached.values()),
        )


async def reached(ledger: Ledger) -> dict[tuple[str, int], int]:
    async with ledger.reading() as queries:
        return {
            (place.topic, place.partition): at.next_offset
            for place, at in (await find_reached(queries.connection)).items()
        }


async def looked(ledger: Ledger, kafka: Stack) -> str | None:
    async with ledger.reading() as queries:
        return await look(queries.connection, kafka.kafka, SERVICE)


async def test_what_was_announced_is_remembered_with_what_is_deleted(ledger: Ledger, kafka: Stack) -> None:
    async with relaying(ledger, kafka) as relay:
        await until(_leads, relay)
    assert sum((await reached(ledger)).values()) == 0
    await announced(ledger, kafka, 7)
    await announced(ledger, kafka, 4)
    assert sum((await reached(ledger)).values()) == 11
    assert await looked(ledger, kafka) is None


async def test_a_service_that_finds_events_it_does_not_know_writes_nothing(
    ledger: Ledger, kafka: Stack, caplog: pytest.LogCaptureFixture
) -> None:
    await announced(ledger, kafka, 3)
    dump = await reached(ledger)
    await announced(ledger, kafka, 5)
    await set_back(ledger, dump)
    keeper = Guard(SERVICE, kafka.kafka, ledger.database)
    with caplog.at_level(logging.WARNING):
        await keeper.begin()
    assert (ledger.database.closed, keeper.unknown) == (OLDER.format("5 events"), 5)
    said = [message for message in caplog.messages if message.startswith("database")]
    assert said == [f"database waits: {OLDER.format('5 events')}"]
    answer = await ledger.post("/entries", {"text": "one"})
    assert (answer.status_code, answer.json()["type"]) == (503, "older-than-announced")
    answer = await ledger.post("/shared-entries", {"text": "one"})
    assert (answer.status_code, answer.json()["type"]) == (503, "older-than-announced")
    with pytest.raises(OlderThanAnnounced):
        await ledger.deliver(placed())
    assert await ledger.notes() == []


async def test_a_process_that_has_not_heard_of_it_is_refused_by_the_database(ledger: Ledger, kafka: Stack) -> None:
    await announced(ledger, kafka, 1)
    await set_back(ledger, {place: 0 for place in await reached(ledger)})
    async with relaying(ledger, kafka) as relay:
        await until(_waits, relay)
        assert relay.waiting.reason == OLDER.format("1 event")
        assert ledger.database.closed is None
        answer = await ledger.post("/entries", {"text": "one"})
        assert (answer.status_code, answer.json()["type"]) == (503, "older-than-announced")
        with pytest.raises(OlderThanAnnounced):
            await ledger.deliver(placed())
        with pytest.raises(OlderThanAnnounced):
            async with ledger.transaction() as tx:
                announce(tx, NothingToShip(order_id=uuid7()))
    assert await ledger.notes() == []
    assert await ledger.parked() == []


async def test_what_a_crash_left_in_the_outbox_is_known(ledger: Ledger, kafka: Stack) -> None:
    await announced(ledger, kafka, 1)
    dump = await reached(ledger)
    async with ledger.transaction() as tx:
        announce(tx, *(NothingToShip(order_id=uuid7()) for _ in range(4)))
        rows = await tx.fetch("SELECT 1")
    async with ledger.reading() as queries:
        rows = await queries.fetch("SELECT topic, key, headers, value FROM outbox")
    await announced(ledger, kafka, 0)
    await set_back(ledger, dump)
    async with ledger.transaction() as tx:
        for row in rows:
            await tx.execute("INSERT INTO outbox (topic, key, headers, value) VALUES ($1, $2, $3, $4)", *row.values())
    assert await looked(ledger, kafka) is None
    async with relaying(ledger, kafka):
        await until(outbox_is_empty, ledger)
    assert await looked(ledger, kafka) is None


async def test_a_restored_database_is_compared_before_anything_is_written(ledger: Ledger, kafka: Stack) -> None:
    await announced(ledger, kafka, 2)
    async with ledger.transaction() as tx:
        await tx.execute("INSERT INTO restored (taken_at) VALUES (now())")
    keeper = Guard(SERVICE, "127.0.0.1:9", ledger.database)
    await keeper.begin()
    assert "was restored and may be older" in (ledger.database.closed or "")
    keeper.kafka = kafka.kafka
    async with ledger.reading() as queries:
        await keeper.look(queries.connection)
    assert ledger.database.closed is None
    assert (await ledger.post("/entries", {"text": "one"})).status_code == 201


async def test_a_service_without_such_a_mark_goes_on_while_kafka_is_away(ledger: Ledger) -> None:
    keeper = Guard(SERVICE, "127.0.0.1:9", ledger.database)
    keeper.start()
    with pytest.raises(OlderThanAnnounced):
        await ledger.deliver(placed())
    await keeper.begin()
    assert (await ledger.post("/entries", {"text": "one"})).status_code == 201


async def test_of_a_topic_that_has_more_partitions_the_new_ones_are_compared_too(
    ledger: Ledger, kafka: Stack, topic: str
) -> None:
    await announced(ledger, kafka, 20)
    known = await reached(ledger)
    await set_back(ledger, {place: at for place, at in known.items() if place[1] == 0})
    unknown = sum(at for place, at in known.items() if place[1] != 0)
    assert await looked(ledger, kafka) == OLDER.format(f"{unknown} events")


async def test_records_of_others_on_its_topic_do_not_make_it_older(ledger: Ledger, kafka: Stack, topic: str) -> None:
    await announced(ledger, kafka, 1)
    packed = pack(NothingToShip(order_id=uuid7()), None)
    headers = [(name, b"/a/stranger" if name == "ce_source" else value) for name, value in headers_of(packed)]
    async with AIOKafkaProducer(bootstrap_servers=kafka.kafka) as producer:
        await producer.send_and_wait(topic, key=packed.key.encode(), value=packed.value, headers=headers)
        await producer.send_and_wait(topic, key=b"\xff", value=b"{", headers=[])
    assert await looked(ledger, kafka) is None


async def test_a_process_goes_on_once_another_has_taken_it_back(
    ledger: Ledger, kafka: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "LOOK_EVERY_S", 0.05)
    async with ledger.transaction() as tx:
        await tx.execute("INSERT INTO restored (unknown) VALUES (3)")
    keeper = Guard(SERVICE, kafka.kafka, ledger.database)
    watching = asyncio.create_task(keeper.watch())
    try:
        await until(_is_closed, ledger)
        async with ledger.database.transaction(taking_back=True) as tx:
            await tx.execute("DELETE FROM restored")
        await until(_is_open, ledger)
    finally:
        watching.cancel()
    assert keeper.unknown == 0


async def _leads(relay: Relay) -> bool:
    return relay.leading


async def _waits(relay: Relay) -> bool:
    return relay.waiting.reason is not None


async def _is_closed(ledger: Ledger) -> bool:
    return ledger.database.closed is not None


async def _is_open(ledger: Ledger) -> bool:
    return ledger.database.closed is None
