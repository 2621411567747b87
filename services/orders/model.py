"""An order's states and facts, and the rules for holding and cancelling it."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from shared.refused import Refused
from shared.schemas.order_status import Hold, PaymentStatus, ShipmentStatus, Status
from shared.states import move


class AlreadyCancelled(Refused):
    type = "order-cancelled"


class AlreadyCompleted(Refused):
    type = "order-completed"


class AlreadyShipped(Refused):
    type = "already-shipped"


class OrderState(StrEnum):
    PLACED = "placed"
    CANCELLED = "cancelled"

    def to(self, state: "OrderState") -> "OrderState":
        return move("an order", self, state, NEXT)


NEXT: dict[OrderState, set[OrderState]] = {
    OrderState.PLACED: {OrderState.CANCELLED},
    OrderState.CANCELLED: set(),
}
NEXT_HOLD: dict[Hold, set[Hold]] = {
    Hold.NONE: {Hold.REQUESTED},
    Hold.REQUESTED: {Hold.EFFECTIVE, Hold.NONE},
    Hold.EFFECTIVE: {Hold.NONE},
}


class Shipped(StrEnum):
    """How much of an order has left."""

    NOTHING = "nothing"
    PARTLY = "partly"
    FULLY = "fully"


COMPLETED = frozenset({Status.COMPLETED, Status.COMPLETED_SHIPPED, Status.COMPLETED_PICKED_UP})


class Derived(NamedTuple):
    """What follows from the facts. `settled`: a cancellation whose every consequence has happened."""

    status: Status
    payment_status: PaymentStatus
    shipment_status: ShipmentStatus
    settled: bool


class Facts(NamedTuple):
    """What happened to an order so far, and what was last derived from it."""

    order_id: UUID
    number: str
    version: int
    state: OrderState
    hold: Hold
    hold_sequence: int | None
    invoicing_held: int
    fulfilment_held: int
    gross: Decimal
    credited: Decimal
    paid: Decimal
    ships: bool
    pickup: bool
    goods_ready: bool
    shipped: Shipped
    credited_at: datetime | None
    slips_voided_at: datetime | None
    parcel_left_at: datetime | None
    return_number: str | None
    derived: Derived


def change_hold(before: Hold, to: Hold) -> Hold:
    """Its words are a contract, so that its moves stand here; raises WrongState where it cannot go there."""
    return move("a hold", before, to, NEXT_HOLD)


def may_change_hold(facts: Facts) -> None:
    """Refuse to hold or resume what is over."""
    if facts.state is OrderState.CANCELLED:
        raise AlreadyCancelled(f"order {facts.number} is cancelled and can be neither held nor resumed")
    if facts.derived.status in COMPLETED:
        raise AlreadyCompleted(f"order {facts.number} is completed and can be neither held nor resumed")


def is_hold_applied(facts: Facts) -> bool:
    """Whether billing and fulfilment have both applied the hold that is asked for."""
    return (
        facts.hold is Hold.REQUESTED
        and facts.invoicing_held == facts.hold_sequence
        and facts.fulfilment_held == facts.hold_sequence
    )


def may_cancel(facts: Facts) -> None:
    if facts.shipped is not Shipped.NOTHING:
        raise AlreadyShipped(f"goods of order {facts.number} have left; create a return instead of cancelling it")
