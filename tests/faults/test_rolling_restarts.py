"""Two replicas of billing share the work; one is always being restarted, and nobody notices."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from uuid_utils.compat import uuid7

from tests.support.sale import open_shop, place_command
from tests.support.shop import Shop

RESTARTS = 20
PER_SECOND = 50


@pytest.fixture(scope="module")
async def replicated() -> AsyncIterator[Shop]:
    shop = Shop(str(uuid7()))
    try:
        await shop.start(replicas={"billing": 2})
        await open_shop(shop)
        yield shop
    finally:
        await shop.stop()


async def test_twenty_rolling_restarts_under_load_double_nothing(replicated: Shop) -> None:
    shop = replicated
    stopping = asyncio.Event()
    load = asyncio.create_task(_place_until(shop, stopping))
    for restart in range(RESTARTS):
        name = f"billing-{restart % 2 + 1}"
        await shop.processes[name].stop()
        await shop.restart(name)
    stopping.set()
    placed = await load
    await shop.is_quiet()

    assert await _one(shop, "SELECT count(*) FROM documents WHERE kind = 'invoice'") == placed
    assert await _one(shop, "SELECT last_position FROM series WHERE series = 'FA'") == placed
    for name in ("billing-1", "billing-2"):
        log = shop.processes[name].log.read_text()
        assert "another process has consumed" not in log
        assert "Traceback" not in log
        assert log.count("has stopped") == RESTARTS / 2


async def _place_until(shop: Shop, stopping: asyncio.Event) -> int:
    placed = 0
    while not stopping.is_set():
        await shop.send(*(place_command() for _ in range(PER_SECOND // 5)))
        placed += PER_SECOND // 5
        await asyncio.sleep(0.2)
    return placed


async def _one(shop: Shop, sql: str) -> int:
    found: int = (await shop.query("billing", sql))[0][0]
    return found
