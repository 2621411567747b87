"""The program that prints quotes, as the service sees it."""

from services.orders.quotes.model import Quote
from shared.pdf.kept_press import KeptPress
from shared.transaction import Database

QUOTE_PRESS = KeptPress("services.orders.quotes.pdf.printer")


async def print_quote(quote: Quote) -> bytes:
    pdf: bytes = await QUOTE_PRESS.make(quote)
    return pdf


async def keep_quote_press(_: Database) -> None:
    await QUOTE_PRESS.keep()
