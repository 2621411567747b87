"""An order on hold gets no invoice until it is resumed, whatever arrives meanwhile."""

from services.billing import store
from services.billing.model import Order, OrderState
from shared.schemas.billing import InvoicingHeld
from shared.schemas.orders import OrderHeld
from shared.transaction import Tx, announce


async def hold_invoicing(tx: Tx, event: OrderHeld) -> None:
    orders = await store.list_orders(tx, [event.order_id])
    order = orders.get(event.order_id, Order(event.order_id))
    if event.sequence <= order.applied or order.state is OrderState.CANCELLED:
        return

    # An order that is not placed yet, or invoiced already, is remembered as held all the same.
    order = order.hold(event).announce()
    await store.save_orders(tx, [order])
    announce(tx, InvoicingHeld(order_id=order.order_id, sequence=order.version, hold_sequence=event.sequence))
