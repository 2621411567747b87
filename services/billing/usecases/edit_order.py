"""An order is edited: it is invoiced as it is now, and an invoice that it has is credited and replaced."""

from services.billing.model import Order
from services.billing.reminders.follow import follow_orders
from services.billing.store import find_orders, save_orders
from services.billing.usecases.issue_invoices import save_and_invoice
from services.billing.usecases.replace_invoices import replace_invoices
from shared.schemas.orders import OrderEdited
from shared.transaction import Tx


async def edit_order(tx: Tx, event: OrderEdited) -> None:
    # The edit may come before the placement: it is remembered, and counts.
    order = (await find_orders(tx, [event.order_id])).get(event.order_id) or Order(event.order_id)
    edited = order.edited_to(event)
    if edited is order:
        return
    if edited.edit_waits and not edited.held:
        await replace_invoices(tx, edited, by=event.by)
    elif edited.edit is not None:
        await save_orders(tx, [edited])
    else:  # what was paid may be all of it now
        await save_and_invoice(tx, [edited], {})
    await follow_orders(tx, [event.order_id])
