"""An order on hold is resumed: if it has no slip yet it gets one now, behind those who came in the meantime.

What an edit has added meanwhile is added then.
"""

from services.fulfilment.orders.model import Order
from services.fulfilment.orders.store import find_order, save_order
from services.fulfilment.slips.make_slips import ToShip, make_slips
from services.fulfilment.usecases.edit_order import follow_edit
from shared.schemas.orders import OrderResumed
from shared.transaction import Tx


async def resume_shipping(tx: Tx, event: OrderResumed) -> None:
    order = await find_order(tx, event.order_id) or Order(event.order_id)
    resumed = order.resume(event.sequence)
    if resumed is order:
        return
    if resumed.edited and order.waiting is None:
        await follow_edit(tx, resumed)
        return
    sequence = await save_order(tx, resumed)
    if order.waiting is not None:
        wanted = order.still_wanted(order.waiting)
        await make_slips(tx, [ToShip(event.order_id, sequence, wanted, event.occurred_at, order.reservation_id)])
