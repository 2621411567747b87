"""What the API answers of the list of orders and its statistics."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from services.orders.statuses.schemas import CustomStatusView
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency
from shared.schemas.order_status import Hold, PaymentState, PaymentStatus, ShipmentStatus, Status
from shared.schemas.orders import DeliveryKind
from shared.schemas.values import Email, Line

MOST_LINES = 5
"""Of an order, in the list."""


class ListedLine(Contract):
    """What was ordered, how many of it, and how many of those were credited before they left."""

    title: Line
    quantity: int
    credited: int = 0


class ListedDelivery(Contract):
    method: Line
    kind: DeliveryKind


class OrderSummary(Contract):
    """An order in the list.

    `balance` above zero is owed to the customer, `on_its_way` back of it; below zero it is still to be paid. `lines`
    are the first five of `line_count`. `pieces` are those of all lines: what is still to be delivered, or was, and
    `credited_pieces`, which are not. `ships`: some of it needs a parcel, and was not credited before it left;
    `goods_ready`: that is set aside; `pickup_ready`: it waits for the customer, who comes for it. `parcel_left_at`:
    something of it left while it was cancelled. `exchange_for` is the number of the return that it is the exchange of.
    """

    order_id: UUID
    number: str
    reference: Line | None
    placed_at: datetime
    customer_name: Line
    customer_email: Email | None
    customer_phone: Line | None
    currency: Currency
    gross: Amount
    balance: Amount
    on_its_way: Amount = Decimal(0)
    status: Status
    payment_status: PaymentStatus
    payment_state: PaymentState
    shipment_status: ShipmentStatus
    hold: Hold
    ships: bool
    goods_ready: bool
    pickup_ready: bool = False
    parcel_left_at: datetime | None = None
    pieces: int
    credited_pieces: int = 0
    line_count: int
    lines: list[ListedLine]
    delivery: ListedDelivery | None
    custom_status: CustomStatusView | None = None
    exchange_for: Line | None = None


class Neighbour(Contract):
    """An order before or after another in the list."""

    order_id: UUID
    number: str


class Neighbours(Contract):
    """Of an order, in the list as it is filtered; None where the list ends."""

    newer: Neighbour | None
    older: Neighbour | None
