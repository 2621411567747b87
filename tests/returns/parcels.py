"""What fulfilment tells of the only parcel of an order."""

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.schemas.fulfilment import CancellationTooLate, ShipmentLine, ShipmentShipped, ShipmentUnshipped
from shared.schemas.orders import OrderPlaced
from tests.support.orders import PLACED_AT


def parcel_of(order: OrderPlaced) -> UUID:
    return uuid5(NAMESPACE_URL, str(order.order_id))


def shipped(order: OrderPlaced, *, sequence: int = 2) -> ShipmentShipped:
    return ShipmentShipped(
        **_parcel(order), sequence=sequence, shipped_at=PLACED_AT, order_shipped_in_full=True, by="bob"
    )


def unshipped(order: OrderPlaced, *, sequence: int = 3) -> ShipmentUnshipped:
    return ShipmentUnshipped(**_parcel(order), sequence=sequence, nothing_shipped=True, by="bob")


def too_late(order: OrderPlaced, *, sequence: int = 4) -> CancellationTooLate:
    return CancellationTooLate(**_parcel(order), sequence=sequence)


def _parcel(order: OrderPlaced) -> dict[str, Any]:
    lines = tuple(
        ShipmentLine(line_no=line.line_no, sku=line.sku, quantity=line.quantity, allocated=0)
        for line in order.lines
        if line.ships
    )
    return {
        "order_id": order.order_id,
        "shipment_id": parcel_of(order),
        "slip_number": "BE-000001",
        "lines": lines,
    }
