"""What marking a shipment as shipped and as not shipped have in common."""

from uuid import UUID

from services.fulfilment import stock_store, store
from services.fulfilment.levels import save_stock
from services.fulfilment.model import Order, ShipmentNotFound, Slip
from services.fulfilment.stock import EntryKind
from services.fulfilment.stock_store import Origin
from shared.transaction import Tx


async def lock_shipment(tx: Tx, shipment_id: UUID) -> tuple[Order, Slip]:
    """The order of a shipment, and its slip, locked; refuses one that does not exist."""
    order_id = await store.find_order_of(tx, shipment_id)
    if order_id is None:
        raise ShipmentNotFound(f"there is no shipment {shipment_id}")
    (slip,) = await store.lock_slips(tx, [shipment_id])
    return await store.find_order(tx, order_id), slip


async def move_goods(tx: Tx, slip: Slip, origin: Origin) -> None:
    """The goods of a slip leave or come back; they are and stay allocated to it as long as they are here."""
    sign = -1 if origin.kind is EntryKind.SHIPPED else 1
    moved = [(line.sku, sign * line.quantity) for line in slip.lines if line.tracked]
    if not moved:
        return
    shelf = await stock_store.lock_stock(tx, slip.skus)
    for sku, quantity in moved:
        shelf[sku].move_allocated(quantity)
    await save_stock(tx, shelf)
    await stock_store.add_entries(tx, moved, origin)
