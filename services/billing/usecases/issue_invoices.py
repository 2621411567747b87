"""A placed order is invoiced at once, unless it is on hold or cancelled."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing.documents.invoice import draft_invoice, invoice_issued
from services.billing.documents.issue_documents import issue_brought_over
from services.billing.documents.store import Numbered
from services.billing.model import Order, invoicing_held
from services.billing.settings import Series, get_issuing
from services.billing.store import find_orders, save_orders
from shared.clock import now
from shared.schemas.orders import OrderPlaced
from shared.transaction import Tx, announce


async def issue_invoices(tx: Tx, events: Sequence[OrderPlaced]) -> None:
    known = await find_orders(tx, [event.order_id for event in events])
    changed: dict[UUID, Order] = {}
    for event in events:
        before = changed.get(event.order_id) or known.get(event.order_id) or Order(event.order_id)
        order = before.place(event)
        if order is before:  # placed or cancelled already
            continue
        if order.held and not before.held:
            order = order.announce()
            announce(tx, invoicing_held(order, event, at=now()))
        changed[event.order_id] = order
    brought_over = {event.order_id: event.occurred_at for event in events if event.occurred_at}
    await save_and_invoice(tx, changed.values(), brought_over)


async def save_and_invoice(tx: Tx, orders: Collection[Order], brought_over: Mapping[UUID, datetime]) -> None:
    """Save these orders, and invoice those that may be, in the order in which they were placed.

    `brought_over` has the times of those that happened elsewhere.
    """
    if not orders:
        return
    ready = [order.placed for order in orders if order.placed and order.may_be_invoiced]
    saved = {order.order_id: order.invoice().announce() if order.may_be_invoiced else order for order in orders}
    await save_orders(tx, list(saved.values()))

    for numbered in await _issue(tx, sorted(ready, key=lambda placed: placed.placed_at), brought_over):
        announce(tx, invoice_issued(numbered, sequence=saved[numbered.document.order_id].version))


async def _issue(tx: Tx, orders: Sequence[OrderPlaced], brought_over: Mapping[UUID, datetime]) -> list[Numbered]:
    if not orders:
        return []
    settings = await get_issuing(tx)
    seller = settings.seller.seller()
    drafts = [
        draft_invoice(order, document_id=uuid7(), supplied_on=settings.seller.date_of(order.placed_at), seller=seller)
        for order in orders
    ]
    return await issue_brought_over(tx, Series.INVOICES, drafts, settings, at=now(), brought_over=brought_over)
