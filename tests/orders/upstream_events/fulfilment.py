"""What fulfilment tells of an order."""

from typing import Any, TypeVar
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.schemas.event import OrderEvent
from shared.schemas.fulfilment import (
    CancellationTooLate,
    CreditedGoodsLeft,
    FulfilmentHeld,
    PickupReady,
    PickupWithdrawn,
    ShipmentLine,
    ShipmentShipped,
    ShipmentState,
    ShipmentUnshipped,
    SkuQuantity,
    SlipChanged,
    SlipCreated,
    SlipReady,
    SlipReduced,
    SlipsMerged,
    SlipSplit,
    SlipsVoided,
    SlipWaits,
)
from tests.orders.upstream_events.days import NOON

T = TypeVar("T", bound=OrderEvent)


def fulfilment_held(order_id: UUID, hold_sequence: int) -> FulfilmentHeld:
    return FulfilmentHeld(order_id=order_id, sequence=2, hold_sequence=hold_sequence)


def slip_created(order_id: UUID, state: ShipmentState = ShipmentState.READY) -> SlipCreated:
    return SlipCreated(**_slip(order_id, sequence=1), state=state, lines=(), created_at=NOON)


def slip_ready(order_id: UUID) -> SlipReady:
    return SlipReady(**_slip(order_id, sequence=2), ready_at=NOON)


def slip_waits(order_id: UUID, *, sequence: int = 3) -> SlipWaits:
    missing = (SkuQuantity(sku="LAMP", quantity=1),)
    return SlipWaits(**_slip(order_id, sequence=sequence), missing=missing, waits_at=NOON)


def slip_split(order_id: UUID, *, sequence: int = 2) -> SlipSplit:
    """What is here stays on BX-1; BX-2, of which `slip_created` tells, has the rest."""
    state, off = ShipmentState.READY, {"split_off": uuid7(), "split_off_number": "BX-2"}
    return SlipSplit(**_slip(order_id, sequence=sequence), **off, state=state, lines=(), split_at=NOON, by="carol")


def slips_merged(order_id: UUID, *, sequence: int = 4) -> SlipsMerged:
    state, gone = ShipmentState.NOT_SHIPPED, {"merged": uuid7(), "merged_number": "BX-2"}
    return SlipsMerged(**_slip(order_id, sequence=sequence), **gone, state=state, lines=(), merged_at=NOON, by="carol")


def of_slip(number: str, event: T) -> T:
    return event.model_copy(update={"slip_number": number})


def pickup_ready(order_id: UUID, *, sequence: int = 2) -> PickupReady:
    return PickupReady(**_slip(order_id, sequence=sequence), ready_at=NOON, by="carol")


def pickup_withdrawn(order_id: UUID, *, sequence: int = 3) -> PickupWithdrawn:
    return PickupWithdrawn(**_slip(order_id, sequence=sequence), withdrawn_at=NOON, reason="broken", by="carol")


def slip_void(order_id: UUID, *, sequence: int = 3) -> SlipReduced:
    """All that was on it is credited."""
    return SlipReduced(
        **_slip(order_id, sequence=sequence),
        state=ShipmentState.VOID,
        lines=(),
        credited=(SkuQuantity(sku="LAMP", quantity=2),),
        nothing_left_to_ship=True,
        order_shipped_in_full=False,
        reduced_at=NOON,
    )


def credited_goods_left(order_id: UUID) -> CreditedGoodsLeft:
    lines = (ShipmentLine(line_no=1, sku="LAMP", quantity=2, allocated=0),)
    return CreditedGoodsLeft(**_slip(order_id, sequence=4), document_id=uuid7(), lines=lines, found_at=NOON)


def slips_voided(order_id: UUID) -> SlipsVoided:
    released = (SkuQuantity(sku="LAMP", quantity=2),)
    return SlipsVoided(order_id=order_id, sequence=2, slip_numbers=("BX-1",), released=released, voided_at=NOON)


def slip_changed(order_id: UUID, state: ShipmentState, *, number: str = "BE-000001", sequence: int = 2) -> SlipChanged:
    return SlipChanged(
        order_id=order_id,
        sequence=sequence,
        shipment_id=uuid7(),
        slip_number=number,
        state=state,
        lines=(),
        edited=2,
        nothing_left_to_ship=False,
        order_shipped_in_full=False,
        changed_at=NOON,
    )


def shipped(order_id: UUID, *, in_full: bool = True, sequence: int = 2) -> ShipmentShipped:
    return ShipmentShipped(
        **_slip(order_id, sequence=sequence), lines=(), shipped_at=NOON, order_shipped_in_full=in_full, by="carol"
    )


def unshipped(order_id: UUID, *, nothing_shipped: bool = True, sequence: int = 3) -> ShipmentUnshipped:
    return ShipmentUnshipped(
        **_slip(order_id, sequence=sequence), lines=(), nothing_shipped=nothing_shipped, unshipped_at=NOON, by="carol"
    )


LATE_PARCEL = uuid7()


def left_too_late(order_id: UUID, shipment_id: UUID = LATE_PARCEL) -> CancellationTooLate:
    slip = _slip(order_id, sequence=3) | {"shipment_id": shipment_id}
    return CancellationTooLate(**slip, lines=(), found_at=NOON)


def _slip(order_id: UUID, *, sequence: int) -> dict[str, Any]:
    return {"order_id": order_id, "sequence": sequence, "shipment_id": uuid7(), "slip_number": "BX-1"}
