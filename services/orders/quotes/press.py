"""The program that prints quotes, as the service sees it."""

from services.orders.quotes.to_print import ToPrint
from shared.look import look
from shared.look.look import Logo
from shared.pdf.kept_press import KeptPress
from shared.transaction import Database

QUOTE_PRESS = KeptPress("services.orders.quotes.pdf.printer")
"""Makes a PDF of a quote; of a picture the logo, or why it is none."""


async def print_quote(wanted: ToPrint) -> bytes:
    pdf: bytes = await QUOTE_PRESS.make(wanted)
    return pdf


async def read_logo(sent: bytes) -> Logo:
    """Raises NotALogo."""
    return await look.read_logo(sent, QUOTE_PRESS.make)


async def keep_quote_press(_: Database) -> None:
    await QUOTE_PRESS.keep()
