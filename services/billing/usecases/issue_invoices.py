"""A placed order is invoiced at once, or else by the setting once it is paid; not on hold, and never when cancelled."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing.documents.invoice import draft_invoice, invoice_issued
from services.billing.documents.issue_documents import issue_brought_over
from services.billing.documents.model import Document
from services.billing.documents.store import Numbered
from services.billing.ledger.store import sum_entries
from services.billing.model import Order, invoicing_held
from services.billing.reminders.follow import follow_orders
from services.billing.settings import InvoiceSettings, Series, get_issuing
from services.billing.store import find_orders, save_orders
from shared.clock import now
from shared.schemas.billing import InvoiceAwaited, Invoicing
from shared.schemas.orders import OrderPlaced
from shared.stored_settings import get_settings
from shared.transaction import Tx, announce


async def issue_invoices(tx: Tx, events: Sequence[OrderPlaced]) -> None:
    known = await find_orders(tx, [event.order_id for event in events])
    invoicing = (await get_settings(tx, InvoiceSettings)).invoicing
    changed: dict[UUID, Order] = {}
    for event in events:
        before = changed.get(event.order_id) or known.get(event.order_id) or Order(event.order_id)
        order = before.place(event, invoicing)
        if order is before:  # placed or cancelled already
            continue
        if order.held and not before.held:
            order = order.announce()
            announce(tx, invoicing_held(order, event, at=now()))
        if order.invoicing is Invoicing.BY_HAND:
            order = order.announce()
            announce(tx, InvoiceAwaited(order_id=order.order_id, sequence=order.version, awaited_at=now()))
        changed[event.order_id] = order
    brought_over = {event.order_id: event.occurred_at for event in events if event.occurred_at}
    await save_and_invoice(tx, changed.values(), brought_over)


async def save_and_invoice(tx: Tx, orders: Collection[Order], brought_over: Mapping[UUID, datetime]) -> None:
    """Save these orders, and invoice those whose invoice is made now without anybody saying so.

    `brought_over` has the times of those that happened elsewhere.
    """
    if orders:
        await invoice(tx, orders, await _to_invoice(tx, orders), brought_over)


async def invoice(
    tx: Tx,
    orders: Collection[Order],
    ready: AbstractSet[UUID],
    brought_over: Mapping[UUID, datetime],
    *,
    by: str | None = None,
) -> list[Document]:
    """Save these orders with the invoices of those that are ready, made in the order in which they were placed."""
    saved = {one.order_id: one.invoice().announce() if one.order_id in ready else one for one in orders}
    await save_orders(tx, list(saved.values()))

    placed = [one.placed for one in orders if one.placed and one.order_id in ready]
    edited = {one.order_id: one.edited for one in orders}
    issued = await _issue(tx, sorted(placed, key=lambda event: event.placed_at), brought_over, edited)
    for numbered in issued:
        announce(tx, invoice_issued(numbered, sequence=saved[numbered.document.order_id].version, by=by))
    if overdue := sorted(ready & brought_over.keys()):  # those of before may have been overdue for long
        await follow_orders(tx, overdue)
    return [numbered.document for numbered in issued]


async def _to_invoice(tx: Tx, orders: Collection[Order]) -> set[UUID]:
    """An order may be paid before it can be invoiced, as while it is on hold; one of 0.00 is paid as it comes."""
    asked = [one.order_id for one in orders if one.may_be_invoiced and one.invoicing is Invoicing.ON_PAYMENT]
    paid = await sum_entries(tx, asked) if asked else {}
    nothing = Decimal(0)
    return {
        one.order_id
        for one in orders
        if one.is_to_be_invoiced(paid=paid.get(one.order_id, nothing) >= (one.gross or nothing))
    }


async def _issue(
    tx: Tx, orders: Sequence[OrderPlaced], brought_over: Mapping[UUID, datetime], edited: Mapping[UUID, int]
) -> list[Numbered]:
    if not orders:
        return []
    settings = await get_issuing(tx)
    seller = settings.seller.seller()
    drafts = [
        draft_invoice(
            order,
            document_id=uuid7(),
            supplied_on=settings.seller.date_of(order.placed_at),
            seller=seller,
            edited=edited[order.order_id],
        )
        for order in orders
    ]
    # What is exchanged in advance is to be paid once the goods are not back in time.
    due = {one.order_id: one.exchange_of.due_on for one in orders if one.exchange_of and one.exchange_of.due_on}
    return await issue_brought_over(tx, Series.INVOICES, drafts, settings, at=now(), brought_over=brought_over, due=due)
