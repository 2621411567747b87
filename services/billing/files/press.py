"""The program that makes files, as the service sees it: started when there is work, ended when there was none for long.

See shared/pdf/press.py.
"""

import asyncio
from typing import Any

from services.billing.files.model import Files, NotMade, ToPreview, ToPrint
from shared.look import look
from shared.look.look import Logo, SentPicture
from shared.pdf import press

MAKER = "services.billing.files.maker"
AT_ONCE_S = 30
LIMIT_S = 600
"""The longest invoice takes two seconds where nothing else runs, and has to wait where everything is busy."""


class Press(press.Press):
    def __init__(self, *, at_once: bool = False) -> None:
        """`at_once`: somebody waits for it, so that it takes its turn like everything else."""
        super().__init__(MAKER, *(["--at-once"] if at_once else []))

    async def make(self, to_print: ToPrint) -> Files | NotMade:
        """A document that ends the program, or that it does not come to an end with, is told as not made."""
        try:
            async with asyncio.timeout(LIMIT_S):
                made: Files | NotMade = await self.ask(to_print)
                return made
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError) as error:
            await self.stop()
            return to_print.not_made(f"the program that makes files: {type(error).__name__}")
        except BaseException:  # its answer would be taken for that to the next
            await self.stop()
            raise


async def preview(wanted: ToPreview) -> bytes:
    pdf: bytes = await _at_once(wanted)
    return pdf


async def read_logo(sent: bytes) -> Logo:
    """Raises NotALogo."""
    return await look.read_logo(sent, _at_once)


_ONE = asyncio.Lock()
"""Whoever tries pictures and colours takes one core at most."""


async def _at_once(wanted: ToPreview | SentPicture) -> Any:
    """Raises TimeoutError and IncompleteReadError."""
    at_once = Press(at_once=True)
    async with _ONE, asyncio.timeout(AT_ONCE_S):
        try:
            return await at_once.ask(wanted)
        finally:
            await at_once.stop()
