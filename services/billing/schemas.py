"""What the API answers: payments, and orders as billing knows them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from services.billing.account import Account, InvoiceState, Recorded
from services.billing.documents.left_to_credit import CreditState, left_of
from services.billing.documents.model import Document, DocumentKind
from services.billing.files.model import FileKind
from services.billing.ledger.model import Entry, EntryKind
from services.billing.ledger.pending import Pending
from services.billing.ledger.schemas import PendingView, pending_view
from services.billing.ledger.write_offs import left_to_write_off
from services.billing.model import OrderState
from services.billing.possibilities import Possibility, possibilities
from services.billing.refunds.model import left_of_payments, to_refund
from services.billing.refunds.schemas import RefundView, refund_view
from services.billing.reminders.of_order import OfOrder
from services.billing.reminders.schemas import RemindersView, reminders_view
from services.billing.revisions.model import Revision, delivery_time_of, latest_of
from shared.json_limits import Many
from shared.money import written
from shared.schemas.billing import Invoicing
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency, Sum
from shared.schemas.order_status import PaymentState, PaymentStatus
from shared.schemas.values import Actor, Line, Text


class DocumentSummary(Contract):
    """A document of an order. `credit_state` is an invoice's and null for credits.

    An invoice is `overdue` once the day `due_on` is over where the seller is and something is still due.
    `has_files`: its PDF is made, with what else `formats` has: documents in a currency of three decimals are their PDF
    alone. `state` is an invoice's: what of it is paid, credited or late. `revision` is its latest, with its
    `delivery_time`. `lacks_rate`: its files wait for a rate of the euro.
    """

    document_id: UUID
    kind: DocumentKind
    number: str
    issued_on: date
    due_on: date | None
    gross: Amount
    original_number: str | None
    reference: Line | None
    credit_state: CreditState | None
    overdue: bool
    has_files: bool = False
    formats: tuple[FileKind, ...] = ()
    state: InvoiceState | None = None
    revision: int = 1
    delivery_time: Line | None = None
    lacks_rate: bool = False


class EntryView(Contract):
    """An entry of the ledger; `amount` is negative where it takes from what is paid.

    `refundable` is of a payment that stands: what of it has not gone back and is not on its way back.
    """

    entry_id: UUID
    kind: EntryKind
    amount: Amount
    method: Line | None
    reference: Line | None
    reason: Text | None
    reverses: UUID | None
    paid_at: datetime
    recorded_at: datetime
    by: Actor
    refundable: Sum | None = None


class PaymentsView(Contract):
    """The new entries of an order's ledger, and how much is paid and due after them; `balance` as of the order."""

    order_id: UUID
    version: int
    entries: Many[EntryView]
    currency: Currency
    paid: Sum
    written_off: Sum = Decimal(0)
    due: Sum
    balance: Amount
    payment_status: PaymentStatus
    payment_state: PaymentState


class DocumentBrief(Contract):
    """What issuing a document answers to callers who may not read documents."""

    document_id: UUID
    number: str


class PaymentsBrief(Contract):
    """What recording payments answers to callers who may not read them."""

    order_id: UUID
    version: int


class UnitsCredited(Contract):
    """So many units of an order's line were given back by credit notes."""

    line_no: int
    quantity: int


class OrderView(Contract):
    """An order as billing knows it. Before its placement has arrived, number and currency are unknown.

    `balance` is what was paid less what is charged: above zero it is owed to the customer, below zero it is `due`.
    `to_refund` is what of that is not on its way back by one of the `refunds`, oldest first. What is `written_off` is
    neither due nor paid; `write_off_left` is the most that may still be, whatever is due.
    `may` lists what can be done now: `pay` or, where nothing is due, `pay_more`, `reverse` a payment, `write_off` what
    is due, `credit` an invoice, `refund` what is owed, make the `invoice` it waits for, `expect` a payment that is on
    its way, which is then `pending`, or tell that it did `fail`, `remind` its customer; `invoicing` is when that is
    made by itself, if at all. `reminders` tells what was sent of it and what is to come.
    """

    order_id: UUID
    number: str | None
    version: int
    state: OrderState
    held: bool
    invoicing: Invoicing
    cancelled: bool
    may: Many[Possibility]
    currency: Currency | None
    invoiced: Sum
    credited: Sum
    charged: Sum
    paid: Sum
    written_off: Sum = Decimal(0)
    write_off_left: Sum | None = None
    due: Sum
    balance: Amount
    payment_status: PaymentStatus
    payment_state: PaymentState
    documents: Many[DocumentSummary]
    ledger: Many[EntryView]
    units_credited: Many[UnitsCredited] = ()
    pending: PendingView | None = None
    to_refund: Sum = Decimal(0)
    refunds: Many[RefundView] = ()
    reminders: RemindersView | None = None


def payments_view(recorded: Recorded) -> PaymentsView:
    order, balance = recorded.account.order, recorded.account.balance
    return PaymentsView(
        order_id=order.order_id,
        version=order.version,
        entries=tuple(_entry(entry) for entry in recorded.entries),
        currency=order.currency or "",
        paid=balance.paid,
        written_off=balance.written_off,
        due=balance.due,
        balance=balance.balance,
        payment_status=balance.status(order.state),
        payment_state=recorded.account.payment_state,
    )


Formats = Mapping[UUID, tuple[FileKind, ...]]
"""By document, which files are made."""

Revisions = Mapping[UUID, Sequence[Revision]]


def order_view(
    account: Account,
    *,
    today: date,
    formats: Formats,
    revisions: Revisions,
    lacking_rate: Collection[UUID],
    pending: Pending | None,
    greatest_write_off: Decimal,
    reminded: OfOrder,
) -> OrderView:
    order, balance = account.order, account.balance
    refundable = left_of_payments(account.entries, account.refunds)
    return OrderView(
        order_id=order.order_id,
        number=order.number,
        version=order.version,
        state=order.state,
        held=order.held,
        invoicing=order.invoicing,
        cancelled=order.state is OrderState.CANCELLED,
        may=possibilities(
            account,
            pending=pending is not None,
            greatest_write_off=greatest_write_off,
            reminds=reminded.refusal is None,
        ),
        currency=order.currency,
        invoiced=account.invoiced,
        credited=account.credited,
        charged=balance.charged,
        paid=balance.paid,
        written_off=balance.written_off,
        write_off_left=left_to_write_off(order, balance, greatest_write_off) if order.currency else None,
        due=balance.due,
        balance=balance.balance,
        payment_status=balance.status(order.state),
        payment_state=account.payment_state,
        documents=tuple(
            _summary(document, account, today, formats, revisions).model_copy(
                update={"lacks_rate": document.document_id in lacking_rate}
            )
            for document in account.documents
        ),
        ledger=tuple(_entry(entry, refundable.get(entry.entry_id)) for entry in account.entries),
        units_credited=tuple(
            UnitsCredited(line_no=line_no, quantity=units) for line_no, units in sorted(account.units_credited.items())
        ),
        pending=pending_view(pending),
        to_refund=written(to_refund(balance, account.refunds), order.currency) if order.currency else Decimal(0),
        refunds=tuple(refund_view(refund, stands=refund.refund_id in account.halves) for refund in account.refunds),
        reminders=reminders_view(reminded),
    )


def _entry(entry: Entry, refundable: Decimal | None = None) -> EntryView:
    of_entry = {name: getattr(entry, name) for name in EntryView.model_fields if name != "refundable"}
    return EntryView(**of_entry, refundable=refundable)


def _summary(
    document: Document, account: Account, today: date, formats: Formats, revisions: Revisions
) -> DocumentSummary:
    revised = revisions.get(document.document_id, ())
    is_invoice = document.kind is DocumentKind.INVOICE
    return DocumentSummary(
        document_id=document.document_id,
        kind=document.kind,
        number=document.number,
        issued_on=document.issued_on,
        due_on=document.due_on,
        gross=document.totals.gross,
        original_number=document.original and document.original.number,
        reference=document.reference,
        credit_state=left_of(document, account.credits_of(document)).state if is_invoice else None,
        overdue=is_invoice and account.is_overdue(document, today),
        has_files=document.document_id in formats,
        formats=formats.get(document.document_id, ()),
        state=account.state_of(document, today) if is_invoice else None,
        revision=latest_of(revised),
        delivery_time=delivery_time_of(revised),
    )
