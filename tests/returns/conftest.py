"""The returns service on its real database."""

from collections.abc import AsyncIterator

import pytest

from services.returns.app import service
from shared.transaction import Database
from tests.support.service import ShopService, database_of, on_empty

returns_database = database_of(service)


@pytest.fixture
async def returns(_returns_database: Database) -> AsyncIterator[ShopService]:
    async with on_empty(service, _returns_database) as returns:
        yield returns
