"""The fulfilment service, and a warehouse to test it with."""

from collections.abc import AsyncIterator

import pytest

from services.fulfilment.app import service
from shared.transaction import Database
from tests.fulfilment.warehouse import Warehouse
from tests.support.service import database_of, on_empty

fulfilment_database = database_of(service)


@pytest.fixture
async def warehouse(_fulfilment_database: Database) -> AsyncIterator[Warehouse]:
    """An empty warehouse; whatever a test does in it, its books must balance afterwards."""
    async with on_empty(service, _fulfilment_database) as fulfilment:
        warehouse = Warehouse(fulfilment)
        yield warehouse
        await warehouse.check_books()
