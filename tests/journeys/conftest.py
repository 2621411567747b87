"""Two shops: the demo is filled into one, which other journeys go on in; one is for who must have it alone."""

from collections.abc import AsyncIterator

import pytest

from tests.support.shop import Shop, running_shop


@pytest.fixture(scope="package")
async def shop() -> AsyncIterator[Shop]:
    async with running_shop() as shop:
        yield shop


@pytest.fixture
async def empty_shop() -> AsyncIterator[Shop]:
    async with running_shop() as shop:
        yield shop
