"""The program that prints slips, as the service sees it: one a process, kept for a while for whoever prints next."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from services.fulfilment.papers.to_print import Merge, PrintInto, ToPrint
from shared.look import look
from shared.look.look import Logo, SentPicture
from shared.pdf.press import Press
from shared.transaction import Database

PRINTER = "services.fulfilment.papers.pdf.printer"
LIMIT_S = 120
"""A slip of 2,000 lines takes some seconds; where everything is busy, it waits."""
KEEP_S = 60
POLL_S = 5


class SlipPress:
    """Whoever prints waits for whoever prints: together they take one core at most."""

    def __init__(self) -> None:
        self._press = Press(PRINTER)
        self._one = asyncio.Lock()
        self._kept = False
        self._used_at = 0.0

    async def make(self, wanted: Sequence[ToPrint] | PrintInto | Merge | SentPicture) -> Any:
        """The PDF, nothing where it goes into a file; of a picture the logo, or why it is none.

        Raises TimeoutError and IncompleteReadError.
        """
        async with self._one:
            try:
                async with asyncio.timeout(LIMIT_S):
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


SLIP_PRESS = SlipPress()


async def read_logo(sent: bytes) -> Logo:
    """Raises NotALogo."""
    return await look.read_logo(sent, SLIP_PRESS.make)


async def keep_slip_press(_: Database) -> None:
    await SLIP_PRESS.keep()
