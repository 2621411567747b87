"""What the API answers."""

from datetime import datetime
from uuid import UUID

from services.returns.model import OrderedLine, PartOfLine, ReturnState
from shared.schemas.event import Contract
from shared.schemas.returns import ReturnReason
from shared.schemas.values import Line


class ReturnView(Contract):
    """A return; the number of its order is null until the placement has arrived here."""

    return_id: UUID
    number: str
    order_id: UUID
    order_number: str | None
    shipment_id: UUID
    state: ReturnState
    reason: ReturnReason
    lines: tuple[PartOfLine, ...]
    opened_at: datetime


class LineView(OrderedLine):
    """`shipped` is how much of `quantity` has left."""

    shipped: int


class OrderView(Contract):
    """What may come back of an order, and what is coming back; empty until its placement has arrived here."""

    order_id: UUID
    number: str | None
    customer_reference: Line | None
    cancelled: bool
    lines: tuple[LineView, ...]
    returns: tuple[ReturnView, ...]
