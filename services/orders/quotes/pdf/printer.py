"""Quotes as PDF: the program of `press.py`, which has the fonts for it. No service imports it."""

from functools import cache
from json import dumps
from pathlib import Path

from services.orders.quotes.model import Quote
from services.orders.quotes.pdf.page import page_values
from shared.pdf.presswork import answer
from shared.pdf.typesetter import Typesetter

TEMPLATE = Path(__file__).with_name("quote.typ")

typesetter = cache(Typesetter)


def quote_pdf(quote: Quote) -> bytes:
    """The same quote makes the same bytes, whatever becomes of it."""
    made_at = quote.sent_at or quote.saved_at or quote.created_at
    page = dumps(page_values(quote), ensure_ascii=False)
    return typesetter(TEMPLATE).pdf(page, lambda page: {"page": page}, at=int(made_at.timestamp()))


if __name__ == "__main__":
    answer(quote_pdf)
