"""The word for how far an order is: one function each decides it for the list, the home page and the order's own page.

An order is one as the orders service answers it, whole or in the list; what the version before does not say is passed
over.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from shared.schemas.order_status import ShipmentStatus, Status

_TO_HAND_OUT = (Status.AWAITING_SHIPMENT, Status.AWAITING_PICKUP)


class Word(NamedTuple):
    """Where the tables of labels have it."""

    kind: str
    value: str


_WAITING = Word("goods_ready", "false")


def status_word(order: Mapping[str, Any]) -> Word:
    """Nobody ships or prepares what waits for stock, which its status does not tell."""
    if order["status"] in _TO_HAND_OUT and not order.get("goods_ready", True):
        return _WAITING
    return Word("status", order["status"])


def payment_word(order: Mapping[str, Any]) -> Word:
    """Also of an order as billing answers it."""
    return Word("payment_status", order.get("payment_state") or order["payment_status"])


def shipping_word(order: Mapping[str, Any]) -> Word | None:
    """Of an order in the list: where it is work, the word of its tab; None where nothing of it leaves or has left."""
    kind = (order["delivery"] or {}).get("kind", "delivery")
    if order["status"] == Status.CANCELLED:
        return Word("left_anyway", kind) if order.get("parcel_left_at") else None
    if not order["ships"]:
        return None
    if order["shipment_status"] == ShipmentStatus.NOT_SHIPPED:
        if order.get("pickup_ready"):
            return Word("status", Status.READY_FOR_PICKUP)
        if order["status"] == Status.AWAITING_PAYMENT and kind == "pickup" and order["goods_ready"]:
            return Word("status", Status.AWAITING_PICKUP)  # paid in the shop: it is prepared before
        if order["status"] in (*_TO_HAND_OUT, Status.READY_FOR_PICKUP):
            return status_word(order)
    return Word("pickup_status" if kind == "pickup" else "shipment_status", order["shipment_status"])
