"""What of the work that was there at the first look of `backshop check` is not done yet."""

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer
from uuid_utils.compat import uuid7

from cli import looks
from cli.looks import Begun
from shared.schemas.fulfilment import NothingToShip
from shared.transaction import announce
from tests.messaging.ledger import Ledger
from tests.messaging.on_kafka import consuming, has_notes, no_lag, send
from tests.support.orders import placed
from tests.support.stack import Stack
from tests.support.waiting import until


async def test_records_that_it_applies_and_events_that_are_not_sent(
    ledger: Ledger,
    kafka: Stack,
    postgres: Stack,
    topic: str,
    producer: AIOKafkaProducer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(looks.HANDLED, "ledger", tuple(ledger.inbox.handlers))
    database = await asyncpg.connect(postgres.postgres_url("test_ledger"))
    databases = {"ledger": database}
    try:
        for _ in range(3):
            await send(producer, placed())
        async with ledger.transaction() as tx:
            announce(tx, NothingToShip(order_id=uuid7()))
        begun = await Begun.note(kafka.kafka, databases)
        await send(producer, placed())  # came later
        assert await begun.left(databases) == [
            "ledger has not sent 1 events yet",
            "ledger has not applied 3 records yet",
        ]
        async with ledger.transaction() as tx:
            await tx.execute("DELETE FROM outbox")
        async with consuming(ledger, kafka, topic) as subscriber:
            await until(has_notes, ledger, 4)
            await until(no_lag, subscriber)
        async with ledger.transaction() as tx:
            await tx.execute("DELETE FROM outbox")
        assert await begun.left(databases) == []
    finally:
        await database.close()
