"""Staff call a quote off: it is accepted no more."""

from typing import NamedTuple
from uuid import UUID

from services.orders.quotes import store
from services.orders.quotes.events import quote_cancelled
from services.orders.quotes.model import Quote
from shared.clock import now
from shared.transaction import Tx, announce


class CancelQuote(NamedTuple):
    quote_id: UUID
    reason: str | None
    by: str


async def cancel_quote(tx: Tx, command: CancelQuote) -> Quote:
    """Of a draft nobody has heard, and nothing is announced."""
    quote = await store.get_quote(tx, command.quote_id)
    cancelled = quote.cancelled(reason=command.reason, by=command.by, at=now())
    await store.save_quote(tx, cancelled)
    if quote.sent_at:
        announce(tx, quote_cancelled(cancelled))
    return cancelled
