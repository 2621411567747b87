"""What billing announced and does not know any more is taken in as it was issued: documents, payments."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from services.billing.account import list_accounts
from services.billing.documents.as_issued import Ends, Place, credit_as_issued, invoice_as_issued, place_of
from services.billing.documents.invoice import draft_invoice, invoiced_to
from services.billing.documents.left_to_credit import left_of
from services.billing.documents.model import Document, DocumentKind
from services.billing.documents.replaced_invoice import replaced_by_edit
from services.billing.documents.store import SeriesEnd, list_documents_of_orders
from services.billing.ledger.as_announced import entry_as_announced
from services.billing.ledger.pending import delete_pending, insert_pending, pending_as_announced
from services.billing.ledger.store import insert_entries, list_entries
from services.billing.model import Order, OrderState
from services.billing.refunds.events import came_back_as_told, refund_as_told
from services.billing.refunds.model import RefundState
from services.billing.refunds.store import list_refunds, save_refund
from services.billing.reminders.follow import follow_orders
from services.billing.reminders.model import as_told
from services.billing.reminders.store import (
    Reminder,
    find_schedules,
    insert_reminders,
    list_orders_of,
    save_reminded,
)
from services.billing.settings import Issuing, get_issuing
from services.billing.store import find_orders, save_orders
from services.billing.usecases.take_back_beside import take_exchange, take_revision
from shared.messaging.take_back import Outcome, TakeBack, Unknown, Verdict
from shared.schemas.billing import (
    BillingEvent,
    CancellationInvoiceIssued,
    CreditIssued,
    DocumentRevised,
    ExchangeSettled,
    ExpectedPayment,
    InvoiceIssued,
    LedgerEvent,
    PaymentPending,
    PaymentRecorded,
    PaymentReminderIssued,
    RefundEvent,
    RefundFailed,
)
from shared.schemas.event import Event, OrderEvent
from shared.schemas.orders import (
    OrderCancelled,
    OrderCustomerChanged,
    OrderEdited,
    OrderHeld,
    OrderPlaced,
    OrderResumed,
)
from shared.schemas.returns import ReturnCreditDecided, ReturnRefundDecided
from shared.transaction import Tx


async def take_back_documents_and_payments(tx: Tx, unknown: Unknown) -> Sequence[Verdict]:
    """Invoices before their credits, and both before payments; each series in the order of its numbers."""
    books = Books(tx, await get_issuing(tx), unknown)
    verdicts = await unknown.in_turn(_turn, books.take)
    await _count_on(tx, unknown.last_sequences)
    await follow_orders(tx, sorted(unknown.last_sequences))
    return verdicts


TAKE_BACK = TakeBack(
    take_back_documents_and_payments,
    frozenset(
        {
            OrderPlaced,
            OrderHeld,
            OrderResumed,
            OrderEdited,
            OrderCustomerChanged,
            OrderCancelled,
            ReturnCreditDecided,
            ReturnRefundDecided,
        }
    ),
)


def _turn(event: Event) -> tuple[int, str, int, int, str]:
    match event:
        case InvoiceIssued() | CreditIssued():
            place = place_of(event)
            return 0 if isinstance(event, InvoiceIssued) else 1, "", place.year, place.position, ""
        case DocumentRevised():
            return 2, "", 0, event.revision, str(event.document_id)
        case LedgerEvent() | ExpectedPayment():
            return 3, event.recorded_at.isoformat(), 0, 0, str(event.entry_id)
        case RefundEvent():
            return 4, event.recorded_at.isoformat(), 0, 0, str(event.refund_id)
        case PaymentReminderIssued():
            return 5, event.issued_at.isoformat(), 0, 0, str(event.reminder_id)
    return 6, "", 0, 0, event.key


class Books:
    """Billing's books while what it had announced is entered again."""

    def __init__(self, tx: Tx, settings: Issuing, unknown: Unknown) -> None:
        self.tx = tx
        self.settings = settings.seller
        self.invoicing = settings.invoices.invoicing
        self.accept = unknown.accept
        self.ends = Ends(tx, settings.seller)
        self._placed = {event.order_id: event for event in unknown.needed if isinstance(event, OrderPlaced)}
        self._edits = {(one.order_id, one.sequence): one for one in unknown.needed if isinstance(one, OrderEdited)}
        self._customers = [one for one in unknown.needed if isinstance(one, OrderCustomerChanged)]
        self._read_again = {event.order_id for event in unknown.needed if isinstance(event, OrderEvent)}

    async def take(self, event: Event) -> Verdict:
        match event:
            case InvoiceIssued() | CreditIssued():
                return await self._document(event)
            case DocumentRevised():
                return await take_revision(self.tx, event)
            case LedgerEvent():
                return await self._payment(event)
            case ExpectedPayment():
                return await self._expected(event)
            case RefundEvent():
                return await self._refund(event)
            case ExchangeSettled():
                return await take_exchange(self.tx, event)
            case PaymentReminderIssued():
                return await self._reminder(event)
            case BillingEvent() if event.order_id in self._read_again:
                return Verdict(Outcome.COMES_AGAIN, why="what it followed from is read again")
        return Verdict(Outcome.OPEN, why="what it followed from is not on its topic any more")

    async def _document(self, event: InvoiceIssued | CreditIssued) -> Verdict:
        documents = await list_documents_of_orders(self.tx, [event.order_id])
        document_id = event.invoice_id if isinstance(event, InvoiceIssued) else event.document_id
        if any(document.document_id == document_id for document in documents):
            return Verdict(Outcome.THERE, event.number)
        place = place_of(event)
        end = await self.ends.lock(place, event.issued_at)
        if place.position <= end.last_position:
            return Verdict(Outcome.OPEN, event.number, "its number is another document's here")
        made = await (
            self._invoice(event, documents, end, place)
            if isinstance(event, InvoiceIssued)
            else self._credit(event, documents)
        )
        if isinstance(made, str):
            if self.accept:
                await self.ends.pass_over(event.hash, end, place, event.issued_at)
            return Verdict(Outcome.OPEN, event.number, made)
        document, order = made
        why = "its amounts are not those that were announced" if document.totals != event.totals else ""
        why = why or await self.ends.refusal(document, event.hash, end, place)
        if why and not self.accept:
            return Verdict(Outcome.OPEN, event.number, why)
        await save_orders(self.tx, [order])
        await self.ends.write(document, event.hash, end, place)
        # Accepted, it is taken in as it can be made, and noted.
        return Verdict(Outcome.DECIDED if why else Outcome.TAKEN, event.number, why)

    async def _invoice(
        self, event: InvoiceIssued, documents: Sequence[Document], end: SeriesEnd, place: Place
    ) -> "Made":
        """To the customer whom it was issued to, which may have been changed before, or after."""
        order, edit = await self._order(event.order_id), self._edits.get((event.order_id, event.edited or 0))
        order = order.edited_to(edit) if order and edit else order
        content = (order.edit or order.placed) if order else None
        if order is None or content is None or (event.edited or 0) != order.edited:
            return "its order is not known here, and not on orders.events any more"
        draft = draft_invoice(
            content,
            document_id=event.invoice_id,
            supplied_on=self.settings.date_of(content.placed_at),
            seller=self.settings.seller(),
            replaces=replaced_by_edit(documents) if order.edit else None,
            edited=order.edited,
        )
        after = order.replace_invoice() if order.edit else order.invoice()
        issued = invoice_as_issued(draft, event)
        for changed in [one for one in self._customers if one.order_id == event.order_id]:
            if not await self.ends.refusal(issued, event.hash, end, place):
                break
            other = content.model_copy(update={"customer": changed.customer})
            issued = issued.model_copy(update={"customer": invoiced_to(other)})
        return issued, after

    async def _credit(self, event: CreditIssued, documents: Sequence[Document]) -> "Made":
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
            return Verdict(Outcome.THERE, about)
        order = await self._order(event.order_id)
        if order is None:
            return Verdict(Outcome.OPEN, about, "its order is not known here, and not on orders.events any more")
        entry = entry_as_announced(event, entries)
        if entry is None:
            return Verdict(Outcome.OPEN, about, "the payment that it takes back is not here")
        await save_orders(self.tx, [order])
        await insert_entries(self.tx, [entry])
        if isinstance(event, PaymentRecorded):
            await delete_pending(self.tx, event.order_id)
        return Verdict(Outcome.TAKEN, about)

    async def _expected(self, event: ExpectedPayment) -> Verdict:
        about = f"{event.amount} {event.currency}"
        order = await self._order(event.order_id)
        if order is None:
            return Verdict(Outcome.OPEN, about, "its order is not known here, and not on orders.events any more")
        await save_orders(self.tx, [order])
        await delete_pending(self.tx, event.order_id)
        if isinstance(event, PaymentPending):
            await insert_pending(self.tx, pending_as_announced(event))
        return Verdict(Outcome.TAKEN, about)

    async def _refund(self, event: RefundEvent) -> Verdict:
        about = f"refund of {event.amount} {event.currency}"
        told = refund_as_told(event)
        refunds = {refund.refund_id: refund for refund in await list_refunds(self.tx, event.order_id)}
        here = refunds.get(told.refund_id)
        if here and (here.state in (told.state, RefundState.FAILED) or told.state is RefundState.PENDING):
            return Verdict(Outcome.THERE, about)
        order = await self._order(event.order_id)
        if order is None:
            return Verdict(Outcome.OPEN, about, "its order is not known here, and not on orders.events any more")
        entry = told.entry if told.state is RefundState.SUCCEEDED else None
        if isinstance(event, RefundFailed) and event.entry_id:
            if here is None or here.refunded_at is None:
                return Verdict(Outcome.OPEN, about, "that it had gone is not known here")
            told, entry = came_back_as_told(here, event)
        await save_orders(self.tx, [order])
        await save_refund(self.tx, told)
        if entry:
            await insert_entries(self.tx, [entry])
        return Verdict(Outcome.TAKEN, about)

    async def _reminder(self, event: PaymentReminderIssued) -> Verdict:
        about = f"level {event.level}" if event.level else "sent by hand"
        if any(one.said.order_id == event.order_id for one in await list_orders_of(self.tx, event.reminder_id)):
            return Verdict(Outcome.THERE, about)
        order = await self._order(event.order_id)
        if order is None:
            return Verdict(Outcome.OPEN, about, "its order is not known here, and not on orders.events any more")
        await save_orders(self.tx, [order])
        await insert_reminders(self.tx, [Reminder(event)])
        (account,) = await list_accounts(self.tx, [event.order_id])
        before = (await find_schedules(self.tx, [event.order_id])).get(event.order_id)
        await save_reminded(self.tx, [as_told(account, before, event, on=self.settings.date_of(event.issued_at))])
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


async def _count_on(tx: Tx, last: Mapping[UUID, int]) -> None:
    """The next event about an order comes after all that were announced."""
    orders = await find_orders(tx, last)
    behind = [
        replace(order, version=last[order_id]) for order_id, order in orders.items() if order.version < last[order_id]
    ]
    await save_orders(tx, behind)
