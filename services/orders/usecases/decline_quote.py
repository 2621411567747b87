"""A quote is declined: it is locked as it was, and the next version of it is a draft, for a better offer."""

from typing import NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.orders.quotes import store
from services.orders.quotes.events import quote_declined
from services.orders.quotes.model import Quote
from services.orders.quotes.validity import usual_end
from shared.clock import now
from shared.transaction import Tx, announce


class DeclineQuote(NamedTuple):
    quote_id: UUID
    comment: str | None
    by: str


async def decline_quote(tx: Tx, command: DeclineQuote) -> Quote:
    quote, at = await store.get_quote(tx, command.quote_id), now()
    declined = quote.declined(answer=command.comment, next_id=uuid7(), by=command.by, at=at)
    assert declined.next_id
    until = await usual_end(tx, at)
    following = declined.following(quote_id=declined.next_id, valid_until=until, by=command.by, at=at)
    await store.save_quote(tx, declined)
    await store.insert_quote(tx, following)
    announce(tx, quote_declined(declined))
    return declined
