"""Events of quotes: what is offered to a customer, and what becomes of that."""

from typing import ClassVar
from uuid import UUID

from shared.json_limits import Many
from shared.schemas.event import Event
from shared.schemas.money import Amount, Currency, Totals
from shared.schemas.orders.values import Customer, OrderLine, Payment, Shipping
from shared.schemas.values import Actor, Instant, Language, Line, Text


class QuoteEvent(Event):
    """An event about one version of a quote, its `quote_id`; `sequence` grows with each about that.

    `number` is that of the quote, and `revision` counts its versions: of each, one at most is still to be answered.
    """

    owner: ClassVar[str] = "orders"
    topic: ClassVar[str] = "orders.events"

    quote_id: UUID
    sequence: int
    number: Line
    revision: int
    recorded_at: Instant

    @property
    def key(self) -> str:
        return str(self.quote_id)

    @property
    def aggregate_version(self) -> int:
        return self.sequence


class QuoteSent(QuoteEvent):
    """A quote was sent to its customer, who may accept or decline it until `valid_until`, that second included.

    `comment` is for the customer. `copied_from` is the order that it was made of, `customer_id` the customer of the
    shop's it is for, as far as that is known.
    """

    language: Language
    currency: Currency
    prices_include_vat: bool
    customer: Customer
    lines: Many[OrderLine]
    discount: Amount
    shipping: Shipping | None = None
    payment: Payment
    totals: Totals
    comment: Text | None = None
    valid_until: Instant
    copied_from: UUID | None = None
    customer_id: UUID | None = None
    by: Actor


class QuoteConverted(QuoteEvent):
    """A quote became an order, at its prices: its customer accepted it (`by` is "customer"), or staff placed it."""

    order_id: UUID
    order_number: Line
    by: Actor


class QuoteDeclined(QuoteEvent):
    """A quote was declined, by its customer or by staff who heard of it. `next_quote_id` is the draft after it."""

    comment: Text | None = None
    next_quote_id: UUID
    by: Actor


class QuoteExpired(QuoteEvent):
    """Nobody answered a quote in its time."""

    valid_until: Instant


class QuoteCancelled(QuoteEvent):
    """A quote is not to be accepted any more; `next_quote_id` is the version in its place, null where there is none."""

    reason: Text | None = None
    next_quote_id: UUID | None = None
    by: Actor
