"""Documents and payments are announced again as they stand in the books, for a topic that was lost."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.billing.account import Account, announced_entry, get_account
from services.billing.documents.credit_document import announced, credit_note_issued, edited_order_credited, is_of_edit
from services.billing.documents.invoice import invoice_issued
from services.billing.documents.left_to_credit import lefts_of
from services.billing.documents.model import DocumentKind
from services.billing.documents.store import Numbered, list_numbered_of_orders
from services.billing.exchanges.store import list_exchanges_of_order, list_settlements, settlements_by_half
from services.billing.exchanges.told import exchange_settled
from services.billing.ledger.model import EntryKind
from services.billing.ledger.pending import find_pending
from services.billing.ledger.store import list_entries
from services.billing.model import OrderState
from services.billing.refunds.events import refund_told_again
from services.billing.refunds.store import list_refunds
from services.billing.reminders.store import list_reminders
from services.billing.revisions.model import document_revised
from services.billing.revisions.store import list_revisions
from services.billing.store import find_next_orders, get_order
from shared.clock import now
from shared.messaging.announce_again import AnnounceAgain, Batch, batch_of_orders, lock_next_orders
from shared.schemas.billing import (
    BillingEvent,
    CancellationInvoiceIssued,
    InvoiceAwaited,
    Invoicing,
    InvoicingHeld,
    NothingToCredit,
)
from shared.stored import Unreadable
from shared.transaction import Tx

UNKNOWN_BY = "billing"
"""A document does not say who credited it."""


async def read_next_accounts(tx: Tx, after: str | None, since: datetime | None) -> Batch:
    """The documents, payments and holds of the next orders, which are locked."""
    order_ids = await lock_next_orders(tx, after, since, find_next_orders)
    events, unreadable = list[BillingEvent](), list[Unreadable]()
    for order_id in order_ids:
        try:
            events += await _of_order(tx, order_id)
        except Unreadable as error:
            unreadable.append(error)
    return batch_of_orders(order_ids, events, unreadable)


ANNOUNCE_AGAIN = AnnounceAgain(
    read_next_accounts,
    {
        "billing.events": "holds that are over, payments that failed, and who credited what, are not kept as they"
        " were announced"
    },
)


async def _of_order(tx: Tx, order_id: UUID) -> list[BillingEvent]:
    numbered = await list_numbered_of_orders(tx, [order_id])
    documents = [one.document for one in numbered]
    entries, refunds = await list_entries(tx, order_id), await list_refunds(tx, order_id)
    account = Account(await get_order(tx, order_id), documents, entries, refunds)
    revisions = await list_revisions(tx, [document.document_id for document in documents])
    revised = [
        document_revised(one, document.number, sequence=account.order.version, again=True)
        for document in documents
        for one in revisions.get(document.document_id, ())
    ]
    halves = await settlements_by_half(tx, order_id)
    pending = await find_pending(tx, order_id)
    expected = [pending.is_pending(sequence=account.order.version, again=True)] if pending else []
    refunded = [
        told
        for refund in refunds
        for told in refund_told_again(
            refund,
            entries,
            sequence=account.order.version,
            balance=account.balance,
            settlement_id=halves.get(refund.refund_id),
        )
    ]
    reminders = [
        one.said.model_copy(update={"sequence": account.order.version, "again": True})
        for one in await list_reminders(tx, order_id)
    ]
    exchanged = await _exchanges(tx, account)
    told = (*_documents(account, numbered), *revised, *_payments(account, halves), *expected, *refunded, *reminders)
    return [*told, *exchanged, *_standing(account)]


def _documents(account: Account, numbered: Sequence[Numbered]) -> Iterator[BillingEvent]:
    for count, one in enumerate(numbered, start=1):
        sequence = account.order.version
        match one.document.kind:
            case DocumentKind.INVOICE:
                yield invoice_issued(one, sequence=sequence, again=True)
            case DocumentKind.CANCELLATION_INVOICE:
                yield CancellationInvoiceIssued.model_construct(**announced(one), sequence=sequence, again=True)
            case DocumentKind.CREDIT_NOTE:
                lefts = lefts_of(account.documents[:count])  # as it was then
                assert one.document.original
                own = one.document.original.invoice_id
                invoice = next(left.invoice for left in lefts if left.invoice.document_id == own)
                if is_of_edit(one.document, invoice):
                    yield edited_order_credited(one, sequence=sequence, by=UNKNOWN_BY, again=True)
                    continue
                yield credit_note_issued(
                    one,
                    sequence=sequence,
                    in_full=all(left.nothing for left in lefts if left.invoice.document_id == own),
                    order_in_full=all(left.nothing for left in lefts),
                    by=UNKNOWN_BY,
                    again=True,
                )


async def _exchanges(tx: Tx, account: Account) -> list[BillingEvent]:
    """Of the order that the goods came from, how far each order in exchange is settled."""
    order = account.order
    exchanges = await list_exchanges_of_order(tx, order.order_id)
    settlements = await list_settlements(tx, order.order_id) if exchanges else []
    return [
        exchange_settled(
            exchange,
            settlements,
            sequence=order.version,
            due=(await get_account(tx, exchange.order_id)).balance.due,
            currency=order.currency or "",
            at=now(),
            by=UNKNOWN_BY,
            again=True,
        )
        for exchange in exchanges
    ]


def _payments(account: Account, halves: Mapping[UUID, UUID]) -> Iterator[BillingEvent]:
    """Each with the account as it is now. Refunds, and those that came back, are told as such."""
    refunds = {entry.entry_id for entry in account.entries if entry.kind is EntryKind.REFUND}
    for entry in account.entries:
        if not refunds & {entry.entry_id, entry.reverses}:
            half = halves.get(entry.entry_id) or (halves.get(entry.reverses) if entry.reverses else None)
            yield announced_entry(entry, account, again=True, settlement_id=half)


def _standing(account: Account) -> Iterator[BillingEvent]:
    order = account.order
    if order.held and order.state is not OrderState.CANCELLED:  # else the last applied is its cancellation
        yield InvoicingHeld(order_id=order.order_id, sequence=order.version, hold_sequence=order.applied, again=True)
    if order.state is OrderState.WAITING and order.invoicing is Invoicing.BY_HAND:
        yield InvoiceAwaited(order_id=order.order_id, sequence=order.version, again=True)
    is_credited = any(one.kind is DocumentKind.CANCELLATION_INVOICE for one in account.documents)
    if order.state is OrderState.CANCELLED and not is_credited:
        yield NothingToCredit(order_id=order.order_id, sequence=order.version, again=True)
