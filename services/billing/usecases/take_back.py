"""What billing announced and does not know any more is taken in as it was issued: documents, payments."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from uuid import UUID

from services.billing.documents.as_issued import Ends, credit_as_issued, invoice_as_issued, place_of
from services.billing.documents.invoice import draft_invoice
from services.billing.documents.left_to_credit import left_of
from services.billing.documents.model import Document, DocumentKind
from services.billing.documents.store import list_documents_of_orders
from services.billing.ledger.model import Entry, EntryKind
from services.billing.ledger.store import insert_entries, list_entries
from services.billing.model import Order, OrderState
from services.billing.settings import Issuing, get_issuing
from services.billing.store import find_orders, save_orders
from shared.messaging.take_back import Outcome, TakeBack, Verdict
from shared.schemas.billing import (
    BillingEvent,
    CancellationInvoiceIssued,
    CreditIssued,
    InvoiceIssued,
    LedgerEvent,
    PaymentReversed,
)
from shared.schemas.event import Event, OrderEvent
from shared.schemas.orders import OrderCancelled, OrderHeld, OrderPlaced, OrderResumed
from shared.transaction import Tx

THERE = Verdict(Outcome.THERE)


async def take_back_documents_and_payments(
    tx: Tx, events: Sequence[Event], needed: Sequence[Event], accept: bool
) -> Sequence[Verdict]:
    """Invoices before their credits, and both before payments; each series in the order of its numbers."""
    await tx.lock_keys({event.key for event in events})
    books = await Books.open(tx, needed, accept=accept)
    verdicts: dict[int, Verdict] = {}
    for index in sorted(range(len(events)), key=lambda index: _turn(events[index])):
        verdicts[index] = await books.take(events[index])
    await books.count(events)
    return [verdicts[index] for index in range(len(events))]


TAKE_BACK = TakeBack(
    take_back_documents_and_payments, frozenset({OrderPlaced, OrderHeld, OrderResumed, OrderCancelled})
)


def _turn(event: Event) -> tuple[int, str, int, int, str]:
    match event:
        case InvoiceIssued() | CreditIssued():
            place = place_of(event)
            return 0 if isinstance(event, InvoiceIssued) else 1, "", place.year, place.position, ""
        case LedgerEvent():
            return 2, event.recorded_at.isoformat(), 0, 0, str(event.entry_id)
    return 3, "", 0, 0, event.key


class Books:
    """Billing's books while what it had announced is entered again."""

    def __init__(self, tx: Tx, settings: Issuing, needed: Sequence[Event], *, accept: bool) -> None:
        self.tx = tx
        self.settings = settings.seller
        self.invoicing = settings.invoices.invoicing
        self.accept = accept
        self.ends = Ends(tx, settings.seller)
        self._placed = {event.order_id: event for event in needed if isinstance(event, OrderPlaced)}
        self._read_again = {event.order_id for event in needed if isinstance(event, OrderEvent)}

    @classmethod
    async def open(cls, tx: Tx, needed: Sequence[Event], *, accept: bool) -> "Books":
        return cls(tx, await get_issuing(tx), needed, accept=accept)

    async def take(self, event: Event) -> Verdict:
        match event:
            case InvoiceIssued():
                return await self._document(event, event.invoice_id, event.number, self._invoice)
            case CreditIssued():
                return await self._document(event, event.document_id, event.number, self._credit)
            case LedgerEvent():
                return await self._payment(event)
            case BillingEvent() if event.order_id in self._read_again:
                return Verdict(Outcome.COMES_AGAIN, why="what it followed from is read again")
        return Verdict(Outcome.OPEN, why="what it followed from is not on its topic any more")

    async def count(self, events: Sequence[Event]) -> None:
        """The next event about an order comes after all that were announced."""
        last: dict[UUID, int] = {}
        for event in events:
            if isinstance(event, OrderEvent):
                last[event.order_id] = max(last.get(event.order_id, 0), event.sequence)
        orders = await find_orders(self.tx, last)
        await save_orders(
            self.tx,
            [
                replace(order, version=max(order.version, last[order_id]))
                for order_id, order in orders.items()
                if order.version < last[order_id]
            ],
        )

    async def _document(
        self, event: "InvoiceIssued | CreditIssued", document_id: UUID, number: str, make: "Make"
    ) -> Verdict:
        documents = await list_documents_of_orders(self.tx, [event.order_id])
        if any(document.document_id == document_id for document in documents):
            return THERE._replace(about=number)
        place = place_of(event)
        end = await self.ends.lock(place, event.issued_at)
        if place.position <= end.last_position:
            return Verdict(Outcome.OPEN, number, "its number is another document's here")
        made = await make(event, documents)
        if isinstance(made, str):
            if self.accept:
                await self.ends.pass_over(event.hash, end, place, event.issued_at)
            return Verdict(Outcome.OPEN, number, made)
        document, order = made
        why = "its amounts are not those that were announced" if document.totals != event.totals else ""
        why = why or await self.ends.refusal(document, event.hash, end, place)
        if why and not self.accept:
            return Verdict(Outcome.OPEN, number, why)
        await save_orders(self.tx, [order])
        await self.ends.write(document, event.hash, end, place)
        # Accepted, it is taken in as it can be made, and noted.
        return Verdict(Outcome.DECIDED if why else Outcome.TAKEN, number, why)

    async def _invoice(self, event: CreditIssued | InvoiceIssued, documents: Sequence[Document]) -> "Made":
        assert isinstance(event, InvoiceIssued)
        order = await self._order(event.order_id)
        if order is None or order.placed is None:
            return "its order is not known here, and not on orders.events any more"
        draft = draft_invoice(
            order.placed,
            document_id=event.invoice_id,
            supplied_on=self.settings.date_of(order.placed.placed_at),
            seller=self.settings.seller(),
        )
        return invoice_as_issued(draft, event), order.invoice()

    async def _credit(self, event: CreditIssued | InvoiceIssued, documents: Sequence[Document]) -> "Made":
        assert isinstance(event, CreditIssued)
        invoice = next((one for one in documents if one.document_id == event.invoice_id), None)
        order = await self._order(event.order_id)
        if invoice is None or order is None or invoice.kind is not DocumentKind.INVOICE:
            return f"its invoice {event.invoice_number} is not here"
        credits = [one for one in documents if one.original and one.original.invoice_id == event.invoice_id]
        document = credit_as_issued(left_of(invoice, credits), event, self.settings)
        if document is None:
            return "its event does not tell what it gave back"
        if isinstance(event, CancellationInvoiceIssued) and order.state is not OrderState.CANCELLED:
            order = replace(order, state=order.state.to(OrderState.CANCELLED), placed=None)
        return document, order

    async def _payment(self, event: LedgerEvent) -> Verdict:
        about = f"{event.amount} {event.currency}" + (f" ({event.reference})" if event.reference else "")
        entries = await list_entries(self.tx, event.order_id)
        if any(entry.entry_id == event.entry_id for entry in entries):
            return THERE._replace(about=about)
        order = await self._order(event.order_id)
        if order is None:
            return Verdict(Outcome.OPEN, about, "its order is not known here, and not on orders.events any more")
        reverses = None
        if isinstance(event, PaymentReversed):
            reverses = event.reverses or _reversed_by(event, entries)
            if reverses is None:
                return Verdict(Outcome.OPEN, about, "the payment that it takes back is not here")
        await save_orders(self.tx, [order])
        await insert_entries(self.tx, [_entry(event, reverses)])
        return Verdict(Outcome.TAKEN, about)

    async def _order(self, order_id: UUID) -> Order | None:
        """As the database has it, or as it is placed on the topic that is read again."""
        order = (await find_orders(self.tx, [order_id])).get(order_id)
        if order and order.number is not None:
            return order
        placed = self._placed.get(order_id)
        return (order or Order(order_id)).place(placed, self.invoicing) if placed else None


Made = tuple[Document, Order] | str
"""The document and its order after it, or why it cannot be made."""

Make = Callable[[CreditIssued | InvoiceIssued, Sequence[Document]], Awaitable[Made]]


def _entry(event: LedgerEvent, reverses: UUID | None) -> Entry:
    return Entry(
        entry_id=event.entry_id,
        order_id=event.order_id,
        kind=EntryKind.REVERSAL if reverses else EntryKind.PAYMENT,
        amount=-event.amount if reverses else event.amount,
        currency=event.currency,
        method=event.method,
        reference=event.reference,
        reason=event.reason,
        reverses=reverses,
        paid_at=event.paid_at or event.recorded_at,
        recorded_at=event.recorded_at,
        by=event.by,
    )


def _reversed_by(event: PaymentReversed, entries: Sequence[Entry]) -> UUID | None:
    """Of an event that is older than that field: a payment that stands and is like it."""
    taken_back = {entry.reverses for entry in entries}
    for entry in entries:
        is_like = (entry.amount, entry.method, entry.reference) == (event.amount, event.method, event.reference)
        if entry.kind is EntryKind.PAYMENT and entry.entry_id not in taken_back and is_like:
            return entry.entry_id
    return None
