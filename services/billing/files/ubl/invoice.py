"""A document as UBL 2.1 by EN 16931, beside its Factur-X: the same terms in the other syntax of the standard.

The elements come in the order of its schema. A credit is a CreditNote, of positive amounts.
"""

from functools import partial

from services.billing.documents.model import Document, DocumentKind
from services.billing.files.in_euros import EURO
from services.billing.files.net_amounts import net_amounts
from services.billing.files.settlement import Settlement
from services.billing.files.ubl.lines import lines
from services.billing.files.ubl.parties import buyer, delivery, seller
from services.billing.files.ubl.settled import charges, in_euros, payment, rates, sums
from services.billing.files.xml.element import Element, written
from services.billing.files.xml.element import element as ubl
from services.billing.files.xml.factur_x import CREDIT_NOTE, INVOICE, PROFILE, notes_of, process_of
from services.billing.revisions.model import Revision

_SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd:"
_PARTS = {
    "xmlns:cac": f"{_SCHEMA}CommonAggregateComponents-2",
    "xmlns:cbc": f"{_SCHEMA}CommonBasicComponents-2",
}
ON_ISSUE = "3"
"""When VAT on debits is due (BT-8, UNTDID 2005)."""
UNKNOWN = "NA"
"""The buyer's number for an order (BT-13) must be there where the seller's is."""


def ubl_of(document: Document, settlement: Settlement, revision: Revision | None = None) -> bytes:
    is_invoice, nets = document.kind is DocumentKind.INVOICE, net_amounts(document)
    kind, code = ("Invoice", INVOICE) if is_invoice else ("CreditNote", CREDIT_NOTE)
    due_on = (document.due_on or document.issued_on).isoformat()
    make = partial(ubl, kind, xmlns=f"{_SCHEMA}{kind}-2", **_PARTS)
    return written(
        make(
            ubl("cbc:CustomizationID", PROFILE),
            ubl("cbc:ProfileID", process_of(document, settlement)),
            ubl("cbc:ID", document.number),
            ubl("cbc:IssueDate", document.issued_on.isoformat()),
            ubl("cbc:DueDate", due_on) if is_invoice and settlement.due else None,
            ubl(f"cbc:{kind}TypeCode", code),
            *(
                ubl("cbc:Note", f"#{subject}#{text}" if subject else text)
                for subject, text in notes_of(document, revision, settlement.in_euros)
            ),
            ubl("cbc:DocumentCurrencyCode", document.currency),
            ubl("cbc:TaxCurrencyCode", EURO) if settlement.in_euros else None,
            ubl("cac:InvoicePeriod", ubl("cbc:DescriptionCode", ON_ISSUE)) if document.seller.vat_on_debits else None,
            _order(document),
            _original(document),
            seller(document),
            buyer(document),
            delivery(document),
            *payment(document, settlement),
            *(charges(document, nets) if nets.lines else ()),
            rates(document, nets),
            in_euros(settlement),
            sums(document, nets, settlement),
            *lines(document, nets, kind),
        )
    )


def _order(document: Document) -> Element | None:
    return ubl(
        "cac:OrderReference",
        ubl("cbc:ID", document.order_reference or UNKNOWN),
        ubl("cbc:SalesOrderID", document.order_number),
    )


def _original(document: Document) -> Element | None:
    """BG-3."""
    original = document.original or document.replaces
    if original is None:
        return None
    return ubl(
        "cac:BillingReference",
        ubl(
            "cac:InvoiceDocumentReference",
            ubl("cbc:ID", original.number),
            ubl("cbc:IssueDate", original.issued_on.isoformat()),
        ),
    )
