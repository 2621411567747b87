"""The five services themselves, on their real databases, answering what the back office asks them."""

from typing import Any, NamedTuple

import httpx

from services.backoffice.settings import backoffice_settings
from shared.schemas.event import Event
from tests.backoffice.office import Office
from tests.support.sale import BOOK, LAMP, order
from tests.support.service import ShopService


class Answer(NamedTuple):
    """What a service said to a command of the back office; `type` is that of a refusal."""

    service: str
    status: int
    type: str


class Services(dict[str, ShopService]):
    """By name. `answers` are those to commands, the oldest first."""

    answers: list[Answer]
    _handed_on: dict[str, int]

    def behind(self, office: Office) -> None:
        self.answers = []
        self._handed_on = dict.fromkeys(self, 0)
        transports = {
            f"http://{name}": httpx.ASGITransport(of.api, raise_app_exceptions=False) for name, of in self.items()
        }
        # Nothing goes elsewhere: httpx would read certificates for it, which takes longer than most pages.
        office.api.state.client = httpx.AsyncClient(
            transport=httpx.AsyncBaseTransport(), mounts=transports, event_hooks={"response": [self._note]}
        )

    async def open_shop(self, *, stock: int = 1000) -> None:
        """The lamp and the book are sold, with this many of each on the shelf."""
        await self.post("orders", "/products", {"products": [LAMP, BOOK]})
        lines = [{"sku": sku, "quantity": stock} for sku in ("LAMP", "BOOK")]
        await self.post("fulfilment", "/stock/receipts", {"lines": lines, "reason": "opening stock"})

    async def place(self, **changes: Any) -> dict[str, Any]:
        """An order that all services know of."""
        placed: dict[str, Any] = await self.post("orders", "/orders", order(**changes))
        await self.hand_on()
        return placed

    async def hand_on(self) -> None:
        """What the services announce, to those that read it, until all is quiet; as Kafka would."""
        while announced := [event for name in self for event in await self._new(name)]:
            for reader in self.values():
                read = [event for event in announced if type(event) in reader.service.handlers]
                if read:
                    await reader.deliver(*read)

    async def get(self, service: str, path: str, **query: Any) -> Any:
        answer = await self[service].http.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, service: str, path: str, body: Any = None) -> Any:
        answer = await self[service].post(path, body)
        assert answer.is_success, answer.text
        return answer.json()

    async def _new(self, name: str) -> list[Event]:
        announced = await self[name].announced()
        new = announced[self._handed_on[name] :]
        self._handed_on[name] = len(announced)
        return new

    async def contents(self) -> dict[str, str]:
        """What stands in every table of every service, as one number each."""
        found = {}
        for name, of in self.items():
            async with of.reading() as queries:
                tables = await queries.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                for (table,) in tables:
                    rows = f"SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM {table} AS t"
                    found[f"{name}.{table}"] = await queries.fetchval(rows)
        return found

    async def _note(self, response: httpx.Response) -> None:
        if response.request.method != "GET":
            await response.aread()
            by_url = {url.removeprefix("http://"): name for name, url in backoffice_settings().services.items()}
            is_json = response.content and "json" in response.headers["content-type"]
            content: Any = response.json() if is_json else {}
            service = by_url[response.request.url.host]
            self.answers.append(Answer(service, response.status_code, content.get("type", "")))
