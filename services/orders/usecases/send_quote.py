"""A quote is sent: from here on it is locked, and its customer may accept or decline it."""

from typing import NamedTuple
from uuid import UUID

from services.orders.quotes import store
from services.orders.quotes.events import quote_sent
from services.orders.quotes.model import Quote
from services.orders.quotes.settings import QuoteSettings
from services.orders.usecases.save_quote import refuse_stale
from shared.clock import now
from shared.stored_settings import get_settings
from shared.transaction import Tx, announce


class SendQuote(NamedTuple):
    quote_id: UUID
    expected_version: int | None
    by: str


async def send_quote(tx: Tx, command: SendQuote) -> Quote:
    quote = await store.get_quote(tx, command.quote_id)
    paper = (await get_settings(tx, QuoteSettings)).paper
    sent = quote.sent(paper, by=command.by, at=now())
    refuse_stale(quote, command.expected_version)
    await store.save_quote(tx, sent)
    announce(tx, quote_sent(sent))
    return sent
