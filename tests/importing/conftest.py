"""A shop of orders, billing and fulfilment on their real databases; their events are handed on as Kafka would."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from client.api import Api
from importers.online_retail.importing import import_files
from importers.online_retail.open_credits import OpenCredits
from importers.online_retail.progress import Progress
from importers.online_retail.report import Report
from importers.online_retail.rows import Sheet
from importers.online_retail.shop import SERVICES, Shop
from services.billing.app import service as billing
from services.fulfilment.app import service as fulfilment
from services.orders.app import service as orders
from shared.postgres.migrate import migrate
from shared.transaction import Database
from tests.support.service import ShopService, empty, token
from tests.support.stack import Stack


class Killed(BaseException):
    """The import ended here."""


class Line(httpx.AsyncBaseTransport):
    """The way to a service; it can be cut after so many answers, the last of which does not arrive."""

    def __init__(self, shop: "WholeShop", service: ShopService) -> None:
        self._shop = shop
        self._way = httpx.ASGITransport(service.api)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._way.handle_async_request(request)
        self._shop.answers += 1
        if self._shop.answers == self._shop.killed_at:
            raise Killed
        return answer


class WholeShop:
    def __init__(self, services: dict[str, ShopService], file: Path) -> None:
        self.services = services
        self.open_credits = OpenCredits(file)
        self.answers = 0
        self.killed_at = -1
        self._handed_on = 0
        self._handing_on = asyncio.Lock()

    async def import_sheets(self, *sheets: Sheet, wait_s: float = 20) -> Report:
        bearer = {"Authorization": f"Bearer {token(subject='import')}"}
        clients = {
            name: httpx.AsyncClient(transport=Line(self, service), base_url="http://shop", headers=bearer)
            for name, service in self.services.items()
        }
        async with Api(clients, give_up_after_s=2) as api:
            return await import_files(sheets, Shop(api), self.open_credits, Progress(), wait_for_invoices_s=wait_s)

    async def import_killed_after(self, answers: int, *sheets: Sheet) -> bool:
        """Whether it was killed, rather than done before that."""
        self.answers, self.killed_at = 0, answers
        try:
            await self.import_sheets(*sheets)
        except Killed:
            return True
        finally:
            self.killed_at = -1
        return False

    async def hand_on(self) -> None:
        """What orders announces, to those who listen."""
        async with self._handing_on:
            announced = await self.services["orders"].announced()
            new, self._handed_on = announced[self._handed_on :], len(announced)
            if new:
                await self.services["billing"].deliver(*new)
                await self.services["fulfilment"].deliver(*new)

    async def hand_on_always(self) -> None:
        while True:
            await self.hand_on()
            await asyncio.sleep(0.05)

    async def books(self) -> dict[str, Any]:
        """What is in the databases once all is handed on, without the ids and times that differ from shop to shop."""
        await self.hand_on()
        return {name: await self._rows(service, sql) for name, (service, sql) in BOOKS.items()}

    async def _rows(self, service: str, sql: str) -> list[tuple[Any, ...]]:
        async with self.services[service].reading() as tx:
            return [tuple(row) for row in await tx.fetch(sql)]


BOOKS = {
    "orders": ("orders", "SELECT reference, gross FROM orders ORDER BY reference"),
    "products": ("orders", "SELECT sku, title, ships, version FROM products ORDER BY sku"),
    "invoices": (
        "billing",
        "SELECT document ->> 'order_reference', gross FROM documents WHERE kind = 'invoice' ORDER BY 1",
    ),
    "credit notes": (
        "billing",
        "SELECT reference, document ->> 'order_reference', net, document -> 'lines' -> 0 -> 'quantity'"
        " FROM documents WHERE kind <> 'invoice' ORDER BY 1, 2",
    ),
    "stock": ("fulfilment", "SELECT sku, on_hand, allocated, backordered FROM stock ORDER BY sku"),
    "receipts": ("fulfilment", "SELECT sku, quantity FROM stock_entries WHERE kind = 'receipt' ORDER BY sku, quantity"),
    "slips": ("fulfilment", "SELECT state, count(*) FROM shipments GROUP BY state ORDER BY state"),
}


@pytest.fixture(scope="session")
async def _databases(postgres: Stack) -> AsyncIterator[dict[str, Database]]:
    databases = {}
    for name in SERVICES:
        url = await postgres.create_database(f"test_importing_{name}")
        await migrate(url, name)
        databases[name] = await Database.connect(url, connections=8)
    yield databases
    for database in databases.values():
        await database.close()


@pytest.fixture
async def quiet_shop(_databases: dict[str, Database], tmp_path: Path) -> AsyncIterator[WholeShop]:
    """Its events wait until they are handed on."""
    for database in _databases.values():
        await empty(database)
    named = {"orders": orders, "billing": billing, "fulfilment": fulfilment}
    services = {name: ShopService(service, _databases[name]) for name, service in named.items()}
    yield WholeShop(services, tmp_path / "open-credits.json")
    for service in services.values():
        assert await service.parked() == []
        await service.close()


@pytest.fixture
async def shop(quiet_shop: WholeShop) -> AsyncIterator[WholeShop]:
    handing_on = asyncio.create_task(quiet_shop.hand_on_always())
    yield quiet_shop
    handing_on.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await handing_on
