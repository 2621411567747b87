"""What the API answers of documents: as they were issued, and what may still be credited of them."""

from decimal import Decimal

from services.billing.documents.left_to_credit import PAYMENT, SHIPPING, CreditState, Left, Part
from services.billing.documents.model import Charge, Document, DocumentLine
from shared.json_limits import Many
from shared.money import written
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Sum, VatAmount


class Creditable(Contract):
    """What may still be credited of a line; `amount` is in the invoice's price basis."""

    quantity: int
    amount: Amount


class InvoicedLine(DocumentLine):
    creditable: Creditable


class InvoicedCharge(Charge):
    creditable: Amount


class InvoiceView(Document):
    """An invoice as issued, and what may still be credited of it, also at each VAT rate.

    `credited` and `creditable` include VAT.
    """

    lines: Many[InvoicedLine]
    shipping: InvoicedCharge | None = None
    payment: InvoicedCharge | None = None
    credit_state: CreditState
    credited: Sum
    creditable: Amount
    creditable_by_rate: Many[VatAmount] = ()


class CreditNoteView(Document):
    """A credit note as it was issued. `credited_in_full`: nothing is left of its invoice."""

    credited_in_full: bool


def invoice_view(left: Left) -> InvoiceView:
    invoice = left.invoice
    creditable_each = {
        "lines": tuple(_invoiced_line(line, left.parts[line.line_no], invoice.currency) for line in invoice.lines),
        "shipping": _invoiced_charge(invoice.shipping, left.parts.get(SHIPPING), invoice.currency),
        "payment": _invoiced_charge(invoice.payment, left.parts.get(PAYMENT), invoice.currency),
    }
    return InvoiceView.model_construct(
        **invoice.__dict__ | creditable_each,
        credit_state=left.state,
        credited=written(invoice.totals.gross - left.gross, invoice.currency),
        creditable=written(left.gross, invoice.currency),
        creditable_by_rate=tuple(left.by_rate.values()),
    )


def credit_note_view(document: Document, left: Left) -> CreditNoteView:
    return CreditNoteView.model_construct(**document.__dict__, credited_in_full=left.nothing)


def _invoiced_line(line: DocumentLine, part: Part, currency: str) -> InvoicedLine:
    creditable = Creditable(quantity=part.quantity_left, amount=written(part.amount_left, currency))
    return InvoicedLine.model_construct(**line.__dict__, creditable=creditable)


def _invoiced_charge(charge: Charge | None, part: Part | None, currency: str) -> InvoicedCharge | None:
    if charge is None:
        return None
    left = written(part.amount_left if part else Decimal(0), currency)
    return InvoicedCharge.model_construct(**charge.__dict__, creditable=left)
