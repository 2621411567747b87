"""A resumed order gets the invoice that waited for it."""

from services.billing import store
from services.billing.model import Order, OrderState
from services.billing.usecases.issue_invoices import save_and_invoice
from shared.schemas.orders import OrderResumed
from shared.transaction import Tx


async def resume_invoicing(tx: Tx, event: OrderResumed) -> None:
    orders = await store.list_orders(tx, [event.order_id])
    order = orders.get(event.order_id, Order(event.order_id))
    if event.sequence <= order.applied or order.state is OrderState.CANCELLED:
        return

    # Remembered also before the placement or the hold has arrived: the hold is then known to be over.
    await save_and_invoice(tx, [order.resume(event)])
