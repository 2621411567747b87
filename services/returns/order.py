"""An order as returns knows it: what was ordered and what has left, so that it may come back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from shared.refused import NotFound
from shared.schemas.event import Contract
from shared.schemas.fulfilment import ShipmentLine
from shared.schemas.values import Line, Sku


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """`shipped` has the units that have left, by line. Until its placement arrives it has no number and no lines."""

    order_id: UUID
    number: str | None
    customer_reference: str | None
    cancelled: bool
    lines: tuple[OrderedLine, ...]
    shipped: Mapping[int, int]


def parts_of(lines: Iterable[ShipmentLine]) -> tuple[PartOfLine, ...]:
    return tuple(PartOfLine(line_no=line.line_no, sku=line.sku, quantity=line.quantity) for line in lines)
