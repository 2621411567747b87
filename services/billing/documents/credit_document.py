"""The document that gives a credit: a credit note or a cancellation invoice."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.billing.documents.left_to_credit import PAYMENT, SHIPPING, ZERO, Credit
from services.billing.documents.model import Charge, Document, DocumentKind, DocumentLine, Draft, Original
from services.billing.documents.store import Numbered
from services.billing.settings import Seller
from shared.money import to_cent
from shared.schemas.billing import CreditedLine, CreditNoteIssued, EditedOrderCredited
from shared.schemas.money import Totals


def draft_credit(
    invoice: Document,
    credit: Credit,
    kind: DocumentKind,
    *,
    document_id: UUID,
    seller: Seller,
    reason: str | None,
    reference: str | None = None,
    restocked: Collection[int] = (),
    edited: int = 0,
    return_id: UUID | None = None,
    decision_id: UUID | None = None,
) -> Draft:
    """The document that gives this credit; it cites the invoice's number and date.

    `restocked` are the lines whose units go back into stock; `edited` is the version of the order's last edit. It may
    carry out a decision of a return.
    """
    given = {
        "document_id": document_id,
        "kind": kind,
        "original": Original(invoice_id=invoice.document_id, number=invoice.number, issued_on=invoice.issued_on),
        "replaces": None,
        "seller": seller,
        "lines": tuple(
            _credited_line(
                line,
                *credit.of[line.line_no],
                invoice.currency,
                restock=line.line_no in restocked,
                kept=credit.kept.get(line.line_no),
            )
            for line in invoice.lines
            if line.line_no in credit.of
        ),
        "shipping": _credited_charge(invoice.shipping, SHIPPING, credit),
        "payment": _credited_charge(invoice.payment, PAYMENT, credit),
        "totals": credit.totals,
        "vat_exemption": invoice.vat_exemption if _is_untaxed(credit.totals) else None,
        "reason": reason,
        "reference": reference,
        "edited": edited or None,
        "return_id": return_id,
        "decision_id": decision_id,
    }
    return Draft.model_construct(**{name: getattr(invoice, name) for name in Draft.model_fields} | given)


def _is_untaxed(totals: Totals) -> bool:
    return any(not rate.rate and rate.net for rate in totals.vat_by_rate)


def announced(numbered: Numbered) -> dict[str, Any]:
    """The fields of `CreditIssued`, which each event about a credit has."""
    issued = numbered.document
    assert issued.original
    return {
        "order_id": issued.order_id,
        "document_id": issued.document_id,
        "number": issued.number,
        "invoice_id": issued.original.invoice_id,
        "invoice_number": issued.original.number,
        "issued_on": issued.issued_on,
        "issued_at": issued.issued_at,
        "currency": issued.currency,
        "totals": issued.totals,
        "vat_exemption": issued.vat_exemption,
        "hash": numbered.hash.hex(),
    }


def credit_note_issued(
    numbered: Numbered, *, sequence: int, in_full: bool, order_in_full: bool, by: str, again: bool = False
) -> CreditNoteIssued:
    """`in_full`: nothing is left of its invoice; `order_in_full`: nor of any other of the order."""
    issued = numbered.document
    return CreditNoteIssued(
        **announced(numbered),
        again=again,
        sequence=sequence,
        lines=tuple(
            CreditedLine(
                line_no=line.line_no,
                sku=line.sku,
                quantity=line.quantity,
                amount=line.payable,
                restock=bool(line.restock),
                kept=line.kept,
            )
            for line in issued.lines
        ),
        credited_in_full=in_full,
        order_credited_in_full=order_in_full,
        shipping=issued.shipping.payable if issued.shipping else None,
        payment_costs=issued.payment.payable if issued.payment else None,
        reference=issued.reference,
        reason=issued.reason,
        by=by,
        edited=issued.edited,
        return_id=issued.return_id,
        decision_id=issued.decision_id,
    )


def edited_order_credited(numbered: Numbered, *, sequence: int, by: str, again: bool = False) -> EditedOrderCredited:
    issued = numbered.document
    assert issued.edited
    return EditedOrderCredited(
        **announced(numbered), again=again, sequence=sequence, edited=issued.edited, reason=issued.reason, by=by
    )


def is_of_edit(credit: Document, invoice: Document) -> bool:
    """It gave back what stood of an invoice of before the edit; another credit is of an invoice that stands."""
    return (credit.edited or 0) > (invoice.edited or 0)


def _credited_charge(charge: Charge | None, place: int, credit: Credit) -> Charge | None:
    if charge is None or place not in credit.of:
        return None
    return Charge.model_construct(**charge.__dict__ | {"payable": credit.of[place][1]})


def _credited_line(
    line: DocumentLine, quantity: int, amount: Decimal, currency: str, *, restock: bool, kept: Decimal | None
) -> DocumentLine:
    discount = max(to_cent(quantity * line.unit_price, currency) - amount, to_cent(ZERO, currency))
    given: dict[str, Any] = {"quantity": quantity, "discount": discount, "total": amount, "payable": amount}
    given |= {"restock": restock or None, "kept": kept}
    return DocumentLine.model_construct(**line.__dict__ | given)
