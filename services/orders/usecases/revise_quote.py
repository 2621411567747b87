"""Staff want a quote otherwise that is locked: the next version of it is a draft, and this one is answered no more."""

from typing import NamedTuple
from uuid import UUID

from services.orders.quotes import store
from services.orders.quotes.events import quote_cancelled
from services.orders.quotes.model import Quote, QuoteState
from services.orders.quotes.validity import usual_end
from services.orders.usecases.create_quote import refuse_reused
from shared.clock import now
from shared.transaction import Tx, announce


class ReviseQuote(NamedTuple):
    quote_id: UUID
    next_id: UUID
    by: str


async def revise_quote(tx: Tx, command: ReviseQuote) -> Quote:
    """The next version."""
    await refuse_reused(tx, command.next_id)
    quote, at = await store.get_quote(tx, command.quote_id), now()
    replaced = quote.replaced(next_id=command.next_id, by=command.by, at=at)
    until = await usual_end(tx, at)
    following = replaced.following(quote_id=command.next_id, valid_until=until, by=command.by, at=at)
    await store.save_quote(tx, replaced)
    await store.insert_quote(tx, following)
    if quote.state is QuoteState.SENT:
        announce(tx, quote_cancelled(replaced))
    return following
