"""What the API takes and answers of quotes."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.orders.order.content import OrderContent
from services.orders.quotes.model import Possible, Quote, QuoteState
from services.orders.quotes.settings import Paper
from services.orders.quotes.wanted import Prices, QuoteToSave
from shared.clock import now
from shared.money import written
from shared.schemas.event import Asked, Contract
from shared.schemas.orders import Customer
from shared.schemas.values import Actor, Line, Text


class NewQuote(QuoteToSave, Prices):
    """`quote_id` may be chosen by the caller."""

    quote_id: UUID | None = None


class Copy(Asked):
    """`quote_id` is that of the new draft; it may be chosen by the caller."""

    quote_id: UUID | None = None


class SeenVersion(Asked):
    """`version` does it only with the quote as the caller saw it."""

    version: Annotated[int, Field(strict=True)] | None = None


class Declined(Asked):
    comment: Text | None = None


class Cancelled(Asked):
    reason: Text | None = None


class QuoteBrief(Contract):
    """What a command answers to callers who may not read orders."""

    quote_id: UUID
    number: Line
    revision: int
    version: int
    state: QuoteState
    order_id: UUID | None
    order_number: Line | None


class QuoteView(OrderContent):
    """A version of a quote: `revision` counts them, `next_id` is the one after it. `version` is that of its ETag.

    `copied_from` is the order it was made of, `customer_id` the customer of the shop's it is for, `order_id` the one it
    has become. `answer` is what the customer wrote who declined it, or staff who cancelled it; `ended_at` is when it
    was answered or over. `follows_decline`: the version before was declined. `paper` is what of the shop it was sent
    with. `may` names what may be done with it now.
    """

    quote_id: UUID
    number: Line
    revision: int
    version: int
    state: QuoteState
    customer: Customer
    comment: Text | None
    valid_until: datetime
    copied_from: UUID | None
    copied_number: Line | None
    customer_id: UUID | None
    follows_decline: bool
    created_at: datetime
    created_by: Actor
    saved_at: datetime | None
    saved_by: Actor | None
    sent_at: datetime | None
    sent_by: Actor | None
    seen_at: datetime | None
    ended_at: datetime | None
    ended_by: Actor | None
    answer: Text | None
    order_id: UUID | None
    order_number: Line | None
    next_id: UUID | None
    paper: Paper | None = None
    may: tuple[Possible, ...]


def quote_view(quote: Quote) -> QuoteView:
    content = quote.ordered.content
    amounts = {name: written(getattr(content, name), content.currency) for name in ("lines_total", "discount")}
    own = {name: getattr(quote, name) for name in Quote.__dataclass_fields__ if name != "ordered"}
    return QuoteView.model_construct(
        **content.__dict__ | amounts | own, customer=quote.ordered.customer, may=quote.possible(now())
    )
