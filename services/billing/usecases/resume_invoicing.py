"""A resumed order gets the invoice that waited for it, also in place of the one of before its edit."""

from services.billing.model import Order, OrderState
from services.billing.reminders.follow import follow_orders
from services.billing.store import find_orders
from services.billing.usecases.issue_invoices import save_and_invoice
from services.billing.usecases.replace_invoices import replace_invoices
from shared.schemas.orders import OrderResumed
from shared.transaction import Tx


async def resume_invoicing(tx: Tx, event: OrderResumed) -> None:
    orders = await find_orders(tx, [event.order_id])
    order = orders.get(event.order_id, Order(event.order_id))
    if event.sequence <= order.applied or order.state is OrderState.CANCELLED:
        return

    # Also before the placement or the hold has arrived: that hold is over then.
    brought_over = {event.order_id: event.occurred_at} if event.occurred_at else {}
    resumed = order.resume(event)
    if resumed.edit_waits:
        await replace_invoices(tx, resumed, by=event.by)
        await follow_orders(tx, [event.order_id])
    else:
        await save_and_invoice(tx, [resumed], brought_over)
