"""An order as returns knows it: what was ordered and what has left, so that it may come back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared.refused import NotFound
from shared.schemas.event import Contract
from shared.schemas.fulfilment import ShipmentLine
from shared.schemas.orders import Address, Customer
from shared.schemas.values import Language, Line, Sku


class OrderNotFound(NotFound):
    type = "order-not-found"


class PartOfLine(Contract):
    """So many units of an order's line."""

    line_no: int
    sku: Sku
    quantity: int


class OrderedLine(PartOfLine):
    """A line as it was ordered; what does not ship cannot come back."""

    title: Line
    ships: bool

    @property
    def named(self) -> dict[str, Any]:
        """As it is told to whom it concerns."""
        return {"line_no": self.line_no, "sku": self.sku, "title": self.title, "quantity": self.quantity}


class Sender(Contract):
    """Who sends goods back, and in which language. Personal data: it is never logged, and no event carries it."""

    language: Language
    name: Line
    address: Address


@dataclass(frozen=True, slots=True)
class Left:
    """What of a line has left. `delivered_at` is when the last of it was with the customer, None where some may not be
    or it is not known.
    """

    sku: str
    quantity: int
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """`shipped` is what has left, by line. Until its placement arrives it has no number and no lines.

    `sender`, `email`, `business` and `placed_at` are None of an order from before they were kept. `owed` is what goes
    back of an order that was cancelled or edited, as far as was told.
    """

    order_id: UUID
    number: str | None
    customer_reference: str | None
    cancelled: bool
    lines: tuple[OrderedLine, ...]
    shipped: Mapping[int, Left]
    sender: Sender | None = None
    email: str | None = None
    business: bool | None = None
    placed_at: datetime | None = None
    owed: Decimal | None = None

    def units_that_left(self, line_no: int) -> int:
        left = self.shipped.get(line_no)
        return left.quantity if left else 0

    def line(self, line_no: int) -> OrderedLine | None:
        return next((line for line in self.lines if line.line_no == line_no), None)


def sender_of(customer: Customer, language: Language) -> Sender:
    return Sender.model_construct(language=language, name=customer.name, address=customer.ships_to)


def parts_of(lines: Iterable[ShipmentLine]) -> tuple[PartOfLine, ...]:
    return tuple(PartOfLine(line_no=line.line_no, sku=line.sku, quantity=line.quantity) for line in lines)
