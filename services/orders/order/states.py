"""The states of an order and where each leads, and why an order may refuse to go there."""

from enum import StrEnum
from typing import Literal

from shared.refused import Refused
from shared.schemas.order_status import Hold, ShipmentStatus, Status
from shared.states import move

Possible = Literal["hold", "resume", "edit", "edit_shipping_price", "change_customer", "cancel"]
"""What may be done with an order. `edit_shipping_price`: an edit may change what its shipping costs.

`change_customer`: more than the e-mail and phone of its customer may change, which always may.
"""


class AlreadyCancelled(Refused):
    type = "order-cancelled"


class AlreadyCompleted(Refused):
    type = "order-completed"


class AlreadyShipped(Refused):
    type = "already-shipped"


class LeftNotKept(Refused):
    type = "left-not-kept"


class AlreadyCredited(Refused):
    type = "already-credited"


class ShippingPriceStays(Refused):
    type = "shipping-price-stays"
    field = "shipping/price"


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


def refusal_of_hold(number: str, status: Status) -> Refused | None:
    stays = "and can be neither held nor resumed"
    if status is Status.CANCELLED:
        return AlreadyCancelled(f"order {number} is cancelled {stays}")
    return AlreadyCompleted(f"order {number} is completed {stays}") if status in COMPLETED else None


def refusal_of_cancel(number: str, shipped: Shipped) -> Refused | None:
    if shipped is Shipped.NOTHING:
        return None
    return AlreadyShipped(f"goods of order {number} have left: it cannot be cancelled any more")


def refusal_of_customer(number: str, status: Status) -> Refused | None:
    """Why of its customer only e-mail and phone change: nothing is sent any more but messages."""
    contact = "of its customer only the e-mail and the phone may change any more"
    if status is Status.CANCELLED:
        return AlreadyCancelled(f"order {number} is cancelled: {contact}")
    return AlreadyCompleted(f"order {number} is completed: {contact}") if status in COMPLETED else None


def refusal_of_edit(number: str, status: Status, *, left_known: bool, credits_known: bool) -> Refused | None:
    """Why it is not edited, also on hold; what has left and what is credited of it may not be known to the line."""
    if status is Status.CANCELLED:
        return AlreadyCancelled(f"order {number} is cancelled and cannot be edited any more")
    if status in COMPLETED:
        return AlreadyCompleted(f"order {number} is completed and cannot be edited any more")
    if not left_known:
        return LeftNotKept(
            f"goods of order {number} left before it was kept which: place a new order for what is added"
        )
    if not credits_known:
        detail = f"order {number} was credited before it was kept of what: credit more of it, or place a new order"
        return AlreadyCredited(detail)
    return None


def refusal_of_shipping_price(number: str, shipped: Shipped, *, paid: bool) -> Refused | None:
    """Why an edit leaves what its shipping costs."""
    if shipped is not Shipped.NOTHING:
        return ShippingPriceStays(f"goods of order {number} have left: its shipping may be another of the same price")
    if paid:
        return ShippingPriceStays(f"order {number} is paid: its shipping may be another of the same price")
    return None
