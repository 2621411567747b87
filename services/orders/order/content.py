"""What is ordered, and by whom."""

from typing import NamedTuple
from uuid import UUID

from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency, Totals
from shared.schemas.orders import Customer, DeliveryKind, ExchangeOf, OrderLine, Payment, Shipping
from shared.schemas.values import Language, Line, Text


class QuoteOfOrder(Contract):
    """The quote that became the order."""

    quote_id: UUID
    number: Line


class OrderContent(Contract):
    """`lines_total` is the sum of the lines before the order's discount. `exchange_of` is the return that it is for."""

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
    exchange_of: ExchangeOf | None = None

    @property
    def last_line_no(self) -> int:
        return max(line.line_no for line in self.lines)

    @property
    def ships(self) -> bool:
        """Something of it needs a parcel."""
        return any(line.ships for line in self.lines)

    @property
    def is_picked_up(self) -> bool:
        """The customer comes for it."""
        return self.shipping is not None and self.shipping.kind is DeliveryKind.PICKUP


class Ordered(NamedTuple):
    customer: Customer
    content: OrderContent


class ToWrite(NamedTuple):
    """What is ordered, ready to be written."""

    fingerprint: bytes
    ordered: Ordered
    content_json: str
