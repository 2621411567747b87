"""The services' HTTP APIs: one way to read, to page through lists, and to give a command that happens once."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

import httpx
from uuid_utils.compat import uuid7

from deploy.problem import Problem

PAGE = "200"
TRY_AGAIN_STATUSES = {429, 502, 503, 504}
LONGEST_PAUSE_S = 2.0

Found = dict[str, Any]


class ServiceUnavailable(Problem):
    """A service did not answer, however often it was asked in the time there was."""


class ServiceRefused(Problem):
    """A service refused a request; `detail` is its own sentence, which says why, and `type` the kind of the refusal."""

    def __init__(self, request: str, detail: str, type: str = "") -> None:
        super().__init__(f"{request} was refused: {detail}")
        self.detail = detail
        self.type = type


class Api:
    """Calls services by their names; to be opened by `async with`.

    A request is sent again while its service does not answer. That is harmless, as a command keeps its idempotency key.
    Each answer is waited for `answer_s`. Besides the errors above, a token that is not accepted and a service that
    fails raise Problem.
    """

    def __init__(
        self,
        clients: Mapping[str, httpx.AsyncClient | None],
        *,
        calls_at_once: int = 16,
        give_up_after_s: float = 30,
        answer_s: float = 60,
    ) -> None:
        self._clients = clients
        self._slots = asyncio.Semaphore(calls_at_once)
        self._give_up_after_s = give_up_after_s
        self._answer_s = answer_s
        self._open = AsyncExitStack()

    @classmethod
    def at(
        cls,
        urls: Mapping[str, str | None],
        token: str = "",
        *,
        calls_at_once: int = 16,
        give_up_after_s: float = 30,
        answer_s: float = 60,
    ) -> Self:
        """Of the services at these addresses, by name; one that is known to be silent has none.

        Without a token, each call names its own.
        """
        headers = _bearer(token)
        clients = {
            name: httpx.AsyncClient(base_url=url, headers=headers, trust_env=not _is_here(url)) if url else None
            for name, url in urls.items()
        }
        return cls(clients, calls_at_once=calls_at_once, give_up_after_s=give_up_after_s, answer_s=answer_s)

    async def __aenter__(self) -> Self:
        for client in filter(None, self._clients.values()):
            await self._open.enter_async_context(client)
        return self

    async def __aexit__(self, *raised: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self._open.aclose()

    async def must_answer(self, service: str, path: str) -> None:
        """Raises at once, before any work, where a service is not up or does not accept the token."""
        _content(await self._answer(service, "GET", path, give_up_after_s=0))

    async def get(self, service: str, path: str, *, token: str = "", **query: str) -> Found:
        return _content(await self._answer(service, "GET", path, params=query, headers=_bearer(token)))

    async def find(self, service: str, path: str, *, token: str = "") -> Found | None:
        """None where there is no such thing."""
        answer = await self._answer(service, "GET", path, headers=_bearer(token))
        return None if answer.status_code == httpx.codes.NOT_FOUND else _content(answer)

    async def pages(self, service: str, path: str, *, token: str = "", **query: str) -> AsyncIterator[Found]:
        """Every item of a list, from all its pages."""
        after: dict[str, str] = {}
        while True:
            page = await self.get(service, path, token=token, **{"limit": PAGE, **query, **after})
            for item in page["items"]:
                yield item
            if not page["next"]:
                return
            after = {"after": page["next"]}

    async def post(self, service: str, path: str, body: Any, *, key: str | None = None, token: str = "") -> Found:
        """A command. The same key, today or tomorrow, is the same command; without one it is a new command."""
        headers = {"Idempotency-Key": key or str(uuid7()), **_bearer(token)}
        return _content(await self._answer(service, "POST", path, json=body, headers=headers))

    async def put(self, service: str, path: str, body: Any, *, version: str = "", token: str = "") -> Found:
        """`version` is the ETag of what is replaced, where somebody else may have replaced it meanwhile."""
        headers = {**({"If-Match": version} if version else {}), **_bearer(token)}
        return _content(await self._answer(service, "PUT", path, json=body, headers=headers))

    async def _answer(
        self, service: str, method: str, path: str, *, give_up_after_s: float | None = None, **more: Any
    ) -> httpx.Response:
        client = self._clients[service]
        if client is None:
            raise ServiceUnavailable(f"{service} does not answer; `backshop status` shows what is up")
        now = asyncio.get_running_loop().time
        give_up_at = now() + (self._give_up_after_s if give_up_after_s is None else give_up_after_s)
        pause = 0.1
        while True:
            try:
                async with self._slots:
                    answer = await client.request(method, path, timeout=self._answer_s, **more)
            except httpx.TransportError as error:
                why = type(error).__name__
            else:
                if answer.status_code not in TRY_AGAIN_STATUSES:
                    return _understood(answer, service)
                why = f"HTTP {answer.status_code}"
            if now() + pause > give_up_at:
                raise ServiceUnavailable(
                    f"{service} at {client.base_url} does not answer ({why}); `backshop status` shows what is up"
                )
            await asyncio.sleep(pause)  # a service that is starting gets time, each round more
            pause = min(2 * pause, LONGEST_PAUSE_S)


def _is_here(url: str) -> bool:
    """No proxy leads to what listens on this machine."""
    return httpx.URL(url).host in ("127.0.0.1", "::1", "localhost")


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def _understood(answer: httpx.Response, service: str) -> httpx.Response:
    if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise Problem(f"{service} does not accept the token: {_detail(answer)}")
    if answer.is_server_error:
        raise Problem(f"{service} failed: {_detail(answer)}")
    return answer


def _content(answer: httpx.Response) -> Found:
    if answer.is_error:
        raise ServiceRefused(f"{answer.request.method} {answer.url}", _detail(answer), _said(answer, "type"))
    found: Found = answer.json()
    return found


def _detail(answer: httpx.Response) -> str:
    """In the service's own words where it has any."""
    return _said(answer, "detail") or f"HTTP {answer.status_code}"


def _said(answer: httpx.Response, name: str) -> str:
    try:
        return str(answer.json()[name])
    except (ValueError, KeyError, TypeError):
        return ""
