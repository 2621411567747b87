"""The account of an order: its invoices, their credits, and the ledger of its payments."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from services.billing.documents.model import Document, DocumentKind
from services.billing.documents.store import list_documents_of_orders
from services.billing.exchanges.store import find_halves
from services.billing.ledger.model import Balance, Entry, EntryKind, balance_of
from services.billing.ledger.store import insert_entries, list_entries, list_entries_of_orders
from services.billing.model import Order, OrderState
from services.billing.refunds.model import Refund
from services.billing.refunds.store import list_refunds
from services.billing.store import find_orders, get_order, save_orders
from shared.money import to_cent
from shared.schemas.billing import (
    DifferenceWrittenOff,
    LedgerEvent,
    PaymentRecorded,
    PaymentReversed,
    WriteOffReversed,
)
from shared.schemas.order_status import PaymentState, payment_state
from shared.transaction import Queries, Tx, announce


class InvoiceState(StrEnum):
    """What has become of an invoice; `overdue`: not all of it is paid, and the day for that is over."""

    NOT_PAID = "not_paid"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    OVERDUE = "overdue"
    CREDITED = "credited"


@dataclass(frozen=True, slots=True)
class Account:
    """Documents, entries and refunds are oldest first; `halves` are payments and refunds that settle an exchange."""

    order: Order
    documents: Sequence[Document]
    entries: Sequence[Entry]
    refunds: Sequence[Refund] = ()
    halves: Collection[UUID] = ()

    @property
    def invoices(self) -> Sequence[Document]:
        return [document for document in self.documents if document.kind is DocumentKind.INVOICE]

    @property
    def credits(self) -> Sequence[Document]:
        return [document for document in self.documents if document.kind is not DocumentKind.INVOICE]

    @property
    def zero(self) -> Decimal:
        """0 with the decimals of the order's currency."""
        return to_cent(Decimal(0), self.order.currency or "")

    @property
    def standing(self) -> Sequence[Document]:
        """Without what an edit of the order has replaced: its invoice and the credits of that.

        An order may be cancelled while its edit waits: its last invoice was never replaced then.
        """
        edited = self.order.edited
        if self.order.state is OrderState.CANCELLED:
            edited = max((invoice.edited or 0 for invoice in self.invoices), default=0)
        superseded = {invoice.document_id for invoice in self.invoices if (invoice.edited or 0) != edited}
        named = [(one, one.original.invoice_id if one.original else one.document_id) for one in self.documents]
        return [one for one, invoice_id in named if invoice_id not in superseded] if superseded else self.documents

    @property
    def invoiced(self) -> Decimal:
        invoices = [one for one in self.standing if one.kind is DocumentKind.INVOICE]
        return sum((invoice.totals.gross for invoice in invoices), self.zero)

    @property
    def credited(self) -> Decimal:
        credits = [one for one in self.standing if one.kind is not DocumentKind.INVOICE]
        return sum((credit.totals.gross for credit in credits), self.zero)

    @property
    def units_credited(self) -> Mapping[int, int]:
        """By line, what credit notes gave back of its units; a cancellation invoice gives back all that was left."""
        units = Counter[int]()
        for note in self.standing:
            if note.kind is DocumentKind.CREDIT_NOTE:
                units.update({line.line_no: line.quantity for line in note.lines})
        return +units

    @property
    def balance(self) -> Balance:
        """An order that waits for its invoice is charged what was ordered, so that it can be paid."""
        waits = self.order.waits_for_invoice
        charged = (self.order.gross or self.zero) if waits else self.invoiced - self.credited
        return balance_of(charged, self.entries, self.zero)

    @property
    def payment_state(self) -> PaymentState:
        balance = self.balance
        return payment_state(balance.status(self.order.state), credited=self.credited, settled=balance.settled)

    @property
    def placed_on(self) -> date | None:
        """None until the placement has arrived."""
        return self.order.placed_on or min((invoice.supplied_on for invoice in self.invoices), default=None)

    def credits_of(self, invoice: Document) -> Sequence[Document]:
        return [one for one in self.credits if one.original and one.original.invoice_id == invoice.document_id]

    def is_overdue(self, invoice: Document, today: date) -> bool:
        """Whether any of the invoice is due after its last day; payments settle the oldest invoice first."""
        if invoice.due_on is None or today <= invoice.due_on:
            return False
        later = [other for other in self.invoices if other.document_id > invoice.document_id]
        return self.balance.due > sum(map(self.charged_of, later))

    def state_of(self, invoice: Document, today: date) -> InvoiceState:
        """Payments settle the oldest invoice first; one that was credited in full is, whatever was paid."""
        charged = self.charged_of(invoice)
        if not charged and invoice.totals.gross:
            return InvoiceState.CREDITED
        earlier = [other for other in self.invoices if other.document_id < invoice.document_id]
        balance, before = self.balance, sum(map(self.charged_of, earlier))
        if balance.settled - before >= charged:
            return InvoiceState.PAID
        if self.is_overdue(invoice, today):
            return InvoiceState.OVERDUE
        return InvoiceState.PARTIALLY_PAID if balance.paid > before else InvoiceState.NOT_PAID

    def with_entry(self, entry: Entry) -> "Account":
        return replace(self, order=self.order.announce(), entries=[*self.entries, entry])

    def charged_of(self, invoice: Document) -> Decimal:
        """What of it is not credited."""
        return invoice.totals.gross - sum(credit.totals.gross for credit in self.credits_of(invoice))


@dataclass(frozen=True, slots=True)
class Recorded:
    """New entries of the ledger, and the account after them."""

    account: Account
    entries: Sequence[Entry]


async def get_account(queries: Queries, order_id: UUID) -> Account:
    """Without its halves. Raises OrderNotFound."""
    order = await get_order(queries, order_id)
    documents = await list_documents_of_orders(queries, [order_id])
    return Account(order, documents, await list_entries(queries, order_id), await list_refunds(queries, order_id))


async def get_whole_account(queries: Queries, order_id: UUID) -> Account:
    """With what of it settles an exchange, which nobody takes back by itself. Raises OrderNotFound."""
    account = await get_account(queries, order_id)
    return replace(account, halves=await find_halves(queries, order_id))


async def list_accounts(queries: Queries, order_ids: Sequence[UUID]) -> list[Account]:
    """Of those of the orders that are known, in the order of these ids; without refunds and halves."""
    orders = await find_orders(queries, order_ids)
    entries = await list_entries_of_orders(queries, order_ids)
    documents: dict[UUID, list[Document]] = {}
    for document in await list_documents_of_orders(queries, order_ids):
        documents.setdefault(document.order_id, []).append(document)
    return [
        Account(orders[order_id], documents.get(order_id, ()), entries.get(order_id, ()))
        for order_id in order_ids
        if order_id in orders
    ]


async def record_entries(
    tx: Tx,
    account: Account,
    entries: Sequence[Entry],
    *,
    occurred_at: datetime | None = None,
    settlement_id: UUID | None = None,
) -> Recorded:
    """Insert the entries and announce each; with a `settlement_id` they settle an exchange."""
    for entry in entries:
        account = account.with_entry(entry)
        announce(tx, announced_entry(entry, account, occurred_at=occurred_at, settlement_id=settlement_id))
    await insert_entries(tx, entries)
    await save_orders(tx, [account.order])
    return Recorded(account, entries)


def announced_entry(
    entry: Entry,
    after: Account,
    *,
    occurred_at: datetime | None = None,
    again: bool = False,
    settlement_id: UUID | None = None,
) -> LedgerEvent:
    """What is told of an entry that is no refund, with the account after it."""
    return _event_of(entry, after.entries)(
        again=again,
        order_id=entry.order_id,
        sequence=after.order.version,
        entry_id=entry.entry_id,
        amount=abs(entry.amount),  # the event's type says which way it went
        paid=after.balance.paid,
        written_off=after.balance.write_offs,
        due=after.balance.due,
        balance=after.balance.balance,
        currency=entry.currency,
        method=entry.method,
        reference=entry.reference,
        reason=entry.reason,
        paid_at=entry.paid_at,
        occurred_at=occurred_at,
        recorded_at=entry.recorded_at,
        reverses=entry.reverses,
        settlement_id=settlement_id,
        by=entry.by,
    )


def _event_of(entry: Entry, entries: Sequence[Entry]) -> type[LedgerEvent]:
    if entry.kind is not EntryKind.REVERSAL:
        return DifferenceWrittenOff if entry.kind is EntryKind.WRITE_OFF else PaymentRecorded
    written_off = {one.entry_id for one in entries if one.kind is EntryKind.WRITE_OFF}
    return WriteOffReversed if entry.reverses in written_off else PaymentReversed
