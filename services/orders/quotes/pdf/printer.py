"""Quotes as PDF: the program of `press.py`, which has the fonts for it. No service imports it."""

from functools import cache
from json import dumps
from pathlib import Path

from services.orders.quotes.pdf.page import page_values
from services.orders.quotes.to_print import ToPrint
from shared.look.look import Logo, SentPicture
from shared.look.picture import logo_or_why
from shared.pdf.presswork import answer
from shared.pdf.typesetter import Typesetter

TEMPLATE = Path(__file__).with_name("quote.typ")

typesetter = cache(Typesetter)


def quote_pdf(wanted: ToPrint) -> bytes:
    """The same quote makes the same bytes, whatever becomes of it."""
    quote = wanted.quote
    made_at = quote.sent_at or quote.saved_at or quote.created_at
    page = dumps(page_values(wanted), ensure_ascii=False)
    return typesetter(TEMPLATE).pdf(page, lambda page: {"page": page}, at=int(made_at.timestamp()))


def _made(wanted: ToPrint | SentPicture) -> bytes | Logo | str:
    return logo_or_why(wanted) if isinstance(wanted, SentPicture) else quote_pdf(wanted)


if __name__ == "__main__":
    answer(_made)
