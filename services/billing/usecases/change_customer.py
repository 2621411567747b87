"""Staff put right whom an order is for: they are reminded, later invoices are to them, and no document changes."""

from services.billing.account import get_account
from services.billing.reminders.follow import follow
from services.billing.reminders.overdue import customer_of
from services.billing.reminders.store import save_customer
from services.billing.store import find_orders, save_orders
from shared.schemas.orders import OrderCustomerChanged
from shared.transaction import Tx


async def change_customer(tx: Tx, event: OrderCustomerChanged) -> None:
    # Of an order that is not here yet, its placement has the customer as it is now.
    order = (await find_orders(tx, [event.order_id])).get(event.order_id)
    if order and (changed := order.for_customer(event.customer)) != order:
        await save_orders(tx, [changed])
        account = await get_account(tx, event.order_id)
        await save_customer(tx, event.order_id, customer_of(account))
        await follow(tx, [account])
