"""Quotes that were announced and are not known any more are taken in as they were sent, and what became of them.

What was a draft nobody has heard of: it is written anew. The draft that follows a declined one is opened again.
"""

from dataclasses import replace

from services.orders.order.content import OrderContent, Ordered
from services.orders.pricing.arithmetic import ZERO
from services.orders.quotes import store
from services.orders.quotes.model import Quote, QuoteState
from services.orders.quotes.settings import Paper, QuoteSettings
from services.orders.quotes.validity import usual_end
from services.orders.usecases.expire_quotes import BY
from shared.messaging.take_back import Outcome, Verdict
from shared.schemas.orders import (
    QuoteCancelled,
    QuoteConverted,
    QuoteDeclined,
    QuoteEvent,
    QuoteExpired,
    QuoteSent,
)
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def take_quote(tx: Tx, event: QuoteEvent) -> Verdict:
    before = await store.find_quote(tx, event.quote_id)
    if before and event.sequence <= before.version:
        return Verdict(Outcome.THERE, event.number)
    if isinstance(event, QuoteSent):
        return await _sent(tx, event, before)
    if before is None:
        return Verdict(Outcome.OPEN, event.number, "the quote is not known here")
    quote = _ended(before, event)
    await store.save_quote(tx, quote)
    if isinstance(event, QuoteDeclined) and await store.find_quote(tx, event.next_quote_id) is None:
        until = await usual_end(tx, event.recorded_at)
        following = quote.following(quote_id=event.next_quote_id, valid_until=until, by=event.by, at=event.recorded_at)
        await store.insert_quote(tx, following)
    return Verdict(Outcome.TAKEN, event.number)


async def _sent(tx: Tx, event: QuoteSent, draft: Quote | None) -> Verdict:
    paper = (await get_settings(tx, QuoteSettings)).paper
    if draft:
        await store.save_quote(tx, _as_sent(event, draft, paper))
        return Verdict(Outcome.TAKEN, event.number)
    if await store.find_version(tx, event.number, event.revision):
        return Verdict(Outcome.OPEN, event.number, "its number is another quote's here")
    await store.skip_number(tx, event.number)
    begun = Quote(
        quote_id=event.quote_id,
        number=event.number,
        revision=event.revision,
        ordered=Ordered(event.customer, _content(event)),
        valid_until=event.valid_until,
        created_at=event.recorded_at,
        created_by=event.by,
    )
    if before := await store.find_version(tx, event.number, event.revision - 1):
        await store.save_quote(tx, replace(before, next_id=event.quote_id))
    await store.insert_quote(tx, _as_sent(event, begun, paper))
    return Verdict(Outcome.TAKEN, event.number)


def _as_sent(event: QuoteSent, quote: Quote, paper: Paper) -> Quote:
    """Nobody knows any more what of the shop it bore: it has what it would bear now."""
    return replace(
        quote,
        version=event.sequence,
        state=QuoteState.SENT,
        ordered=Ordered(event.customer, _content(event)),
        valid_until=event.valid_until,
        comment=event.comment,
        copied_from=event.copied_from or quote.copied_from,
        customer_id=event.customer_id or quote.customer_id,
        sent_at=event.recorded_at,
        sent_by=event.by,
        paper=paper,
    )


def _content(event: QuoteSent) -> OrderContent:
    content = {name: getattr(event, name) for name in QuoteSent.model_fields if name in OrderContent.model_fields}
    return OrderContent.model_construct(**content, lines_total=sum((line.total for line in event.lines), ZERO))


def _ended(quote: Quote, event: QuoteEvent) -> Quote:
    ended = replace(quote, version=event.sequence, ended_at=event.recorded_at, ended_by=getattr(event, "by", BY))
    match event:
        case QuoteConverted():
            return replace(ended, state=QuoteState.CONVERTED, order_id=event.order_id, order_number=event.order_number)
        case QuoteDeclined():
            return replace(ended, state=QuoteState.DECLINED, answer=event.comment, next_id=event.next_quote_id)
        case QuoteExpired():
            return replace(ended, state=QuoteState.EXPIRED)
        case QuoteCancelled():
            return replace(ended, state=QuoteState.CANCELLED, answer=event.reason, next_id=event.next_quote_id)
    raise AssertionError(event)
