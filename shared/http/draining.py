"""Closing a connection whose client still sends: it would lose its answer, as the kernel resets what is not read."""

import asyncio
from typing import Any

DROPPED_BYTES, DROPPED_S = 8 * 1024 * 1024, 2.0
"""What is read and dropped of what the client still sends, and how long, before it is closed all the same."""


class DrainingTransport(asyncio.Transport):
    """Once it is closed, nothing is written; while `client_sends`, it is read to the client's end, and dropped."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self.client_sends = False
        self._transport = transport
        self._loop = loop
        self._is_closing = False
        self._dropped = 0

    def close(self) -> None:
        if self.is_closing():
            return
        self._is_closing = True
        if not self.client_sends:
            self._transport.close()
            return
        self._transport.write_eof()
        self._transport.resume_reading()
        self._loop.call_later(DROPPED_S, self._transport.close)

    def drop(self, data: bytes) -> None:
        self._dropped += len(data)
        if self._dropped > DROPPED_BYTES:
            self._transport.close()

    def is_closing(self) -> bool:
        return self._is_closing or self._transport.is_closing()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._is_closing:
            self._transport.write(data)

    def abort(self) -> None:
        self._transport.abort()

    def pause_reading(self) -> None:
        if not self._is_closing:
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._transport.resume_reading()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)
