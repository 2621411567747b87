"""Billing on its real database, on the morning of 2 March 2026 unless a test sets the clock."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from services.billing.app import service
from shared.transaction import Database
from tests.support.clock import Clock
from tests.support.service import ShopService, database_of, on_empty
from tests.support.stack import Stack

billing_database = database_of(service)


@pytest.fixture
async def billing(_billing_database: Database) -> AsyncIterator[ShopService]:
    async with on_empty(service, _billing_database) as under_test:
        yield under_test
        assert await under_test.parked() == []


@pytest.fixture
async def administrator(postgres: Stack, billing: ShopService) -> AsyncIterator[asyncpg.Connection]:
    """In a transaction that is rolled back, without the triggers that protect the tables."""
    connection = await asyncpg.connect(postgres.postgres_url("test_billing"))
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("SET session_replication_role = 'replica'")
    yield connection
    await transaction.rollback()
    await connection.close()


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    """10:00 on 2 March 2026."""
