"""The shipped day of a real web shop comes in by the command, which is killed on its way, run again, and again."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, Process
from pathlib import Path
from typing import Any

from deploy.local.settings import REPOSITORY
from tests.support.shop import PORTS, Shop
from tests.support.waiting import until

DAY = REPOSITORY / "examples" / "online-retail" / "2010-12-01.csv"
BOOKS = {
    "orders": "SELECT reference, gross FROM orders WHERE placed_at < '2011-01-01' ORDER BY reference",
    "billing": "SELECT number, document ->> 'order_reference', net FROM documents ORDER BY number",
    "fulfilment": "SELECT sku, on_hand, allocated, backordered FROM stock ORDER BY sku",
}


async def test_a_day_comes_in_once_whether_it_is_killed_or_run_again(shop: Shop, tmp_path: Path) -> None:
    killed = await _start(shop, tmp_path / "killed.json")
    await until(_has_orders, shop)
    killed.kill()
    await killed.wait()

    report = await _import(shop, tmp_path / "report.json")
    (day,) = report["files"]
    assert (day["lines"], day["sum"], day["sales"], day["cancellations"]) == (3108, "58635.56", 137, 6)
    assert day["orders"]["new"] + day["orders"]["already_there"] == 127
    assert (day["orders"]["net"], day["sales_rejected"]) == ("58960.79", 10)
    assert (day["credited"]["net"], day["rejected"]["sum"]) == ("25.50", "-299.73")
    assert [(row["line"], row["left"], len(row["credit_notes"])) for row in day["credited"]["rows"]] == [(941, 0, 1)]
    await shop.is_quiet()

    before = await _books(shop)
    assert len(before["orders"]) == 127
    again = await _import(shop, tmp_path / "again.json")
    await shop.is_quiet()
    assert await _books(shop) == before
    assert again["files"][0]["orders"] == {"new": 0, "already_there": 127, "net": "58960.79"}


async def _start(shop: Shop, report: Path) -> Process:
    settings = shop.settings
    environment = {f"BACKSHOP_{port.upper()}": str(getattr(settings, port)) for port in PORTS}
    environment |= {"BACKSHOP_STATE": str(settings.state), "BACKSHOP_CACHE": str(settings.cache)}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli", "import", "online-retail", str(DAY), "--json", str(report)),
        cwd=REPOSITORY,
        env=os.environ | environment,
        stdout=DEVNULL,
        stderr=DEVNULL,
    )


async def _import(shop: Shop, report: Path) -> dict[str, Any]:
    running = await _start(shop, report)
    assert await asyncio.wait_for(running.wait(), 180) == 0
    return _read(report)


def _read(report: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(report.read_text())
    return content


async def _has_orders(shop: Shop) -> bool:
    return bool((await shop.get("orders", "/orders", to="2011-01-01T00:00:00Z"))["items"])


async def _books(shop: Shop) -> dict[str, list[tuple[Any, ...]]]:
    return {service: [tuple(row) for row in await shop.query(service, sql)] for service, sql in BOOKS.items()}
