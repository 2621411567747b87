"""An order on hold gets no invoice until it is resumed, whatever arrives meanwhile."""

from services.billing.model import Order, OrderState, invoicing_held
from services.billing.store import find_orders, save_orders
from shared.clock import now
from shared.schemas.orders import OrderHeld
from shared.transaction import Tx, announce


async def hold_invoicing(tx: Tx, event: OrderHeld) -> None:
    orders = await find_orders(tx, [event.order_id])
    order = orders.get(event.order_id, Order(event.order_id))
    if event.sequence <= order.applied or order.state is OrderState.CANCELLED:
        return

    # Also where the order is not placed yet or is invoiced already.
    order = order.hold(event).announce()
    await save_orders(tx, [order])
    announce(tx, invoicing_held(order, event, at=now()))
