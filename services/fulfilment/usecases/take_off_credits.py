"""Goods are credited: what of them has not left is taken off the slips of the order, or never gets onto one.

What had left and is back goes into stock, where the credit note says so. What a return credits had left. Of what left
after it was credited, before that was known here, the shop is told.
"""

from services.fulfilment.orders.model import CameBack, Order
from services.fulfilment.orders.store import find_order, save_orders
from services.fulfilment.slips.credited_left import announce_credited_left, find_credited_left
from services.fulfilment.slips.end_reservations import keep_if_wanted
from services.fulfilment.slips.restock_credited import restock_credited
from services.fulfilment.slips.take_off_credited import announce_reduced, take_off_credited
from services.fulfilment.stock.store import lock_stock_of_order
from shared.schemas.billing import CreditNoteIssued
from shared.transaction import Tx


async def take_off_credits(tx: Tx, event: CreditNoteIssued) -> None:
    # The credit may come before the placement: it is remembered, and what is credited gets no slip.
    order = await find_order(tx, event.order_id) or Order(event.order_id)
    credited = _noted(order, event).credit(event)
    if credited is order:
        return
    if any(line.restock for line in event.lines):  # what is put back is locked with what comes off slips
        await lock_stock_of_order(tx, event.order_id)
    # A parcel of a cancelled order comes back as a whole.
    reduced = [] if order.is_cancelled else await take_off_credited(tx, credited)
    if not order.is_cancelled:
        credited = credited.with_restocked(event.document_id, await restock_credited(tx, order, event, reduced))
        credited = await keep_if_wanted(tx, credited)
    left = [] if order.is_cancelled else await find_credited_left(tx, order, credited)
    last = (await save_orders(tx, [credited], {event.order_id: len(reduced) + len(left)}))[event.order_id]
    if reduced:
        await announce_reduced(tx, event.order_id, reduced, at=event.issued_at, last=last - len(left))
    announce_credited_left(tx, left, event.document_id, last=last)


def _noted(order: Order, event: CreditNoteIssued) -> Order:
    """Of a return, that its units had left."""
    units = {line.line_no: line.quantity for line in event.lines if line.quantity}
    if not event.return_id or not units:
        return order
    return order.with_back(
        CameBack(told_by=event.document_id, return_id=event.return_id, quantities=units, credited=True)
    )
