"""What was ordered, and by whom: it never changes."""

from typing import NamedTuple
from uuid import UUID

from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency, Totals
from shared.schemas.orders import Customer, OrderLine, Payment, Shipping
from shared.schemas.values import Language, Line, Text


class QuoteOfOrder(Contract):
    """The quote that became the order."""

    quote_id: UUID
    number: Line


class OrderContent(Contract):
    """`lines_total` is the sum of the lines before the order's discount."""

    language: Language
    currency: Currency
    prices_include_vat: bool
    lines: tuple[OrderLine, ...]
    lines_total: Amount
    discount: Amount
    shipping: Shipping | None
    payment: Payment
    totals: Totals
    feedback: Text | None = None
    gift: bool = False
    reservation_id: UUID | None = None
    quote: QuoteOfOrder | None = None


class Ordered(NamedTuple):
    customer: Customer
    content: OrderContent


class ToWrite(NamedTuple):
    """What never changes of an order, ready to be written."""

    fingerprint: bytes
    ordered: Ordered
    content_json: str
