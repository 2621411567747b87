"""Of a slip that is entered as it was announced: where its goods are not as others were told last, they are told."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from services.fulfilment.orders.store import reserve_sequences
from services.fulfilment.slips.store import NewSlip, is_short
from shared.clock import now
from shared.schemas.event import Event
from shared.schemas.fulfilment import (
    FulfilmentEvent,
    PickupReady,
    ShipmentShipped,
    ShipmentState,
    ShipmentUnshipped,
    SkuQuantity,
    SlipCreated,
    SlipReady,
    SlipReduced,
    SlipsMerged,
    SlipSplit,
    SlipsVoided,
    SlipWaits,
)
from shared.transaction import Tx, announce

_TOLD = {
    SlipReady: ShipmentState.READY,
    PickupReady: ShipmentState.READY,
    SlipWaits: ShipmentState.NOT_SHIPPED,
    ShipmentShipped: ShipmentState.SHIPPED,
    ShipmentUnshipped: ShipmentState.READY,
}


def states_told(events: Sequence[Event]) -> dict[UUID, ShipmentState]:
    """The last of each slip, by shipment."""
    told: dict[UUID, ShipmentState] = {}
    numbers: dict[str, UUID] = {}
    about_orders = [event for event in events if isinstance(event, FulfilmentEvent)]
    for event in sorted(about_orders, key=lambda event: event.sequence):
        match event:
            case SlipsMerged():
                told |= {event.shipment_id: event.state, event.merged: ShipmentState.VOID}
            case SlipCreated() | SlipSplit() | SlipReduced():
                told[event.shipment_id] = event.state
                numbers[event.slip_number] = event.shipment_id
            case SlipReady() | PickupReady() | SlipWaits() | ShipmentShipped() | ShipmentUnshipped():
                told[event.shipment_id] = _TOLD[type(event)]
            case SlipsVoided():
                told |= {numbers[number]: ShipmentState.VOID for number in event.slip_numbers if number in numbers}
    return told


async def tell_state(tx: Tx, slip: NewSlip, number: str, told: ShipmentState | None) -> None:
    """Of one that left or is void, what it followed from comes again, or is done again."""
    if told is slip.state or told not in (ShipmentState.READY, ShipmentState.NOT_SHIPPED):
        return
    at, (sequence,) = now(), await reserve_sequences(tx, [slip.order_id])
    if slip.state is ShipmentState.READY:
        ready = SlipReady(
            order_id=slip.order_id, sequence=sequence, shipment_id=slip.shipment_id, slip_number=number, ready_at=at
        )
        announce(tx, ready)
        return
    missing = Counter[str]()
    for line in filter(is_short, slip.lines):
        missing[line.sku] += line.quantity - line.allocated
    waits = SlipWaits(
        order_id=slip.order_id,
        sequence=sequence,
        shipment_id=slip.shipment_id,
        slip_number=number,
        missing=tuple([SkuQuantity(sku=sku, quantity=units) for sku, units in missing.items()]),
        waits_at=at,
    )
    announce(tx, waits)
