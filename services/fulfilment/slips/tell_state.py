"""Of slips that are entered or merged as announced: where their goods are not as others were told, they are told."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from services.fulfilment.orders.store import reserve_sequences
from services.fulfilment.slips.backorder_store import find_missing
from services.fulfilment.slips.model import Slip
from services.fulfilment.slips.store import lock_slips
from shared.clock import now
from shared.schemas.event import Event
from shared.schemas.fulfilment import (
    FulfilmentEvent,
    PickupReady,
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
            case SlipCreated() | SlipSplit() | SlipReduced() | SlipChanged():
                told[event.shipment_id] = event.state
                numbers[event.slip_number] = event.shipment_id
            case SlipReady() | PickupReady() | SlipWaits() | ShipmentShipped() | ShipmentUnshipped():
                told[event.shipment_id] = _TOLD[type(event)]
            case SlipsVoided():
                told |= {numbers[number]: ShipmentState.VOID for number in event.slip_numbers if number in numbers}
    return told


async def tell_states(tx: Tx, shipment_ids: Collection[UUID], told: Mapping[UUID, ShipmentState]) -> None:
    """Of those that left or are void, what it followed from comes again, or is done again."""
    waits = await find_missing(tx, shipment_ids)
    for slip in await lock_slips(tx, shipment_ids):
        was = told.get(slip.shipment_id)
        if was is not slip.state and was in (ShipmentState.READY, ShipmentState.NOT_SHIPPED):
            (sequence,) = await reserve_sequences(tx, [slip.order_id])
            announce(tx, _as_it_is(slip, waits.get(slip.shipment_id, {}), sequence))


def _as_it_is(slip: Slip, waits: Mapping[int, int], sequence: int) -> SlipReady | SlipWaits:
    named = {
        "order_id": slip.order_id,
        "sequence": sequence,
        "shipment_id": slip.shipment_id,
        "slip_number": slip.number,
    }
    if not waits:
        return SlipReady(**named, ready_at=now())
    missing = Counter[str]()
    for line in slip.lines:
        missing[line.sku] += waits.get(line.line_no, 0)
    units = tuple([SkuQuantity(sku=sku, quantity=quantity) for sku, quantity in missing.items() if quantity])
    return SlipWaits(**named, missing=units, waits_at=now())
