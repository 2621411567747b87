"""A cancelled order gets a cancellation invoice for whatever is left to credit of each of its invoices."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing.documents.credit_document import announced, draft_credit
from services.billing.documents.issue_documents import issue_brought_over
from services.billing.documents.left_to_credit import Left, credit_everything, lefts_of
from services.billing.documents.model import Document, DocumentKind
from services.billing.documents.store import Numbered, list_documents_of_orders
from services.billing.model import Order, OrderState
from services.billing.reminders.follow import may_be_overdue
from services.billing.reminders.store import end_schedules
from services.billing.settings import Series, get_issuing
from services.billing.store import find_orders, save_orders
from shared.clock import now
from shared.schemas.billing import CancellationInvoiceIssued, NothingToCredit
from shared.schemas.orders import OrderCancelled
from shared.transaction import Tx, announce


async def credit_cancelled_orders(tx: Tx, events: Sequence[OrderCancelled]) -> None:
    known = await find_orders(tx, [event.order_id for event in events])
    cancelled: dict[UUID, Order] = {}
    for event in events:
        order = known.get(event.order_id, Order(event.order_id))
        if order.state is not OrderState.CANCELLED:  # else it was credited then
            # Also before the placement has arrived: such an order is never invoiced.
            cancelled[event.order_id] = order.cancel(event)
    if not cancelled:
        return

    at = now()
    brought_over = {event.order_id: event.occurred_at for event in events if event.occurred_at}
    documents = await list_documents_of_orders(tx, ids) if (ids := cancelled.keys() & known.keys()) else []
    lefts = [left for left in lefts_of(documents) if not left.nothing]  # without invoices that are credited in full
    in_all = _credited_in_all(documents, [order for order in known.values() if order.edit_waits])
    invoices = Counter(left.invoice.order_id for left in lefts)
    await save_orders(tx, [order.announce(invoices[order.order_id] or 1) for order in cancelled.values()])
    if may_be_overdue(left.invoice for left in lefts):
        await end_schedules(tx, cancelled)
    for order in cancelled.values():
        if not invoices[order.order_id]:
            sequence = order.announce().version
            found_at = brought_over.get(order.order_id, at)
            credited = in_all.get(order.order_id)
            announce(
                tx,
                NothingToCredit(order_id=order.order_id, sequence=sequence, found_at=found_at, credited=credited),
            )
    for issued in await _issue_cancellation_invoices(tx, lefts, brought_over, at=at):
        order_id = issued.document.order_id
        order = cancelled[order_id] = cancelled[order_id].announce()
        credited = in_all.get(order_id)
        announce(
            tx,
            CancellationInvoiceIssued.model_construct(**announced(issued), sequence=order.version, credited=credited),
        )


def _credited_in_all(documents: Sequence[Document], waiting: Sequence[Order]) -> dict[UUID, Decimal]:
    """All that the last invoice came to, of orders whose edit it has not seen."""
    credited = dict[UUID, Decimal]()
    for order in waiting:
        invoices = [one for one in documents if one.order_id == order.order_id and one.kind is DocumentKind.INVOICE]
        last = max(one.edited or 0 for one in invoices)
        credited[order.order_id] = sum((one.totals.gross for one in invoices if (one.edited or 0) == last), Decimal(0))
    return credited


async def _issue_cancellation_invoices(
    tx: Tx, lefts: Sequence[Left], brought_over: Mapping[UUID, datetime], *, at: datetime
) -> list[Numbered]:
    if not lefts:
        return []
    issued_at = {left.invoice.order_id: left.invoice.issued_at for left in lefts}  # of the last invoice of each
    dated = {order_id: max(at, issued_at.get(order_id, at)) for order_id, at in brought_over.items()}
    settings = await get_issuing(tx)
    seller = settings.seller.seller()
    drafts = [
        draft_credit(
            left.invoice,
            credit_everything(left),
            DocumentKind.CANCELLATION_INVOICE,
            document_id=uuid7(),
            seller=seller,
            reason=None,  # what staff noted on cancelling is not for the customer
        )
        for left in lefts
    ]
    return await issue_brought_over(tx, Series.CREDITS, drafts, settings, at=at, brought_over=dated)
