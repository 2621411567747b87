"""A quote as it is printed, with what it bears of the shop."""

from dataclasses import dataclass

from services.orders.quotes.model import Quote
from services.orders.quotes.settings import Paper, QuoteSettings
from shared.look.logos import find_logos
from shared.look.look import Look
from shared.stored_settings import get_settings
from shared.transaction import Queries


@dataclass(frozen=True, slots=True)
class ToPrint:
    """Of the shop it bears its name alone where it was sent before more was kept."""

    quote: Quote
    paper: Paper | None = None
    look: Look = Look()  # noqa: RUF009 (it is frozen)
    is_sample: bool = False


async def to_print(queries: Queries, quote: Quote) -> ToPrint:
    """A sent one bears what it was sent with, a draft what it would be now. A logo that is not there stops nothing."""
    paper = quote.paper if quote.sent_at else (await get_settings(queries, QuoteSettings)).paper
    if paper is None:
        return ToPrint(quote)
    logos = await find_logos(queries, [paper.logo]) if paper.logo else {}
    return ToPrint(quote, paper, Look(paper.accent, logos.get(paper.logo or "")))
