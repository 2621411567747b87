"""One shop for all journeys: the demo is filled into it, and the others go on in what is there."""

from collections.abc import AsyncIterator

import pytest

from tests.support.shop import Shop, running_shop


@pytest.fixture(scope="package")
async def shop() -> AsyncIterator[Shop]:
    async with running_shop() as shop:
        yield shop
