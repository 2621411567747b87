"""The account of an order: its invoice, what was credited of it, and what was paid; entries are added here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from services.billing import store
from services.billing.document import Document, DocumentKind
from services.billing.ledger import Balance, Entry
from services.billing.model import DocumentNotFound, Order, OrderNotFound, OrderState
from shared.money import to_cent
from shared.schemas.billing import LedgerEvent
from shared.transaction import Queries, Tx, announce


@dataclass(frozen=True, slots=True)
class Account:
    order: Order
    documents: Sequence[Document]
    entries: Sequence[Entry]

    @property
    def invoice(self) -> Document | None:
        return next((document for document in self.documents if document.kind is DocumentKind.INVOICE), None)

    @property
    def credits(self) -> Sequence[Document]:
        return [document for document in self.documents if document.kind is not DocumentKind.INVOICE]

    @property
    def zero(self) -> Decimal:
        """Nothing, with the decimals of the order's currency."""
        return to_cent(Decimal(0), self.order.currency or "")

    @property
    def invoiced(self) -> Decimal:
        return self.invoice.totals.gross if self.invoice else self.zero

    @property
    def credited(self) -> Decimal:
        return sum((credit.totals.gross for credit in self.credits), self.zero)

    @property
    def balance(self) -> Balance:
        """An order that waits for its invoice is charged what was ordered, so that it can be paid."""
        waits = self.order.state in (OrderState.EXPECTED, OrderState.WAITING)
        charged = (self.order.gross or self.zero) if waits else self.invoiced - self.credited
        return Balance(charged, sum((entry.amount for entry in self.entries), self.zero))

    def is_overdue(self, today: date) -> bool:
        """Whether anything is still due after the last day the invoice gives."""
        due_on = self.invoice.due_on if self.invoice else None
        return due_on is not None and today > due_on and self.balance.due > 0


async def read_account(queries: Queries, order_id: UUID) -> Account:
    order = (await store.list_orders(queries, [order_id])).get(order_id)
    if order is None:
        raise OrderNotFound(f"billing knows no order {order_id}")
    return Account(
        order, await store.list_documents_of_orders(queries, [order_id]), await store.list_entries(queries, order_id)
    )


async def read_invoice(queries: Queries, invoice_id: UUID) -> Document:
    """Raises DocumentNotFound, also where the document of this id is a credit."""
    document = await store.read_document(queries, invoice_id)
    if document is None or document.kind is not DocumentKind.INVOICE:
        raise DocumentNotFound(f"there is no invoice {invoice_id}")
    return document


async def read_credit(queries: Queries, document_id: UUID) -> Document:
    """A credit note or cancellation invoice; raises DocumentNotFound, also where the document is an invoice."""
    document = await store.read_document(queries, document_id)
    if document is None or document.kind is DocumentKind.INVOICE:
        raise DocumentNotFound(f"there is no credit note {document_id}")
    return document


async def record_entry(tx: Tx, account: Account, entry: Entry, event: type[LedgerEvent]) -> Account:
    """Add an entry to the ledger and announce it by this event; returns the account after it."""
    after = Account(account.order.announce(), account.documents, [*account.entries, entry])
    await store.add_entry(tx, entry)
    await store.save_orders(tx, [after.order])
    announce(
        tx,
        event(
            order_id=entry.order_id,
            sequence=after.order.version,
            entry_id=entry.entry_id,
            amount=abs(entry.amount),  # which way it went is the event's to say
            paid=after.balance.paid,
            due=after.balance.due,
            currency=entry.currency,
            recorded_at=entry.recorded_at,
            by=entry.by,
        ),
    )
    return after
