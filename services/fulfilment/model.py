"""Orders and slips: their states, and when a slip may be shipped and unshipped."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.refused import NotFound, Refused
from shared.schemas.event import Contract
from shared.schemas.fulfilment import ShipmentLine, ShipmentState
from shared.schemas.orders import OrderPlaced
from shared.schemas.values import Sku
from shared.states import move


class AlreadyShipped(Refused):
    type = "already-shipped"


class NotShipped(Refused):
    type = "not-shipped"


class GoodsMissing(Refused):
    type = "goods-missing"


class OrderOnHold(Refused):
    type = "order-on-hold"


class OrderIsCancelled(Refused):
    type = "order-cancelled"


class ShipmentNotFound(NotFound):
    type = "shipment-not-found"


class OrderNotFound(NotFound):
    type = "order-not-found"


class OrderState(StrEnum):
    """`expected`: known, but not placed yet; `waiting`: placed on hold; `taken`: has its slip, or needs none."""

    EXPECTED = "expected"
    WAITING = "waiting"
    TAKEN = "taken"
    CANCELLED = "cancelled"

    def to(self, state: "OrderState") -> "OrderState":
        return move("an order", self, state, NEXT_ORDER_STATE)


NEXT_ORDER_STATE: dict[OrderState, set[OrderState]] = {
    OrderState.EXPECTED: {OrderState.WAITING, OrderState.TAKEN, OrderState.CANCELLED},
    OrderState.WAITING: {OrderState.TAKEN, OrderState.CANCELLED},
    OrderState.TAKEN: {OrderState.CANCELLED},
    OrderState.CANCELLED: set(),
}

NEXT: dict[ShipmentState, set[ShipmentState]] = {
    ShipmentState.NOT_SHIPPED: {ShipmentState.READY, ShipmentState.VOID},
    ShipmentState.READY: {ShipmentState.SHIPPED, ShipmentState.VOID},
    ShipmentState.SHIPPED: {ShipmentState.READY},
    ShipmentState.VOID: set(),
}

OPEN = frozenset({ShipmentState.NOT_SHIPPED, ShipmentState.READY})


class Wanted(Contract):
    """A line of an order that needs a parcel."""

    line_no: int
    sku: Sku
    quantity: int


class SlipLine(Wanted):
    """A line of a slip. What was not tracked when the slip was made needs no stock, even if it is tracked later."""

    tracked: bool


@dataclass(frozen=True, slots=True)
class Order:
    """What fulfilment knows of an order; `heard` is the sequence of the last event that said whether it is held."""

    order_id: UUID
    number: str | None = None
    state: OrderState = OrderState.EXPECTED
    held: bool = False
    heard: int = -1
    waiting: tuple[Wanted, ...] | None = None

    def place(self, event: OrderPlaced) -> "Order":
        """A hold or resumption that is newer than the placement counts more than what the placement says."""
        order = self.hear(event.sequence, held=event.held) or self
        waiting = parcel_lines(event) if order.held else None
        state = self.state.to(OrderState.WAITING if order.held else OrderState.TAKEN)
        return replace(order, number=event.number, state=state, waiting=waiting)

    def hear(self, sequence: int, *, held: bool) -> "Order | None":
        """The order held or resumed; None where a newer event has been heard, or it is cancelled."""
        if sequence <= self.heard or self.state is OrderState.CANCELLED:
            return None
        return replace(self, held=held, heard=sequence)

    def take(self) -> "Order":
        return replace(self, state=self.state.to(OrderState.TAKEN), waiting=None)

    def cancel(self, number: str) -> "Order":
        return replace(self, number=number, state=self.state.to(OrderState.CANCELLED), waiting=None)


@dataclass(frozen=True, slots=True)
class Slip:
    """A packing slip, one a shipment; `slip_no` is also its place in the queue for missing goods."""

    shipment_id: UUID
    slip_no: int
    order_id: UUID
    state: ShipmentState
    lines: tuple[SlipLine, ...]
    created_at: datetime

    @property
    def number(self) -> str:
        return slip_number(self.slip_no)

    @property
    def skus(self) -> list[str]:
        """Those that are tracked, once each."""
        return list({line.sku for line in self.lines if line.tracked})

    def to(self, state: ShipmentState) -> "Slip":
        return replace(self, state=move(f"slip {self.number}", self.state, state, NEXT))


def slip_number(slip_no: int) -> str:
    return f"BE-{slip_no:06d}"


def parcel_lines(event: OrderPlaced) -> tuple[Wanted, ...]:
    return tuple(
        Wanted(line_no=line.line_no, sku=line.sku, quantity=line.quantity) for line in event.lines if line.ships
    )


def shipment_lines(slip: Slip, missing: Mapping[int, int]) -> tuple[ShipmentLine, ...]:
    """The slip's lines as others see them, with what is set aside for each; `missing` is by line."""
    return tuple(
        ShipmentLine(
            **dict(line),
            allocated=line.quantity - missing.get(line.line_no, 0) if line.tracked and slip.state in OPEN else 0,
        )
        for line in slip.lines
    )


def may_ship(order: Order, slip: Slip, missing: Mapping[int, int]) -> None:
    if slip.state is ShipmentState.SHIPPED:
        raise AlreadyShipped(f"slip {slip.number} is shipped already")
    if order.state is OrderState.CANCELLED:
        raise OrderIsCancelled(f"order {order.number} is cancelled: slip {slip.number} cannot be shipped")
    if order.held:
        raise OrderOnHold(f"order {order.number} is on hold: resume it before slip {slip.number} is shipped")
    if slip.state is ShipmentState.NOT_SHIPPED:
        goods = ", ".join(f"{missing[line.line_no]} of {line.sku}" for line in slip.lines if line.line_no in missing)
        raise GoodsMissing(f"slip {slip.number} waits for goods: {goods}")


def may_unship(order: Order, slip: Slip) -> None:
    if slip.state is not ShipmentState.SHIPPED:
        raise NotShipped(f"slip {slip.number} is {slip.state} and has not left")
    if order.state is OrderState.CANCELLED:
        raise OrderIsCancelled(f"order {order.number} is cancelled: a return was opened for slip {slip.number}")
