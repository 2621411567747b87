"""A customer has opened a quote: when that was first is kept, for whoever wonders whether it was read."""

from uuid import UUID

from services.orders.quotes import store
from services.orders.quotes.model import Quote
from shared.clock import now
from shared.transaction import Tx


async def see_quote(tx: Tx, quote_id: UUID) -> Quote:
    quote = await store.get_quote(tx, quote_id)
    seen = quote.seen(now())
    if seen is not quote:
        await store.save_quote(tx, seen)
    return seen
