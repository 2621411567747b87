"""What marking a shipment as shipped and as not shipped have in common."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.fulfilment.orders.store import get_order
from services.fulfilment.shipments.model import Shipment
from services.fulfilment.shipments.parcel_store import find_parcels
from services.fulfilment.shipments.refusals import ShipmentNotFound
from services.fulfilment.slips.backorder_store import find_missing
from services.fulfilment.slips.model import OPEN, Slip
from services.fulfilment.slips.store import lock_slips_beside
from services.fulfilment.stock.ledger_store import Origin, insert_entries
from services.fulfilment.stock.model import Shelf
from services.fulfilment.stock.store import lock_stock_of, update_stock
from shared.schemas.fulfilment import ShipmentState
from shared.transaction import Tx


class Locked(NamedTuple):
    """A shipment whose slip is locked, with those `beside` it in its order, and the stock of its goods."""

    shipment: Shipment
    shelf: Shelf
    beside: list[Slip]


async def lock_shipment(tx: Tx, shipment_id: UUID) -> Locked:
    """Lock its goods and its slip; its order is locked already. Refuses a shipment that does not exist."""
    shelf = await lock_stock_of(tx, shipment_id)
    slips = await lock_slips_beside(tx, shipment_id)
    if not slips:
        raise ShipmentNotFound(f"there is no shipment {shipment_id}")
    (slip,), beside = ([one for one in slips if (one.shipment_id == shipment_id) is this] for this in (True, False))
    missing = await find_missing(tx, [shipment_id]) if slip.state is ShipmentState.NOT_SHIPPED else {}
    order, open_beside = (
        await get_order(tx, slip.order_id),
        sum(one.state in OPEN and not one.replaces for one in beside),
    )
    parcels = (await find_parcels(tx, [shipment_id])).get(shipment_id, ())
    return Locked(
        Shipment(
            slip, order, missing.get(shipment_id, {}), open_beside, parcels, sent_again(slip, beside), tuple(beside)
        ),
        shelf,
        beside,
    )


def sent_again(slip: Slip, beside: Sequence[Slip]) -> int | None:
    """The number of the last slip that sends some of this one again."""
    numbers = [
        one.slip_no for one in beside if one.replaces == slip.shipment_id and one.state is not ShipmentState.VOID
    ]
    return max(numbers, default=None)


async def goods_leave(tx: Tx, slip: Slip, shelf: Shelf, origin: Origin) -> None:
    await _move(tx, slip, shelf, origin, sign=-1)


async def goods_come_back(tx: Tx, slip: Slip, shelf: Shelf, origin: Origin) -> None:
    """They are still allocated to the slip."""
    await _move(tx, slip, shelf, origin, sign=1)


async def _move(tx: Tx, slip: Slip, shelf: Shelf, origin: Origin, *, sign: int) -> None:
    moved = [(line.sku, sign * line.quantity) for line in slip.lines if line.tracked]
    if not moved:
        return
    for sku, quantity in moved:
        shelf[sku].move_allocated(quantity)
    await update_stock(tx, shelf)
    await insert_entries(tx, moved, origin)
