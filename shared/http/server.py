"""The web server of a service's process."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI

from shared.http.connections import Connection

LOOPBACK = "127.0.0.1"
FINISH_S = 10


@asynccontextmanager
async def serving(api: FastAPI, *, host: str, port: int, own_port: int | None = None) -> AsyncIterator[None]:
    """Answers requests until the end of the block; those under way then have `FINISH_S` to finish.

    Replicas of a service listen on `port` together, so nobody chooses which of them answers there, and one that is
    frozen gets its share of the connections. At `own_port`, on loopback, operators reach this one.
    """
    sockets = [_listen(host, port, together=True)]
    if own_port is not None:
        sockets.append(_listen(LOOPBACK, own_port, together=False))
    config = uvicorn.Config(
        api,
        http=Connection,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=FINISH_S,
        timeout_keep_alive=75,
        lifespan="off",
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets), name="http")
    try:
        yield
    finally:
        server.exits()
        await running


class _Server(uvicorn.Server):
    """Signals stop the whole process in its own order, so the web server does not take them.

    It looks each second whether anything is to be done, where its own loop does so ten times.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._exits = asyncio.Event()

    def exits(self) -> None:
        self.should_exit = True
        self._exits.set()

    async def main_loop(self) -> None:
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._exits.wait()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listen(host: str, port: int, *, together: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if together:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        sock.bind((host, port))
    except OSError:
        sys.exit(
            f"port {port} on {host} is in use; set {'BACKSHOP_PORT' if together else 'BACKSHOP_OWN_PORT'} to another"
        )
    sock.listen(1024)
    sock.setblocking(False)
    return sock
