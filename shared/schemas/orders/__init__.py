"""Contracts of the orders service: commands it takes and events it announces."""

from shared.schemas.event import Event
from shared.schemas.orders.commands import (
    MAX_LINES,
    CancelOrder,
    HoldOrder,
    LineToPlace,
    OrderCommand,
    OrderToPlace,
    PlaceOrder,
    ResumeOrder,
    TotalsToPlace,
)
from shared.schemas.orders.events import (
    CommandRejected,
    OrderCancelled,
    OrderHeld,
    OrderPlaced,
    OrderResumed,
    OrdersEvent,
    OrderSnapshot,
)
from shared.schemas.orders.values import (
    Address,
    Customer,
    DeliveryKind,
    OrderLine,
    Payment,
    Quantity,
    Shipping,
)

EVENTS: tuple[type[Event], ...] = (
    PlaceOrder,
    HoldOrder,
    ResumeOrder,
    CancelOrder,
    OrderPlaced,
    OrderHeld,
    OrderResumed,
    OrderCancelled,
    OrderSnapshot,
    CommandRejected,
)

__all__ = [
    "Address",
    "CancelOrder",
    "CommandRejected",
    "Customer",
    "DeliveryKind",
    "EVENTS",
    "HoldOrder",
    "LineToPlace",
    "MAX_LINES",
    "OrderCancelled",
    "OrderCommand",
    "OrderHeld",
    "OrderLine",
    "OrderPlaced",
    "OrderResumed",
    "OrderSnapshot",
    "OrderToPlace",
    "OrdersEvent",
    "Payment",
    "PlaceOrder",
    "Quantity",
    "ResumeOrder",
    "Shipping",
    "TotalsToPlace",
]
