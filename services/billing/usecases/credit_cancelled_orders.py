"""A cancelled order is owed a cancellation invoice for whatever was invoiced and not yet credited."""

from collections.abc import Collection, Sequence
from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing import credit, credit_document, store
from services.billing.credit import Left, left_of
from services.billing.document import Document, DocumentKind, Series
from services.billing.model import Order, OrderState
from services.billing.numbering import issue
from services.billing.settings import seller_settings
from shared.clock import now
from shared.schemas.billing import CancellationInvoiceIssued, NothingToCredit
from shared.schemas.orders import OrderCancelled
from shared.transaction import Tx, announce


async def credit_cancelled_orders(tx: Tx, events: Sequence[OrderCancelled]) -> None:
    known = await store.list_orders(tx, [event.order_id for event in events])
    cancelled: dict[UUID, Order] = {}
    for event in events:
        order = known.get(event.order_id, Order(event.order_id))
        if order.state is not OrderState.CANCELLED:  # else it was credited then
            # Remembered also before the placement has arrived: such an order is never invoiced.
            cancelled[event.order_id] = order.cancel(event).announce()
    if not cancelled:
        return
    await store.save_orders(tx, list(cancelled.values()))

    lefts = await _left_to_credit(tx, cancelled.keys() & known.keys())
    for order in cancelled.values():
        if order.order_id not in lefts:
            announce(tx, NothingToCredit(order_id=order.order_id, sequence=order.version))
    await _issue_cancellation_invoices(tx, list(lefts.values()), cancelled)


async def _left_to_credit(tx: Tx, order_ids: Collection[UUID]) -> dict[UUID, Left]:
    """By order; without those that were never invoiced or were credited in full."""
    if not order_ids:
        return {}
    invoices: dict[UUID, Document] = {}
    credits: dict[UUID, list[Document]] = {}
    for document in await store.list_documents_of_orders(tx, order_ids):
        if document.kind is DocumentKind.INVOICE:
            invoices[document.order_id] = document
        else:
            credits.setdefault(document.order_id, []).append(document)
    lefts = {order_id: left_of(invoice, credits.get(order_id, ())) for order_id, invoice in invoices.items()}
    return {order_id: left for order_id, left in lefts.items() if not left.nothing}


async def _issue_cancellation_invoices(tx: Tx, lefts: Sequence[Left], orders: dict[UUID, Order]) -> None:
    seller = seller_settings().seller()
    drafts = [
        credit_document.draft(
            left,
            credit.credit_everything(left),
            DocumentKind.CANCELLATION_INVOICE,
            document_id=uuid7(),
            seller=seller,
            reason=None,  # what staff noted on cancelling is not for the customer
        )
        for left in lefts
    ]
    for issued in await issue(tx, Series.CREDITS, drafts, at=now()):
        facts = credit_document.announced(issued)
        announce(tx, CancellationInvoiceIssued.model_construct(**facts, sequence=orders[issued.order_id].version))
