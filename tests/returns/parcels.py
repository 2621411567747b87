"""What fulfilment tells of the only parcel of an order."""

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from uuid_utils.compat import uuid7

from shared.schemas.fulfilment import (
    CancellationTooLate,
    CreditedGoodsLeft,
    ShipmentLine,
    ShipmentShipped,
    ShipmentUnshipped,
)
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


def credited_left(order: OrderPlaced, units: dict[int, int], *, sequence: int = 4) -> CreditedGoodsLeft:
    """So many units of these lines were credited, by another credit each time."""
    parcel = _parcel(order)
    lines = tuple(
        line.model_copy(update={"quantity": units[line.line_no]}) for line in parcel["lines"] if line.line_no in units
    )
    return CreditedGoodsLeft(**parcel | {"lines": lines}, sequence=sequence, document_id=uuid7(), found_at=PLACED_AT)


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
