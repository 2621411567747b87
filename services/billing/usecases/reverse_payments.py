"""An order is marked as not paid: a payment or write-off, or all of them, is reversed by an entry of its own."""

from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing.account import Recorded, get_whole_account, record_entries
from services.billing.exchanges.model import refuse_half
from services.billing.ledger.model import payments_to_reverse, refuse_before_the_order, reversal
from services.billing.refunds.model import parts_given_back
from services.billing.reminders.follow import follow
from shared.clock import now
from shared.schemas.dates import Happened, WrongDate
from shared.schemas.event import Contract
from shared.schemas.values import Actor, Text
from shared.transaction import Tx


class ReversePayments(Contract):
    """Without `entry_id`, all payments and write-offs are reversed. `occurred_at` is as of a payment."""

    order_id: UUID
    by: Actor
    reason: Text
    entry_id: UUID | None = None
    occurred_at: Happened | None = None


async def reverse_payments(tx: Tx, command: ReversePayments) -> Recorded:
    """Raises OrderNotFound, EntryNotFound, NothingToReverse, PaymentRefunded, and SettlesExchange. A cancelled
    order's payments may be reversed too.
    """
    account = await get_whole_account(tx, command.order_id)
    given_back = parts_given_back(account.refunds)
    if command.entry_id:
        refuse_half(account.halves, command.entry_id, f"entry {command.entry_id} of order {account.order.number}")
    payments = payments_to_reverse(account.order, account.entries, given_back, command.entry_id, kept=account.halves)

    at = now()
    # A clock that was ahead may have dated a payment some minutes later than now.
    paid_at = command.occurred_at or max(at, *(payment.paid_at for payment in payments))
    refuse_before_the_order(account.order, paid_at, placed_on=account.placed_on)
    if any(paid_at < payment.paid_at for payment in payments):
        raise WrongDate(
            f"occurred_at {paid_at.isoformat()} is before a payment of order {account.order.number} that it takes back",
            field="occurred_at",
        )
    reversals = [
        reversal(payment, entry_id=uuid7(), reason=command.reason, paid_at=paid_at, at=at, by=command.by)
        for payment in payments
    ]
    recorded = await record_entries(tx, account, reversals, occurred_at=command.occurred_at)
    await follow(tx, [recorded.account])
    return recorded
