"""A lean HTTP/1.1 client on asyncio streams: `client.api` would take more of the two cores than the shop does."""

import asyncio
import contextlib
import json
from typing import Any

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class HttpClient:
    """POSTs JSON over kept-alive connections to one service; one connection for each call under way."""

    def __init__(self, host: str, port: int, token: str) -> None:
        self.host = host
        self.port = port
        self._head = f"Host: {host}:{port}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        self._idle: list[Connection] = []

    async def post(self, path: str, body: Any, *, key: str) -> tuple[int, bytes]:
        """Status and body of the answer. A kept connection may be closed by now: then the request goes out again."""
        content = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\n{self._head}Idempotency-Key: {key}\r\nContent-Length: {len(content)}\r\n\r\n"
        request = head.encode() + content
        while self._idle:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                return await self._ask(self._idle.pop(), request)
        return await self._ask(await asyncio.open_connection(self.host, self.port), request)

    async def _ask(self, connection: Connection, request: bytes) -> tuple[int, bytes]:
        reader, writer = connection
        writer.write(request)
        answer = await reader.readuntil(b"\r\n\r\n")
        lines = answer.decode("latin-1").split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
        text = await reader.readexactly(int(fields["content-length"]))
        self._idle.append(connection)
        return int(lines[0].split()[1]), text

    def close(self) -> None:
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()
