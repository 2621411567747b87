"""Staff put right whom an order is for: what is invoiced from now on bears it, and no document changes."""

from services.billing.store import find_orders, save_orders
from shared.schemas.orders import OrderCustomerChanged
from shared.transaction import Tx


async def change_customer(tx: Tx, event: OrderCustomerChanged) -> None:
    # Of an order that is not here yet, its placement has the customer as it is now.
    order = (await find_orders(tx, [event.order_id])).get(event.order_id)
    if order and (changed := order.for_customer(event.customer)) != order:
        await save_orders(tx, [changed])
