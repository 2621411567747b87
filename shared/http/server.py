"""The web server of a service's process."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI

from shared.http.connections import Connection


@asynccontextmanager
async def serving(api: FastAPI, *, host: str, port: int) -> AsyncIterator[None]:
    """Answers requests until the end of the block; those under way then have 10 s to finish."""
    config = uvicorn.Config(
        api,
        http=Connection,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=75,
        lifespan="off",
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve([_listen(host, port)]), name="http")
    try:
        yield
    finally:
        server.should_exit = True
        await running


class _Server(uvicorn.Server):
    """Signals stop the whole process in its own order, so the web server does not take them."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listen(host: str, port: int) -> socket.socket:
    """Replicas of a service listen on one port together."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        sock.bind((host, port))
    except OSError:
        sys.exit(f"port {port} on {host} is in use; set BACKSHOP_PORT to another")
    sock.listen(1024)
    sock.setblocking(False)
    return sock
