"""The guarantees on a real broker: relay, consumer, poison, rebalance."""

import asyncio
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from shared import loops
from shared.messaging import consumer, watching
from shared.messaging.consumer import Consumer
from shared.messaging.relay import Relay
from shared.schemas.orders import OrderHeld
from shared.transaction import announce
from tests.messaging.ledger import Ledger
from tests.messaging.on_kafka import (
    PARTITIONS,
    consuming,
    has_notes,
    new_topic,
    no_lag,
    outbox_is_empty,
    send,
    settings,
    with_header,
)
from tests.support.orders import cancelled, held, placed, resumed
from tests.support.stack import Stack
from tests.support.waiting import until


async def test_announced_events_reach_kafka_in_the_order_of_their_key(ledger: Ledger, kafka: Stack, topic: str) -> None:
    orders = [placed(number=str(n)) for n in range(50)]
    async with ledger.transaction() as tx:
        for order in orders:
            announce(tx, order, cancelled(order))
    relay = Relay("ledger", settings(kafka, "ledger-1", kafka.postgres_url("test_ledger")), ledger.database.announced)
    running = asyncio.create_task(relay.run())
    seen: dict[str, list[str]] = {}
    async with AIOKafkaConsumer(topic, bootstrap_servers=kafka.kafka, auto_offset_reset="earliest") as consumer:
        while sum(map(len, seen.values())) < 100:
            record = await asyncio.wait_for(consumer.getone(), 15)
            kind = dict(record.headers)["ce_type"].decode().split(".")[2]
            seen.setdefault(record.key.decode(), []).append(kind)
    assert set(map(tuple, seen.values())) == {("OrderPlaced", "OrderCancelled")}
    await until(outbox_is_empty, ledger)
    running.cancel()


async def test_the_poison_matrix_leaves_one_dead_letter_each_and_no_lag(
    ledger: Ledger, kafka: Stack, topic: str, producer: AIOKafkaProducer
) -> None:
    first, last, strange = placed(number="first"), placed(number="last"), placed()
    poison: list[dict[str, Any]] = [
        {"value": b"{bad json"},
        {"headers": with_header(strange, "ce_type", b"\xff\xfe\xfd")},
        {"headers": with_header(strange, "ce_type", None)},
        {"value": None},
        {"value": b'"' + b"x" * (1024 * 1024 - 2) + b'"'},
        {"key": b"another-order"},
        {"key": b"\xff\xfe"},
        {"headers": []},
    ]
    await send(producer, first)
    unknown = [b"backshop.orders.OrderTeleported.v1", b"backshop.orders.OrderPlaced.v2"]
    skipped = [{"headers": with_header(strange, "ce_type", name)} for name in unknown]
    for changes in (*poison, *skipped):
        await send(producer, strange, **changes)
    await send(producer, last)
    async with consuming(ledger, kafka, topic) as subscriber:
        await until(has_notes, ledger, 2)
        await until(no_lag, subscriber)
    assert sorted(await ledger.notes()) == ["placed first", "placed last"]
    assert dict(subscriber.skipped.types) == {name.decode(): 1 for name in unknown}
    assert [record.state for record in await ledger.parked()] == ["dead"] * len(poison)


async def test_a_replay_of_the_whole_topic_changes_nothing(
    ledger: Ledger, kafka: Stack, topic: str, producer: AIOKafkaProducer
) -> None:
    for number in range(30):
        await send(producer, placed(number=str(number)))
    async with consuming(ledger, kafka, topic):
        await until(has_notes, ledger, 30)
    async with ledger.transaction() as tx:
        await tx.execute("DELETE FROM consumed")
    marker = placed(number="marker")
    await send(producer, marker)
    async with consuming(ledger, kafka, topic):
        await until(has_notes, ledger, 31)
    assert len(await ledger.notes()) == 31


async def test_offsets_are_the_databases_even_when_kafkas_were_lost(
    ledger: Ledger, kafka: Stack, topic: str, producer: AIOKafkaProducer
) -> None:
    await send(producer, placed(number="1001"))
    async with consuming(ledger, kafka, topic):
        await until(has_notes, ledger, 1)
    async with ledger.reading() as tx:
        consumed = await tx.fetchval("SELECT sum(next_offset) FROM consumed")
    async with consuming(ledger, kafka, topic, instance="another-member") as subscriber:
        await until(_is_assigned, subscriber, PARTITIONS)
        assert sum(subscriber.partitions.positions.values()) == consumed == 1


async def test_what_nobody_here_wants_costs_no_transaction_until_there_is_much_of_it(
    ledger: Ledger, kafka: Stack, topic: str, producer: AIOKafkaProducer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "MOST_PASSED_OVER", 2)
    order = placed(number="1001")
    await send(producer, order)
    async with consuming(ledger, kafka, topic) as subscriber:
        await until(has_notes, ledger, 1)
        for passed_over, consumed in ((1, 1), (2, 1), (3, 4), (1, 4)):
            await send(producer, resumed(order))
            await until(no_lag, subscriber)
            async with ledger.reading() as tx:
                assert await tx.fetchval("SELECT sum(next_offset) FROM consumed") == consumed, passed_over
        await send(producer, cancelled(order))
        await until(has_notes, ledger, 2)
        async with ledger.reading() as tx:
            assert await tx.fetchval("SELECT sum(next_offset) FROM consumed") == 6


async def test_two_members_share_the_partitions_and_take_over_without_doubling(
    ledger: Ledger, kafka: Stack, topic: str, producer: AIOKafkaProducer
) -> None:
    async with consuming(ledger, kafka, topic, "one") as one:
        await until(_is_assigned, one, PARTITIONS)
        async with consuming(ledger, kafka, topic, "two") as two:
            await until(_is_assigned, two, 1)
            for number in range(40):
                await send(producer, placed(number=str(number)))
            await until(has_notes, ledger, 40)
            assert not one.partitions.assigned & two.partitions.assigned
            assert len(one.partitions.assigned | two.partitions.assigned) == PARTITIONS
        for number in range(40, 60):
            await send(producer, placed(number=str(number)))
        await until(has_notes, ledger, 60)
        assert (one.fenced, two.fenced) == (0, 0)
    assert len(set(await ledger.notes())) == 60


async def test_a_topic_that_a_new_version_reads_too_is_read_also_where_its_process_is_back_at_once(
    ledger: Ledger, kafka: Stack, topic: str, producer: AIOKafkaProducer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with consuming(ledger, kafka, topic) as before:
        await until(_is_assigned, before, PARTITIONS)
    monkeypatch.setattr(OrderHeld, "topic", await new_topic(kafka))
    async with consuming(ledger, kafka, topic) as after:
        await until(_is_assigned, after, 2 * PARTITIONS)
        await send(producer, held(placed()))
        await until(has_notes, ledger, 1)
    assert await ledger.notes() == ["held"]


async def test_a_consumer_that_hears_nothing_from_kafka_any_more_says_so(
    ledger: Ledger, kafka: Stack, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an outage in which aiokafka's task that asks for metadata ended: all else waits for its answer."""
    monkeypatch.setattr(watching, "WATCH_EVERY_S", 0.05)
    monkeypatch.setattr(consumer, "ANSWER_LIMIT_S", 0.5)
    async with consuming(ledger, kafka, topic) as one:
        await until(_is_assigned, one, PARTITIONS)
        await until(no_lag, one)
        client = one.consumer._client  # type: ignore[union-attr]
        client._sync_task.cancel()
        waiting = asyncio.ensure_future(client.force_metadata_update())
        async with asyncio.timeout(20):
            with pytest.raises(watching.ConsumerStalled):
                await one.watch()
        waiting.cancel()


async def test_a_relay_whose_topic_is_deleted_says_so_and_goes_on_when_it_is_there_again(
    ledger: Ledger, kafka: Stack, postgres: Stack, topic: str
) -> None:
    relay = Relay("ledger", settings(kafka, "ledger-1", postgres.postgres_url("test_ledger")), asyncio.Event())
    running = loops.for_ever(relay.run, relay.waiting)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.kafka)
    await admin.start()
    for at in range(2):
        async with ledger.transaction() as tx:
            announce(tx, placed())
        if at:
            await until(_says, relay, f"Kafka has no topic {topic}; `backshop prepare` makes it")
            await admin.create_topics([NewTopic(topic, PARTITIONS, 1)])
        await until(outbox_is_empty, ledger)
        if not at:
            await admin.delete_topics([topic])
    await admin.close()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def _says(relay: Relay, reason: str) -> bool:
    return relay.waiting.reason == reason


async def _is_assigned(subscriber: Consumer, count: int) -> bool:
    return len(subscriber.partitions.assigned) >= count
