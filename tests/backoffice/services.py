"""The five services themselves, on their real databases, answering what the back office asks them."""

from typing import Any, NamedTuple

import httpx

from services.backoffice.settings import backoffice_settings
from tests.backoffice.office import Office
from tests.support.service import ShopService


class Answer(NamedTuple):
    """What a service said to a command of the back office; `type` is that of a refusal."""

    service: str
    status: int
    type: str


class Services(dict[str, ShopService]):
    """By name. `answers` are those to commands, the oldest first."""

    answers: list[Answer]

    def behind(self, office: Office) -> None:
        self.answers = []
        transports = {
            f"http://{name}": httpx.ASGITransport(of.api, raise_app_exceptions=False) for name, of in self.items()
        }
        office.api.state.client = httpx.AsyncClient(mounts=transports, event_hooks={"response": [self._note]})

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
            content: Any = response.json() if response.content else {}
            service = by_url[response.request.url.host]
            self.answers.append(Answer(service, response.status_code, content.get("type", "")))
