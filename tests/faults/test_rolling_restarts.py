"""Two replicas of billing share the work; one is always being restarted, and nobody notices."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.support.sale import place_command
from tests.support.shop import Shop
from tests.support.waiting import until

RESTARTS = 6
PER_SECOND = 15
INVOICES = "SELECT count(*) FROM documents WHERE series = 'FA'"


@pytest.fixture
async def replicated(shop: Shop) -> AsyncIterator[Shop]:
    """Billing has a second process."""
    await shop.add(shop.service("billing", "billing-2"))
    yield shop
    await shop.remove("billing-2")


async def test_rolling_restarts_under_load_double_nothing(replicated: Shop) -> None:
    shop = replicated
    logs = {name: shop.processes[name].log for name in ("billing-1", "billing-2")}
    said_before = {name: len(log.read_text()) for name, log in logs.items()}
    invoices_before = await _one(shop, INVOICES)
    stopping = asyncio.Event()
    load = asyncio.create_task(_place_until(shop, stopping))
    for restart in range(RESTARTS):
        name = f"billing-{restart % 2 + 1}"
        await shop.processes[name].stop()
        await shop.restart(name)
    stopping.set()
    placed = await load
    # A replica tells the lag of its own partitions only.
    await until(_are_invoiced, shop, invoices_before + placed, seconds=120)
    await shop.is_quiet()

    assert await _one(shop, INVOICES) == invoices_before + placed
    assert await _one(shop, "SELECT last_position FROM series WHERE series = 'FA'") == invoices_before + placed
    for name, log in logs.items():
        said = log.read_text()[said_before[name] :]
        assert "another process has consumed" not in said
        assert "Traceback" not in said
        assert said.count("has stopped") == RESTARTS / 2


async def _place_until(shop: Shop, stopping: asyncio.Event) -> int:
    placed = 0
    while not stopping.is_set():
        await shop.send(*(place_command() for _ in range(PER_SECOND // 5)))
        placed += PER_SECOND // 5
        await asyncio.sleep(0.2)
    return placed


async def _are_invoiced(shop: Shop, count: int) -> bool:
    return await _one(shop, INVOICES) >= count


async def _one(shop: Shop, sql: str) -> int:
    found: int = (await shop.query("billing", sql))[0][0]
    return found
