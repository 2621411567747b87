"""The states of an order and where each leads, and why an order may refuse to go there."""

from enum import StrEnum

from shared.refused import Refused
from shared.schemas.order_status import Hold, ShipmentStatus, Status
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
COMPLETED = frozenset({Status.COMPLETED, Status.COMPLETED_SHIPPED, Status.COMPLETED_PICKED_UP})


class Shipped(StrEnum):
    """How much of an order has left."""

    NOTHING = "nothing"
    PARTLY = "partly"
    FULLY = "fully"


SHIPMENT_STATUS = {
    Shipped.NOTHING: ShipmentStatus.NOT_SHIPPED,
    Shipped.PARTLY: ShipmentStatus.PARTIALLY_SHIPPED,
    Shipped.FULLY: ShipmentStatus.SHIPPED,
}


def change_hold(before: Hold, to: Hold) -> Hold:
    """Its words are a contract, so its moves are here; raises WrongState where it cannot go there."""
    return move("a hold", before, to, NEXT_HOLD)
