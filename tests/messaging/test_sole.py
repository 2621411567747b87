"""Two processes of one name on real servers: one consumes, the other says why it does not, and takes over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer

from shared import loops, process
from shared.messaging import sole
from shared.process import Process
from shared.service import Service
from shared.transaction import Database
from tests.messaging.ledger import Ledger
from tests.messaging.on_kafka import PARTITIONS, has_notes, send, settings
from tests.support.orders import placed
from tests.support.stack import Stack
from tests.support.waiting import until

TAKEN = "another process runs as ledger-1, and only one consumes under a name; give each its own BACKSHOP_INSTANCE"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sole, "ASSURE_EVERY_S", 0.1)
    monkeypatch.setattr(process, "STEADY_S", 0.3)


@asynccontextmanager
async def consuming_process(ledger: Ledger, kafka: Stack, topic: str) -> AsyncIterator[Process]:
    """The consumer of a process called ledger-1, as the process itself runs it."""
    named = Service(name=f"ledger-{topic}", handlers=ledger.service.handlers, routers=ledger.service.routers)
    one = Process(named, settings(kafka, "ledger-1", kafka.postgres_url("test_ledger")))
    one.use(ledger.database)
    waiting = one.parts.waiting("consumer")
    inbox = ledger.service.inbox(ledger.database)
    running = loops.for_ever(lambda: one.parts._consume(inbox), waiting, steady_s=process.STEADY_S)
    try:
        yield one
    finally:
        await loops.cancel([running])


async def test_of_two_processes_of_one_name_the_second_waits_and_takes_over(
    ledger: Ledger, kafka: Stack, topic: str, producer: AIOKafkaProducer, caplog: pytest.LogCaptureFixture
) -> None:
    async with consuming_process(ledger, kafka, topic) as first:
        await until(_reads, first)
        async with consuming_process(ledger, kafka, topic) as second:
            await until(_says, second, TAKEN)
            assert f"consumer: {TAKEN}" in (await second.health.ready()).waiting
            await send(producer, placed(number="1001"))
            await until(has_notes, ledger, 1)
            assert second.parts.consumer is None
            assert (await second.health.status()).lag is None
            assert (await first.health.ready()).waiting == []
            assert caplog.text.count("another process runs as ledger-1") == 1
            assert "Heartbeat failed" not in caplog.text
    async with consuming_process(ledger, kafka, topic) as third:
        await until(_reads, third)
        await send(producer, placed(number="1002"))
        await until(has_notes, ledger, 2)


async def test_a_name_is_kept_when_the_database_ends_its_session_and_lost_when_another_has_it(
    ledger: Ledger, kafka: Stack, topic: str
) -> None:
    async with consuming_process(ledger, kafka, topic) as first:
        await until(_reads, first)
        consumer = first.parts.consumer
        ended = await _end_sessions(ledger.database)
        await until(_is_held_again, ledger.database, ended)
        assert first.parts.consumer is consumer
        assert (await first.health.ready()).waiting == []

        # As it was frozen for long: the session is gone, and another process has the name before it comes round.
        thief = await asyncpg.connect(kafka.postgres_url("test_ledger"))
        (number,) = sole.lock_numbers(["consumer ledger-1"])
        theft = asyncio.create_task(thief.fetchval("SELECT pg_advisory_lock($1)", number))
        await until(_is_awaited, ledger.database)
        await _end_sessions(ledger.database)
        await theft
        await until(_says, first, TAKEN)
        await thief.close()
        await until(_reads, first)


async def _reads(one: Process) -> bool:
    consumer = one.parts.consumer
    return bool(consumer and len(consumer.partitions.assigned) == PARTITIONS and not one.health.consumer_waits())


async def _says(one: Process, words: str) -> bool:
    return words in one.health.consumer_waits()


async def _is_held_again(database: Database, ended: list[int]) -> bool:
    """By another session than those: one that was ended may be seen for a moment."""
    async with database.reading() as queries:
        rows = await queries.fetch(
            f"SELECT pid {_HOLDERS} AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)"
        )
    return bool(rows) and not {row["pid"] for row in rows} & set(ended)


async def _end_sessions(database: Database) -> list[int]:
    async with database.reading() as queries:
        return [row["pid"] for row in await queries.fetch(f"SELECT pid, pg_terminate_backend(pid) {_HOLDERS}")]


async def _is_awaited(database: Database) -> bool:
    async with database.reading() as queries:
        return bool(await queries.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"))


_HOLDERS = "FROM pg_stat_activity WHERE application_name = 'backshop name' AND datname = 'test_ledger'"
