"""Two open slips of an order become one: the older has all goods, in the better place of the two; the other is void."""

from uuid import UUID

from services.fulfilment.orders.store import get_order, save_order
from services.fulfilment.shipments.merge_slips import write_merged
from services.fulfilment.shipments.model import Shipment
from services.fulfilment.shipments.parcel_store import find_parcels
from services.fulfilment.shipments.parting import merged
from services.fulfilment.shipments.refusals import NothingToMerge, ShipmentNotFound
from services.fulfilment.shipments.store import get_shipment
from services.fulfilment.slips.backorder_store import find_missing
from services.fulfilment.slips.model import OPEN, Slip
from services.fulfilment.slips.store import lock_slips_beside
from services.fulfilment.stock.store import lock_stock_of
from shared.clock import now
from shared.schemas.event import Contract
from shared.schemas.fulfilment import SlipsMerged
from shared.schemas.values import Actor
from shared.transaction import Tx, announce


class MergeShipments(Contract):
    shipment_id: UUID
    other_shipment_id: UUID
    by: Actor


async def merge_shipments(tx: Tx, command: MergeShipments) -> Shipment:
    """Refuses slips that are not both open, of one order and not ready for pickup, and those of an order on hold."""
    one, other = await _lock_both(tx, command)
    kept, void = merged(one, other)
    waited = (one if void.slip_no == one.slip.slip_no else other).missing

    await write_merged(tx, kept, void, waited)
    missing = (await find_missing(tx, [kept.shipment_id])).get(kept.shipment_id, {})
    announce(
        tx,
        SlipsMerged(
            order_id=kept.order_id,
            sequence=await save_order(tx, one.order),
            shipment_id=kept.shipment_id,
            slip_number=kept.number,
            state=kept.state,
            lines=kept.lines_allocated(missing),
            merged=void.shipment_id,
            merged_number=void.number,
            merged_at=now(),
            by=command.by,
        ),
    )
    return await get_shipment(tx, kept.shipment_id)


async def _lock_both(tx: Tx, command: MergeShipments) -> tuple[Shipment, Shipment]:
    """Their goods, then the slips of the order, which is locked already."""
    asked = (command.shipment_id, command.other_shipment_id)
    await lock_stock_of(tx, *asked)
    slips = {slip.shipment_id: slip for slip in await lock_slips_beside(tx, command.shipment_id)}
    if command.shipment_id not in slips:
        raise ShipmentNotFound(f"there is no shipment {command.shipment_id}")
    slip = slips[command.shipment_id]
    order = await get_order(tx, slip.order_id)
    if command.other_shipment_id not in slips:
        detail = f"order {order.number} has no shipment {command.other_shipment_id}"
        raise NothingToMerge(detail, field="other_shipment_id")
    missing, open_ = (
        await find_missing(tx, asked),
        sum(one.state in OPEN and not one.replaces for one in slips.values()),
    )

    parcels = await find_parcels(tx, asked)

    def shipment(slip: Slip) -> Shipment:
        own = parcels.get(slip.shipment_id, ())
        return Shipment(slip, order, missing.get(slip.shipment_id, {}), open_ - (slip.state in OPEN), own)

    return shipment(slip), shipment(slips[command.other_shipment_id])
