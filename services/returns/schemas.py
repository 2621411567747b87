"""What the API answers."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict

from services.returns.model import Return, ReturnState
from services.returns.order import Order, OrderedLine, PartOfLine
from shared.schemas.event import Contract
from shared.schemas.returns import ReturnReason
from shared.schemas.values import Line


class ReturnView(Contract):
    """A return; the number of its order is null until the placement has arrived here.

    `document_id` is the credit note of goods that were credited before they left.
    """

    model_config = ConfigDict(from_attributes=True)

    return_id: UUID
    number: str
    order_id: UUID
    order_number: str | None
    shipment_id: UUID
    state: ReturnState
    reason: ReturnReason
    lines: tuple[PartOfLine, ...]
    opened_at: datetime
    document_id: UUID | None = None


class ReturnCounts(Contract):
    """How many returns wait for somebody: neither closed nor declined nor cancelled."""

    open: int


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


def order_view(order: Order, returns: Sequence[Return]) -> OrderView:
    return OrderView(
        order_id=order.order_id,
        number=order.number,
        customer_reference=order.customer_reference,
        cancelled=order.cancelled,
        lines=tuple(LineView(**dict(line), shipped=order.shipped.get(line.line_no, 0)) for line in order.lines),
        returns=tuple(ReturnView.model_validate(one) for one in returns),
    )
