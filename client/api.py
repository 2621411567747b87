"""What commands have in common that call the services' APIs."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

import httpx


class Api:
    """Clients of services, by their names, open for the time of an `async with`; so many calls at once at the most."""

    def __init__(self, clients: Mapping[str, httpx.AsyncClient], *, calls_at_once: int) -> None:
        self._clients = clients
        self._slots = asyncio.Semaphore(calls_at_once)
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for client in self._clients.values():
            await self._open.enter_async_context(client)
        return self

    async def __aexit__(self, *raised: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self._open.aclose()


def detail_of(answer: httpx.Response) -> str:
    """Why a request was refused, in the service's own words where it has any."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status_code}"
