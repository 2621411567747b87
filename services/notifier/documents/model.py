"""Documents that customers are sent: which are told of by themselves, and what may be sent again."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from services.notifier.messages.model import BROUGHT_OVER, Addressee, StillQueued, at_address
from shared.refused import NotFound, Refused
from shared.schemas.billing import CancellationInvoiceIssued, CreditIssued, CreditNoteIssued, InvoiceIssued
from shared.schemas.notifier import MessageKind


class UnknownDocument(NotFound):
    type = "document-not-found"


class NoFiles(Refused):
    type = "no-files"


@dataclass(frozen=True, slots=True)
class Document:
    """As billing announced it. `invoice_number` is that of a credit's original, `decision_id` the decision of a return
    that it carries out.
    """

    document_id: UUID
    order_id: UUID
    kind: MessageKind
    number: str
    invoice_number: str | None
    currency: str
    gross: Decimal
    issued_on: date
    issued_at: datetime
    decision_id: UUID | None = None

    @classmethod
    def of(cls, event: InvoiceIssued | CreditIssued) -> "Document":
        is_invoice = isinstance(event, InvoiceIssued)
        return cls(
            document_id=event.invoice_id if isinstance(event, InvoiceIssued) else event.document_id,
            order_id=event.order_id,
            kind=MessageKind.INVOICE if is_invoice else _kind_of(event),
            number=event.number,
            invoice_number=None if isinstance(event, InvoiceIssued) else event.invoice_number,
            currency=event.currency,
            gross=event.totals.gross,
            issued_on=event.issued_on,
            issued_at=event.issued_at,
            decision_id=event.decision_id if isinstance(event, CreditNoteIssued) else None,
        )


def _kind_of(event: InvoiceIssued | CreditIssued) -> MessageKind:
    if isinstance(event, CancellationInvoiceIssued):
        return MessageKind.CANCELLATION_INVOICE
    return MessageKind.CREDIT_NOTE


def is_to_be_told(document: Document, *, at: datetime, since: datetime | None, cancellation_told: bool | None) -> bool:
    """Not what is long ago, or from before the shop told of documents; nor what staff cancelled without a word."""
    if at - document.issued_at > BROUGHT_OVER or (since and document.issued_at < since):
        return False
    return document.kind is not MessageKind.CANCELLATION_INVOICE or bool(cancellation_told)


def refuse_resend(document: Document, to: Addressee | None, *, address: str | None, is_queued: bool) -> Addressee:
    """The customer, at this address where one is given. Raises NoAddress, ImpossibleAddress, StillQueued."""
    addressee = at_address(to, address, what=document.number)
    if is_queued:
        raise StillQueued(f"a mail with {document.number} waits to be sent already")
    return addressee
