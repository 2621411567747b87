"""A process that is frozen, as on a suspended machine, stops nobody; when it thaws it does no harm."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer

from shared.messaging.relay import Relay
from shared.postgres import trouble
from shared.transaction import announce
from tests.messaging.freezing import KEY
from tests.messaging.ledger import Ledger
from tests.messaging.on_kafka import outbox_is_empty, settings
from tests.support.orders import cancelled, placed
from tests.support.service import PUBLIC_KEY
from tests.support.stack import Stack
from tests.support.waiting import until


async def test_a_relay_that_thaws_sends_nothing_that_another_has_sent_since(
    ledger: Ledger, postgres: Stack, kafka: Stack, topic: str, tmp_path: Path
) -> None:
    order = placed()
    async with ledger.transaction() as tx:
        announce(tx, order)
    with frozen("relay", kafka, postgres, tmp_path) as old:
        await until(_is_frozen, old)
        new = Relay("ledger", settings(kafka, "new", postgres.postgres_url("test_ledger")), asyncio.Event())
        running = asyncio.create_task(new.run())
        async with ledger.transaction() as tx:
            announce(tx, cancelled(order))
        await until(outbox_is_empty, ledger)
        old.send_signal(signal.SIGCONT)
        await until(_says, tmp_path / "log", "ProducerFenced")
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert await _types_on(topic, kafka) == ["OrderPlaced", "OrderCancelled"]


async def test_a_process_that_is_frozen_in_a_transaction_keeps_its_locks_for_seconds_and_that_is_told(
    ledger: Ledger, postgres: Stack, kafka: Stack, tmp_path: Path
) -> None:
    async with ledger.reading() as queries:
        assert await queries.fetchval("SHOW idle_in_transaction_session_timeout") == "15s"
        assert await queries.fetchval("SELECT current_setting('transaction_timeout', true)") in (None, "3min")
    with frozen("transaction", kafka, postgres, tmp_path) as old:
        await until(_is_frozen, old)
        async with ledger.transaction() as tx:
            await tx.lock_keys([KEY])


async def test_a_lock_that_is_held_for_long_is_told_with_who_holds_it(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trouble, "STALLED_LOCK_S", 1)
    async with ledger.transaction() as holder:
        await holder.lock_keys([KEY])
        pid = await holder.fetchval("SELECT pg_backend_pid()")
        waiting = asyncio.create_task(_take_lock(ledger))
        text = await until(_lock_trouble, ledger)
        assert text.startswith("database: a session has waited for a lock for ")
        assert f"; session {pid} (backshop, idle in transaction for " in text
    await waiting


@contextmanager
def frozen(what: str, kafka: Stack, postgres: Stack, directory: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {
        "BACKSHOP_DATABASE_URL": postgres.postgres_url("test_ledger"),
        "BACKSHOP_KAFKA": kafka.kafka,
        "BACKSHOP_PORT": "0",
        "BACKSHOP_TOKEN_PUBLIC_KEY": PUBLIC_KEY,
        "BACKSHOP_INSTANCE": "old",
    }
    with (directory / "log").open("wb") as log:
        child = subprocess.Popen([sys.executable, "-m", "tests.messaging.freezing", what], stderr=log, env=environment)
        try:
            yield child
        finally:
            child.kill()
            child.wait()


async def _is_frozen(child: subprocess.Popen[bytes]) -> bool:
    assert child.poll() is None
    return psutil.Process(child.pid).status() == psutil.STATUS_STOPPED


async def _says(log: Path, text: str) -> bool:
    return text in await asyncio.to_thread(log.read_text)


async def _take_lock(ledger: Ledger) -> None:
    async with ledger.transaction() as tx:
        await tx.lock_keys([KEY])


async def _lock_trouble(ledger: Ledger) -> str | None:
    async with ledger.reading() as queries:
        found = await trouble.find_trouble(queries)
    return next((text for text in found.waiting if text.startswith("database")), None)


async def _types_on(topic: str, kafka: Stack) -> list[str]:
    found = []
    async with AIOKafkaConsumer(topic, bootstrap_servers=kafka.kafka, auto_offset_reset="earliest") as consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=100)).values():
                found += [dict(record.headers)["ce_type"].decode().split(".")[2] for record in records]
    return found
