"""An order is marked as paid, in full or in part: money came in."""

from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing.account import read_account, record_entry
from services.billing.ledger import Entry, EntryKind, amount_to_pay
from services.billing.views import NewPayment, PaymentsView, payments_view
from shared.clock import now
from shared.schemas.billing import PaymentRecorded
from shared.schemas.values import Actor
from shared.transaction import Tx


class MarkPaid(NewPayment):
    order_id: UUID
    by: Actor


async def mark_paid(tx: Tx, command: MarkPaid) -> PaymentsView:
    """Raises OrderNotFound, OrderIsCancelled, NothingDue when it is paid already, MoreThanDue, InvalidAmount."""
    account = await read_account(tx, command.order_id)
    amount = amount_to_pay(account.order, account.balance, command.amount)

    at = now()
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
        paid_at=command.paid_at or at,
        recorded_at=at,
        by=command.by,
    )
    return payments_view(await record_entry(tx, account, entry, PaymentRecorded), [entry])
