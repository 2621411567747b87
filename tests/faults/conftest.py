"""One shop for all faults: the first test finds it empty, and each leaves it with every part running."""

from collections.abc import AsyncIterator

import pytest

from tests.support.sale import open_shop
from tests.support.shop import Shop, running_shop


@pytest.fixture(scope="package")
async def shop() -> AsyncIterator[Shop]:
    async with running_shop() as shop:
        await open_shop(shop)
        yield shop
