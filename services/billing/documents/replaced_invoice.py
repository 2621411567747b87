"""Which invoice of an order a new one replaces: « Annule et remplace », with its number and date."""

from collections.abc import Sequence

from services.billing.documents.left_to_credit import lefts_of
from services.billing.documents.model import Document, DocumentKind, Original


def replaced_invoice(documents: Sequence[Document]) -> Original | None:
    """The last of these, all of an order, that is credited in full and that no other has replaced yet.

    While anything of an earlier invoice still stands, a new one is issued beside it.
    """
    replaced = {one.replaces.invoice_id for one in documents if one.replaces}
    lefts = [left for left in lefts_of(documents) if left.invoice.document_id not in replaced]
    if not lefts or not all(left.nothing for left in lefts):
        return None
    return _named(lefts[-1].invoice)


def replaced_by_edit(documents: Sequence[Document]) -> Original | None:
    """The last invoice of these, all of an order, whose credit an edit of the order brings with it."""
    invoices = [one for one in documents if one.kind is DocumentKind.INVOICE]
    return _named(invoices[-1]) if invoices else None


def _named(last: Document) -> Original:
    return Original(invoice_id=last.document_id, number=last.number, issued_on=last.issued_on)
