"""The returns service on its real database."""

from collections.abc import AsyncIterator

import pytest

from services.returns.app import service
from shared.postgres.tx import Database
from tests.support.service import ShopService, empty, shop_service

returns_database, _ = shop_service(service)


@pytest.fixture
async def returns(_returns_database: Database) -> AsyncIterator[ShopService]:
    await empty(_returns_database)
    returns = ShopService(service, _returns_database)
    yield returns
    await returns.http.aclose()
