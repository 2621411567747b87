"""The ledger, and what a test on a real Kafka asks for."""

from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaProducer

from shared.messaging import watching
from shared.schemas.orders import OrdersEvent
from shared.transaction import Database
from tests.messaging.ledger import Ledger, service
from tests.messaging.on_kafka import new_topic
from tests.support.service import ALL_SCOPES, database_of, empty, token
from tests.support.stack import Stack

ledger_database = database_of(service)


@pytest.fixture
async def ledger(_ledger_database: Database) -> AsyncIterator[Ledger]:
    _ledger_database.closed = None
    await _ledger_database.renew()  # a test before may have opened connections that are read-only for good
    async with _ledger_database.transaction() as tx:
        await tx.execute(
            "CREATE TABLE IF NOT EXISTS notes (id bigint GENERATED ALWAYS AS IDENTITY, order_id uuid, what text)"
        )
        await tx.execute("CREATE TABLE IF NOT EXISTS mended (mended boolean)")
    await empty(_ledger_database)
    under_test = Ledger(service, _ledger_database)
    under_test.http = under_test.client(token(f"{ALL_SCOPES} ledger:read"))
    yield under_test
    await under_test.close()


@pytest.fixture
async def topic(kafka: Stack, monkeypatch: pytest.MonkeyPatch) -> str:
    """The orders' events on a topic of this test's own."""
    name = await new_topic(kafka)
    for kind in [OrdersEvent, *OrdersEvent.__subclasses__()]:
        monkeypatch.setattr(kind, "topic", name)
    return name


@pytest.fixture
async def producer(kafka: Stack) -> AsyncIterator[AIOKafkaProducer]:
    async with AIOKafkaProducer(bootstrap_servers=kafka.kafka, max_request_size=2_000_000) as connected:
        yield connected


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Consumers look every tenth of a second for what has changed under them."""
    monkeypatch.setattr(watching, "WATCH_EVERY_S", 0.1)
