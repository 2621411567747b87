"""What stands of an edited order's invoices is credited, and a new one issued for all that is ordered now."""

from collections.abc import Sequence

from uuid_utils.compat import uuid7

from services.billing.documents.credit_document import draft_credit, edited_order_credited
from services.billing.documents.invoice import draft_invoice, invoice_issued
from services.billing.documents.issue_documents import issue_documents
from services.billing.documents.left_to_credit import Left, credit_everything, lefts_of
from services.billing.documents.model import Document, DocumentKind, Draft
from services.billing.documents.replaced_invoice import replaced_by_edit
from services.billing.documents.store import list_documents_of_orders
from services.billing.model import Order
from services.billing.reminders.follow import follow_orders, may_be_overdue
from services.billing.reminders.store import begin_anew
from services.billing.settings import Seller, SellerSettings, Series, get_issuing
from services.billing.store import save_orders
from shared.clock import now
from shared.schemas.orders import OrderPlaced
from shared.transaction import Tx, announce

REASON = {"fr": "Commande modifiée", "en": "Order changed"}
"""Of the credit note, in the customer's language."""


async def replace_invoices(tx: Tx, order: Order, *, by: str) -> None:
    """Saves the order. It is not on hold, and its edit waits."""
    assert order.edit
    documents = await list_documents_of_orders(tx, [order.order_id])
    settings, at = await get_issuing(tx), now()
    credits, invoice = drafts_of_edit(order.edit, documents, order.edited, settings.seller)
    saved = order.replace_invoice().announce(len(credits) + 1)
    await save_orders(tx, [saved])

    # Invoices before credits, as wherever both series are locked; the ids tell that the credits came first.
    (replacement,) = await issue_documents(tx, Series.INVOICES, [invoice], settings, at=at)
    credited = await issue_documents(tx, Series.CREDITS, credits, settings, at=at)
    for sequence, numbered in enumerate(credited, start=saved.version - len(credits)):
        announce(tx, edited_order_credited(numbered, sequence=sequence, by=by))
    announce(tx, invoice_issued(replacement, sequence=saved.version, by=by))
    await begin_anew(tx, order.order_id)
    if may_be_overdue(documents):  # what takes the place of an overdue invoice is not
        await follow_orders(tx, [order.order_id])


def drafts_of_edit(
    content: OrderPlaced, documents: Sequence[Document], edited: int, settings: SellerSettings
) -> tuple[list[Draft], Draft]:
    """What an edit brings to an order that has these documents: credits of what stands, and an invoice of it all."""
    credits = _credits(lefts_of(documents), edited, settings.seller())
    return credits, _invoice(content, documents, edited, settings)


def _credits(lefts: Sequence[Left], edited: int, seller: Seller) -> list[Draft]:
    return [
        draft_credit(
            left.invoice,
            credit_everything(left),
            DocumentKind.CREDIT_NOTE,
            document_id=uuid7(),
            seller=seller,
            reason=REASON[left.invoice.language],
            edited=edited,
        )
        for left in lefts
        if not left.nothing
    ]


def _invoice(content: OrderPlaced, documents: Sequence[Document], edited: int, settings: SellerSettings) -> Draft:
    return draft_invoice(
        content,
        document_id=uuid7(),
        supplied_on=settings.date_of(content.placed_at),
        seller=settings.seller(),
        replaces=replaced_by_edit(documents),
        edited=edited,
    )
