"""The program that prints slips, as the service sees it: one a process, kept for a while for whoever prints next."""

from shared.look import look
from shared.look.look import Logo
from shared.pdf.kept_press import KeptPress
from shared.transaction import Database

PRINTER = "services.fulfilment.papers.pdf.printer"

SLIP_PRESS = KeptPress(PRINTER)
"""Makes a PDF, or nothing where it goes into a file; of a picture the logo, or why it is none."""


async def read_logo(sent: bytes) -> Logo:
    """Raises NotALogo."""
    return await look.read_logo(sent, SLIP_PRESS.make)


async def keep_slip_press(_: Database) -> None:
    await SLIP_PRESS.keep()
