"""What had been paid of an invoice when it was issued: its files say that for ever, whatever is paid after it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.billing.documents.model import Document, DocumentKind
from services.billing.files.in_euros import InEuros
from services.billing.ledger.model import Entry, EntryKind, balance_of, standing

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Received:
    paid_on: date
    method: str | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Settlement:
    """`paid` is of this invoice, `payments` what it consists of where that is told; `due` is what was left then.

    A small difference may have been `written_off`: it is neither paid nor due. What the payments are `beyond` the
    invoice is owed to the customer.

    Of a credit nothing is due: it is given. `in_euros` is its VAT, where it is in another currency. `is_asked_for`:
    nothing has changed of what is due when the paper is made, a revision perhaps much later, so that it asks for it.
    """

    paid: Decimal = ZERO
    due: Decimal = ZERO
    payments: Sequence[Received] = ()
    in_euros: InEuros | None = None
    is_asked_for: bool = True
    written_off: Decimal = ZERO
    beyond: Decimal = ZERO


def settlement_of(
    document: Document, others: Sequence[Document], entries: Sequence[Entry], date_of: Callable[[datetime], date]
) -> Settlement:
    """`others` are all documents of its order, `entries` its ledger; payments settle the oldest invoice first.

    `date_of` tells the day of a moment where the seller is.
    """
    if document.kind is not DocumentKind.INVOICE:
        return Settlement()
    known = [entry for entry in entries if _was_known(entry, document)]
    stand = standing(known, EntryKind.PAYMENT)
    before = sum((_charged(one) for one in others if one.document_id < document.document_id), ZERO)
    balance = balance_of(before + document.totals.gross, known, ZERO)
    paid, settled = (min(max(whole - before, ZERO), document.totals.gross) for whole in (balance.paid, balance.settled))
    received = sum((one.amount for one in stand), ZERO)
    told = stand if received == paid or (not before and received == balance.paid) else []
    payments = [Received(date_of(one.paid_at), one.method, one.amount) for one in told]
    due, beyond = document.totals.gross - settled, received - paid if told else ZERO
    return Settlement(paid, due, payments, written_off=settled - paid, beyond=beyond)


def is_due_as_issued(document: Document, others: Sequence[Document], entries: Sequence[Entry], at: datetime) -> bool:
    """Whether nothing was paid, taken back or credited of the order from its issue until then."""
    since = [one for one in entries if not _was_known(one, document) and one.recorded_at <= at]
    return not since and not any(document.issued_at < one.issued_at <= at for one in others)


def _was_known(entry: Entry, document: Document) -> bool:
    """What is brought over from elsewhere may bear a date before it was recorded: then the ids tell what came first."""
    return entry.recorded_at <= document.issued_at or entry.entry_id < document.document_id


def _charged(document: Document) -> Decimal:
    return document.totals.gross if document.kind is DocumentKind.INVOICE else -document.totals.gross
