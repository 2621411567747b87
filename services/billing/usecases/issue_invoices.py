"""A placed order is invoiced at once, unless it is on hold or cancelled."""

from collections.abc import Collection, Sequence
from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing import document, store
from services.billing.document import Series
from services.billing.model import Order
from services.billing.numbering import issue, local_date
from services.billing.settings import seller_settings
from shared.clock import now
from shared.schemas.billing import InvoiceIssued, InvoicingHeld
from shared.schemas.orders import OrderPlaced
from shared.transaction import Tx, announce


async def issue_invoices(tx: Tx, events: Sequence[OrderPlaced]) -> None:
    known = await store.list_orders(tx, [event.order_id for event in events])
    changed: dict[UUID, Order] = {}
    for event in events:
        before = changed.get(event.order_id) or known.get(event.order_id) or Order(event.order_id)
        order = before.place(event)
        if order is before:  # placed or cancelled already
            continue
        if order.held and not before.held:
            order = order.announce()
            announce(tx, InvoicingHeld(order_id=order.order_id, sequence=order.version, hold_sequence=event.sequence))
        changed[event.order_id] = order
    await save_and_invoice(tx, changed.values())


async def save_and_invoice(tx: Tx, orders: Collection[Order]) -> None:
    """Save these orders, and invoice those that may be, in the order in which they were placed."""
    if not orders:
        return
    ready = [order.placed for order in orders if order.placed and order.may_be_invoiced]
    saved = {order.order_id: order.invoice().announce() if order.may_be_invoiced else order for order in orders}
    await store.save_orders(tx, list(saved.values()))

    seller = seller_settings().seller()
    drafts = [
        document.invoice(placed, document_id=uuid7(), supplied_on=local_date(placed.placed_at), seller=seller)
        for placed in sorted(ready, key=lambda placed: placed.placed_at)
    ]
    for invoice in await issue(tx, Series.INVOICES, drafts, at=now()):
        assert invoice.due_on
        announce(
            tx,
            InvoiceIssued.model_construct(
                order_id=invoice.order_id,
                sequence=saved[invoice.order_id].version,
                invoice_id=invoice.document_id,
                number=invoice.number,
                issued_on=invoice.issued_on,
                due_on=invoice.due_on,
                issued_at=invoice.issued_at,
                currency=invoice.currency,
                totals=invoice.totals,
            ),
        )
