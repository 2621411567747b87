"""What changes under a consumer: topics made anew, records deleted or undone, a database set back."""

import logging
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import RecordsToDelete

from shared.messaging import watching
from shared.messaging.consumer import Consumer
from shared.messaging.positions import PositionState
from shared.process import Process
from shared.schemas.event import Event
from tests.messaging.ledger import Ledger
from tests.messaging.on_kafka import (
    PARTITIONS,
    administering,
    fill,
    has_no_troubles,
    has_notes,
    is_stopped,
    lags,
    make_anew,
    no_lag,
    reading,
    send,
    settings,
    tells_of_a_topic_made_anew,
)
from tests.support.orders import placed, resumed
from tests.support.stack import Stack
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures("often")


@pytest.mark.parametrize("new_records", [1, 4])
async def test_a_topic_made_anew_is_not_read_until_an_operator_accepts_it(
    ledger: Ledger,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
    new_records: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING, logger="shared")
    await fill(producer, 3)
    async with reading(ledger, kafka, topic) as one:
        await until(has_notes, ledger, 9)
        await make_anew(kafka, topic)
        await fill(producer, new_records, first=100)
        await until(is_stopped, one, PositionState.ANOTHER)
        told = (
            f"consumer: {topic}, partition 0, 1, 2, is not read: the topic was made anew and has other records than"
            f" before; see `backshop offsets show ledger-{topic}`"
        )
        await until(tells_of_a_topic_made_anew, one, [told])
        await until(lags, one, 3 * new_records)
        async with ledger.transaction() as tx:
            await tx.execute("UPDATE consumed SET next_offset = 0, topic_id = NULL")
        await until(has_notes, ledger, 9 + 3 * new_records)
        await until(has_no_troubles, one)
        await until(no_lag, one)
    assert len(set(await ledger.notes())) == len(await ledger.notes())
    assert 1 <= len([line for line in caplog.messages if "made anew" in line]) <= PARTITIONS


async def test_a_topic_made_anew_while_the_service_was_down_is_not_read_either(
    ledger: Ledger,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
) -> None:
    await fill(producer, 1)
    async with reading(ledger, kafka, topic):
        await until(has_notes, ledger, 3)
    await make_anew(kafka, topic)
    await fill(producer, 3, first=100)
    async with reading(ledger, kafka, topic) as one:
        assert {stop.state for stop in one.partitions.stopped.values()} == {PositionState.ANOTHER}
        assert len(one.status.troubles) == 1
    assert len(await ledger.notes()) == 3


async def test_of_a_partition_that_ends_before_what_was_read_nothing_is_read_and_the_others_go_on(
    ledger: Ledger,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
) -> None:
    """As after the loss of a broker's disk."""
    await fill(producer, 2)
    async with reading(ledger, kafka, topic):
        await until(has_notes, ledger, 6)
    async with ledger.transaction() as tx:
        await tx.execute("UPDATE consumed SET next_offset = 4 WHERE partition = 1")
    async with reading(ledger, kafka, topic) as one:
        await until(_is_marked_beyond, ledger)
        await fill(producer, 4, first=10)
        await until(has_notes, ledger, 14)
        assert [stop.state for stop in one.partitions.stopped.values()] == [PositionState.BEYOND]
        assert "partition 1, is not read: the topic ends before" in one.status.troubles[0]
        process = Process(ledger.service, settings(kafka, "ledger-1"))
        process.use(ledger.database)
        process.parts.consumer = one
        assert one.status.troubles[0] in (await process.health.ready()).waiting
        await until(lags, one, 6)  # as soon as it has looked again
        assert one.status.troubles[0] in (status := await process.health.status()).waiting
        assert (status.ready, status.lag) == (True, 6)
    async with reading(ledger, kafka, topic) as one:
        assert set(one.partitions.stopped) == {TopicPartition(topic, 1)}
    assert len(await ledger.notes()) == 14


async def test_records_deleted_before_they_were_read_are_told_and_the_rest_is_read(
    ledger: Ledger,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
) -> None:
    await fill(producer, 1)
    async with reading(ledger, kafka, topic):
        await until(has_notes, ledger, 3)
    await fill(producer, 3, first=10)
    async with administering(kafka) as admin:
        await admin.delete_records({TopicPartition(topic, 0): RecordsToDelete(3)})
    async with reading(ledger, kafka, topic) as one:
        await until(has_notes, ledger, 3 + 7)
        assert one.status.troubles == [
            f"consumer: {topic}: up to 2 records were deleted in Kafka before they were read;"
            f" `backshop offsets accept ledger-{topic} {topic}` takes note of it"
        ]
        await until(no_lag, one)


async def test_a_consumer_whose_records_are_deleted_while_it_waits_says_so(
    ledger: Ledger,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
) -> None:
    """What was read already is not missed."""
    await fill(producer, 2)
    async with reading(ledger, kafka, topic) as one:
        await until(has_notes, ledger, 6)
        async with administering(kafka) as admin:
            await admin.delete_records({TopicPartition(topic, 0): RecordsToDelete(2)})
        await fill(producer, 1, first=10)
        await until(has_notes, ledger, 9)
        assert one.status.troubles == []


async def test_markers_of_transactions_are_passed_and_what_was_aborted_is_never_applied(
    ledger: Ledger,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
) -> None:
    async with (
        AIOKafkaProducer(bootstrap_servers=kafka.kafka, transactional_id=topic) as careful,
        reading(ledger, kafka, topic) as one,
    ):
        async with careful.transaction():
            await _send(careful, placed(number="kept"))
        await until(has_notes, ledger, 1)
        await until(no_lag, one)
        await careful.begin_transaction()
        await _send(careful, placed(number="undone"))
        await careful.abort_transaction()
        await until(no_lag, one)
        await until(_stands_at, one, 4)
        await send(producer, placed(number="last"), partition=0)
        await until(has_notes, ledger, 2)
        await until(no_lag, one)
        assert one.fenced == 0
    assert await ledger.notes() == ["placed kept", "placed last"]


async def test_what_was_passed_over_is_stored_by_time_so_that_its_deletion_is_no_loss(
    ledger: Ledger,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = placed(number="1001")
    await send(producer, order, partition=0)
    async with reading(ledger, kafka, topic) as one:
        await until(has_notes, ledger, 1)
        for _ in range(3):
            await send(producer, resumed(order), partition=0)
        await until(_stands_at, one, 4)
        async with administering(kafka) as admin:
            await admin.delete_records({TopicPartition(topic, 0): RecordsToDelete(4)})
        await until(_is_stored, ledger, 4)
        assert (one.status.troubles, one.fenced) == ([], 0)


@pytest.mark.parametrize("while_it_runs", [True, False])
async def test_a_process_whose_database_was_set_back_reads_again_from_where_that_stands(
    ledger: Ledger,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
    monkeypatch: pytest.MonkeyPatch,
    while_it_runs: bool,
) -> None:
    """As a restored dump does; it is noticed with the next batch, and where none comes by looking."""
    if not while_it_runs:
        monkeypatch.setattr(watching, "WATCH_EVERY_S", 3600)
    await fill(producer, 2)
    async with reading(ledger, kafka, topic) as one:
        await until(has_notes, ledger, 6)
        async with ledger.transaction() as tx:
            await tx.execute("UPDATE consumed SET next_offset = 1")
            await tx.execute("DELETE FROM inbox")
            await tx.execute("DELETE FROM notes")
        if not while_it_runs:
            await fill(producer, 1, first=10)
        await until(has_notes, ledger, 3 if while_it_runs else 6)
        await until(no_lag, one)
        assert bool(one.fenced) is not while_it_runs


async def test_a_process_whose_positions_are_gone_from_its_database_starts_over(
    ledger: Ledger,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
) -> None:
    await fill(producer, 2)
    async with reading(ledger, kafka, topic):
        await until(has_notes, ledger, 6)
        async with ledger.transaction() as tx:
            await tx.execute("DELETE FROM consumed")
            await tx.execute("DELETE FROM inbox")
            await tx.execute("DELETE FROM notes")
        await until(has_notes, ledger, 6)


async def _send(producer: AIOKafkaProducer, event: Event) -> None:
    await send(producer, event, partition=0)


async def _stands_at(one: Consumer, offset: int) -> bool:
    return max(one.partitions.positions.values()) == offset


async def _is_marked_beyond(ledger: Ledger) -> Any:
    async with ledger.reading() as tx:
        return await tx.fetchval("SELECT bool_or(beyond) FROM consumed")


async def _is_stored(ledger: Ledger, offset: int) -> bool:
    async with ledger.reading() as tx:
        return bool(await tx.fetchval("SELECT max(next_offset) = $1 FROM consumed", offset))


async def test_a_poll_of_nothing_does_not_say_that_what_waits_for_the_database_goes_on(
    ledger: Ledger, kafka: Stack, topic: str, producer: AIOKafkaProducer
) -> None:
    async with reading(ledger, kafka, topic) as one:
        await fill(producer, 1)
        await until(has_notes, ledger, 3)
        await until(no_lag, one)
        one.waiting.waits("the database takes no changes: it is read-only")
        polled_at = one.last_poll
        await until(_has_polled, one, polled_at)
        polled_at = one.last_poll
        await until(_has_polled, one, polled_at)
        assert one.status.reasons == ["the database takes no changes: it is read-only"]
        await fill(producer, 1, first=100)
        await until(has_notes, ledger, 6)
        await until(has_no_troubles, one)


async def _has_polled(one: Consumer, since: float) -> bool:
    return one.last_poll > since
