"""Returns and their states, and what is known of the orders they are for."""

from collections.abc import Iterable
from enum import StrEnum

from shared.refused import NotFound
from shared.schemas.event import Contract
from shared.schemas.fulfilment import ShipmentLine
from shared.schemas.values import Line, Sku


class OrderNotFound(NotFound):
    type = "order-not-found"


class ReturnNotFound(NotFound):
    type = "return-not-found"


class ReturnState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    IN_TRANSIT = "in_transit"
    PARTIALLY_RECEIVED = "partially_received"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


NEXT: dict[ReturnState, set[ReturnState]] = {
    ReturnState.REQUESTED: {ReturnState.APPROVED, ReturnState.DECLINED, ReturnState.CANCELLED},
    ReturnState.APPROVED: {ReturnState.IN_TRANSIT, ReturnState.CANCELLED},
    ReturnState.DECLINED: set(),
    ReturnState.IN_TRANSIT: {ReturnState.PARTIALLY_RECEIVED, ReturnState.RECEIVED, ReturnState.CANCELLED},
    ReturnState.PARTIALLY_RECEIVED: {ReturnState.RECEIVED},
    ReturnState.RECEIVED: {ReturnState.CLOSED},
    ReturnState.CLOSED: set(),
    ReturnState.CANCELLED: set(),
}


class PartOfLine(Contract):
    """So many units of an order's line."""

    line_no: int
    sku: Sku
    quantity: int


class OrderedLine(PartOfLine):
    """A line as it was ordered; what does not ship cannot come back."""

    title: Line
    ships: bool


def parts_of(lines: Iterable[ShipmentLine]) -> tuple[PartOfLine, ...]:
    return tuple(PartOfLine(line_no=line.line_no, sku=line.sku, quantity=line.quantity) for line in lines)


def return_number(return_no: int) -> str:
    return f"RE-{return_no:06d}"
