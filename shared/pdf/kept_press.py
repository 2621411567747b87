"""A press for what is printed while somebody waits: one program a process, kept for a while for whoever prints next."""

import asyncio
import time
from typing import Any

from shared.pdf.press import Press

LIMIT_S = 120
"""A paper of 2,000 lines takes some seconds; where everything is busy, it waits."""
KEEP_S = 60
POLL_S = 5


class KeptPress:
    """Whoever prints waits for whoever prints: together they take one core at most. `module` is its program."""

    def __init__(self, module: str, *, limit_s: float = LIMIT_S) -> None:
        self._press = Press(module)
        self._limit_s = limit_s
        self._one = asyncio.Lock()
        self._kept = False
        self._used_at = 0.0

    async def make(self, wanted: Any) -> Any:
        """What the program makes of it. Raises TimeoutError and IncompleteReadError."""
        async with self._one:
            try:
                async with asyncio.timeout(self._limit_s):
                    return await self._press.ask(wanted)
            except BaseException:
                await self._press.stop()
                raise
            finally:
                self._used_at = time.monotonic()
                if not self._kept:
                    await self._press.stop()

    async def keep(self) -> None:
        """The background of a running service: the program, which takes a second to start, stays for a minute."""
        self._kept = True
        try:
            while True:
                await asyncio.sleep(POLL_S)
                if time.monotonic() - self._used_at > KEEP_S:
                    async with self._one:
                        await self._press.stop()
        finally:
            self._kept = False
            await self._press.stop()
