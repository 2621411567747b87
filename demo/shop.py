"""The shop that is filled: the services' APIs, called in the name of the storefront or a member of staff."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from client.api import Api, Found
from client.waiting import comes_true
from demo.staff import OWNER, Member
from deploy.local import keys
from deploy.local.settings import LocalSettings
from deploy.problem import Problem
from shared.scopes import SERVICES

CALLS_AT_ONCE = 12
PATIENCE_S = 120.0


@asynccontextmanager
async def open_shop(settings: LocalSettings) -> AsyncIterator["Shop"]:
    async with Api.at({service: settings.url(service) for service in SERVICES}, calls_at_once=CALLS_AT_ONCE) as api:
        yield Shop(api, settings)


class Shop:
    """All commands raise ServiceRefused."""

    def __init__(self, api: Api, settings: LocalSettings) -> None:
        self._api = api
        self._state = settings.state
        self._tokens: dict[str, str] = {}

    async def post(self, service: str, path: str, body: Found, *, by: Member) -> Found:
        return await self._api.post(service, path, body, token=self._token(by))

    async def put(self, service: str, path: str, body: Found, *, by: Member, version: str = "") -> Found:
        return await self._api.put(service, path, body, version=version, token=self._token(by))

    async def get(self, service: str, path: str, **query: str) -> Found:
        return await self._api.get(service, path, token=self._token(OWNER), **query)

    def pages(self, service: str, path: str) -> AsyncIterator[Found]:
        return self._api.pages(service, path, token=self._token(OWNER))

    def _token(self, member: Member) -> str:
        if member.email not in self._tokens:
            minted = keys.mint_token(self._state, subject=member.email, scopes=member.scopes, ttl_h=1)
            self._tokens[member.email] = minted
        return self._tokens[member.email]


async def until(fact: Callable[[], Awaitable[bool]], what: str) -> None:
    """Ask until it is so; raises Problem where it takes too long."""
    if not await comes_true(fact, within_s=PATIENCE_S):
        raise Problem(f"{what}: not so after {PATIENCE_S:.0f} s; `backshop status` and `backshop logs` may tell why")
