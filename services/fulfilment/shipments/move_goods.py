"""What marking a shipment as shipped and as not shipped have in common."""

from uuid import UUID

from services.fulfilment.orders.store import get_order
from services.fulfilment.shipments.model import Shipment, ShipmentNotFound
from services.fulfilment.slips.backorder_store import find_missing
from services.fulfilment.slips.model import Slip
from services.fulfilment.slips.store import lock_slips
from services.fulfilment.stock.ledger_store import EntryKind, Origin, insert_entries
from services.fulfilment.stock.store import lock_stock, update_stock
from shared.schemas.fulfilment import ShipmentState
from shared.transaction import Tx


async def lock_shipment(tx: Tx, shipment_id: UUID) -> Shipment:
    """Lock its slip; its order is locked already. Refuses a shipment that does not exist."""
    slips = await lock_slips(tx, [shipment_id])
    if not slips:
        raise ShipmentNotFound(f"there is no shipment {shipment_id}")
    (slip,) = slips
    missing = await find_missing(tx, [shipment_id]) if slip.state is ShipmentState.NOT_SHIPPED else {}
    return Shipment(slip, await get_order(tx, slip.order_id), missing.get(shipment_id, {}))


async def move_goods(tx: Tx, slip: Slip, origin: Origin) -> None:
    """The goods of a slip leave or come back; they are and stay allocated to it as long as they are here."""
    sign = -1 if origin.kind is EntryKind.SHIPPED else 1
    moved = [(line.sku, sign * line.quantity) for line in slip.lines if line.tracked]
    if not moved:
        return
    shelf = await lock_stock(tx, slip.skus)
    for sku, quantity in moved:
        shelf[sku].move_allocated(quantity)
    await update_stock(tx, shelf)
    await insert_entries(tx, moved, origin)
