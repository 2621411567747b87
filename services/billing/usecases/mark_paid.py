"""An order is marked as paid, in full or in part: money came in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing.account import Account, Recorded, get_account, record_entries
from services.billing.ledger.model import (
    Entry,
    EntryKind,
    Told,
    amount_to_pay,
    refuse_before_the_order,
    refuse_recorded,
    reversal,
    standing,
)
from services.billing.ledger.pending import delete_pending
from services.billing.reminders.follow import follow
from services.billing.usecases.issue_invoices import invoice
from shared.clock import now
from shared.schemas.billing import Invoicing
from shared.schemas.dates import Happened
from shared.schemas.event import Contract
from shared.schemas.money import PositiveOrZero
from shared.schemas.values import Actor, Line
from shared.transaction import Tx


class MarkPaid(Contract):
    """`amount` is what is due unless given; `paid_at` is now unless given. `more_than_due`: it is recorded even so.

    `occurred_at` is when it was recorded elsewhere, where it is brought over from there.
    """

    order_id: UUID
    by: Actor
    amount: PositiveOrZero | None = None
    method: Line | None = None
    reference: Line | None = None
    paid_at: Happened | None = None
    more_than_due: bool = False
    occurred_at: Happened | None = None


async def mark_paid(tx: Tx, command: MarkPaid) -> Recorded:
    """Raises OrderNotFound, PaymentAlreadyRecorded, OrderIsCancelled, NothingDue when it is paid already, MoreThanDue,
    InvalidAmount, WrongDate.
    """
    account = await get_account(tx, command.order_id)
    paid_at = command.paid_at or command.occurred_at
    refuse_recorded(account.order, account.entries, Told(command.amount, command.method, command.reference, paid_at))
    amount = amount_to_pay(account.order, account.balance, command.amount, more_than_due=command.more_than_due)

    at = now()
    paid_at = paid_at or at
    refuse_before_the_order(account.order, paid_at, placed_on=account.placed_on)
    entry = Entry(
        entry_id=uuid7(),
        order_id=command.order_id,
        kind=EntryKind.PAYMENT,
        amount=amount,
        currency=account.order.currency or "",
        method=command.method,
        reference=command.reference,
        reason=None,
        reverses=None,
        paid_at=paid_at,
        recorded_at=at,
        by=command.by,
    )
    await delete_pending(tx, command.order_id)
    entries = [entry, *_write_offs_taken_back(account.with_entry(entry), entry)]
    recorded = await record_entries(tx, account, entries, occurred_at=command.occurred_at)
    await follow(tx, [recorded.account])
    return await with_its_invoice(tx, recorded, command.occurred_at)


def _write_offs_taken_back(account: Account, payment: Entry) -> Sequence[Entry]:
    """Once all has come after all, nothing of it is lost, whatever becomes of the payments later."""
    if account.balance.paid < account.balance.charged:
        return []
    at, by = payment.recorded_at, payment.by
    return [
        reversal(one, entry_id=uuid7(), reason=None, paid_at=at, at=at, by=by)
        for one in standing(account.entries, EntryKind.WRITE_OFF)
    ]


async def with_its_invoice(tx: Tx, recorded: Recorded, occurred_at: datetime | None = None) -> Recorded:
    """An order that is invoiced on payment is so in the transaction in which nothing of it is due any more."""
    order, due = recorded.account.order, recorded.account.balance.due
    if order.invoicing is not Invoicing.ON_PAYMENT or not order.is_to_be_invoiced(paid=not due):
        return recorded
    assert order.placed
    brought_over = {order.order_id: max(occurred_at, order.placed.placed_at)} if occurred_at else {}
    await invoice(tx, [order], {order.order_id}, brought_over)
    return replace(recorded, account=await get_account(tx, order.order_id))
