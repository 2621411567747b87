"""The fulfilment service, and a warehouse to test it with."""

from collections.abc import AsyncIterator

import pytest

from services.fulfilment.app import service
from shared.postgres.tx import Database
from tests.fulfilment.warehouse import Warehouse
from tests.support.service import ShopService, empty, shop_service

fulfilment_database, _ = shop_service(service)


@pytest.fixture
async def warehouse(_fulfilment_database: Database) -> AsyncIterator[Warehouse]:
    """An empty warehouse; whatever a test does in it, its books must balance afterwards."""
    await empty(_fulfilment_database)
    fulfilment = ShopService(service, _fulfilment_database)
    warehouse = Warehouse(fulfilment)
    yield warehouse
    await warehouse.check_books()
    await fulfilment.http.aclose()
