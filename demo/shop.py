"""The shop that is filled: the services' public APIs, called in the name of the storefront or a member of staff."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
from uuid_utils.compat import uuid7

from client.api import Api, detail_of
from client.waiting import comes_true
from demo.staff import OWNER, Member
from deploy.local import keys
from deploy.local.settings import SERVICES, LocalSettings
from deploy.problem import Problem

CONCURRENCY = 12
PATIENCE_S = 120.0

Found = dict[str, Any]


class Refusal(Problem):
    """A service refused a command; its text is the service's own."""


class Shop(Api):
    def __init__(self, settings: LocalSettings) -> None:
        clients = {
            service: httpx.AsyncClient(base_url=settings.url(service), timeout=60, trust_env=False)
            for service in SERVICES
        }
        super().__init__(clients, calls_at_once=CONCURRENCY)
        self._state = settings.state
        self._tokens: dict[str, str] = {}

    async def post(self, service: str, path: str, body: Found, *, by: Member) -> Found:
        """Raises Refusal."""
        return await self._ask(service, "POST", path, by=by, key=str(uuid7()), json=body)

    async def put(self, service: str, path: str, body: Found, *, by: Member, version: str | None = None) -> Found:
        """Raises Refusal."""
        return await self._ask(service, "PUT", path, by=by, version=version, json=body)

    async def get(self, service: str, path: str, **query: str) -> Found:
        return await self._ask(service, "GET", path, by=OWNER, params=query)

    async def all_of(self, service: str, path: str) -> AsyncIterator[Found]:
        after: dict[str, str] = {}
        while True:
            page = await self.get(service, path, limit="200", **after)
            for item in page["items"]:
                yield item
            if not page["next"]:
                return
            after = {"after": page["next"]}

    async def _ask(
        self,
        service: str,
        method: str,
        path: str,
        *,
        by: Member,
        key: str | None = None,
        version: str | None = None,
        **more: Any,
    ) -> Found:
        headers = {"Authorization": f"Bearer {self._token(by)}", "Idempotency-Key": key, "If-Match": version}
        given = {name: value for name, value in headers.items() if value is not None}
        try:
            async with self._slots:
                answer = await self._clients[service].request(method, path, headers=given, **more)
        except httpx.TransportError as error:
            raise Problem(f"{service} does not answer ({type(error).__name__})") from error
        if answer.is_error:
            raise Refusal(f"{service} refused {method} {path}: {detail_of(answer)}")
        found: Found = answer.json()
        return found

    def _token(self, member: Member) -> str:
        if member.email not in self._tokens:
            minted = keys.mint_token(self._state, subject=member.email, scopes=member.scopes, ttl_h=1)
            self._tokens[member.email] = minted
        return self._tokens[member.email]


async def until(fact: Callable[[], Awaitable[bool]], what: str) -> None:
    """Ask until it is so; raises Problem where it takes too long."""
    if not await comes_true(fact, within_s=PATIENCE_S):
        raise Problem(f"{what}: not so after {PATIENCE_S:.0f} s; `backshop status` and `backshop logs` may tell why")
