"""A parcel that left before its order was cancelled: where the books, set back, have it here, it leaves as it did.

Nobody can mark it as shipped any more once the cancellation is read again: its goods would be free for others.
"""

from services.fulfilment.shipments.move_goods import goods_leave
from services.fulfilment.slips.model import Slip
from services.fulfilment.slips.store import lock_slips, update_slips
from services.fulfilment.stock.ledger_store import EntryKind, Origin
from services.fulfilment.stock.store import lock_stock_of
from shared.schemas.fulfilment import ShipmentShipped, ShipmentState
from shared.transaction import Tx


async def leave_as_announced(tx: Tx, event: ShipmentShipped) -> bool:
    """Its order is locked. False where the slip is not here, waits for goods, or has others than those that left."""
    shelf = await lock_stock_of(tx, event.shipment_id)
    for slip in await lock_slips(tx, [event.shipment_id]):
        if slip.state is not ShipmentState.READY or not _has_what_left(slip, event):
            return False
        left = slip.ship(at=event.shipped_at, by=event.by)
        origin = Origin(
            EntryKind.SHIPPED,
            at=event.shipped_at,
            by=event.by,
            order_id=event.order_id,
            shipment_id=event.shipment_id,
        )
        await goods_leave(tx, left, shelf, origin)
        await update_slips(tx, [left])
        return True
    return False


def _has_what_left(slip: Slip, event: ShipmentShipped) -> bool:
    here = {line.line_no: line.quantity for line in slip.lines}
    return here == {line.line_no: line.quantity for line in event.lines}
