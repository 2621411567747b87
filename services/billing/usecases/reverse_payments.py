"""An order is marked as not paid: a payment, or all of them, is reversed by an entry of its own."""

from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing.account import read_account, record_entry
from services.billing.ledger import payments_to_reverse, reversal
from services.billing.views import PaymentsToReverse, PaymentsView, payments_view
from shared.clock import now
from shared.schemas.billing import PaymentReversed
from shared.schemas.values import Actor
from shared.transaction import Tx


class ReversePayments(PaymentsToReverse):
    order_id: UUID
    by: Actor


async def reverse_payments(tx: Tx, command: ReversePayments) -> PaymentsView:
    """Raises OrderNotFound, EntryNotFound, NothingToReverse. A cancelled order's payments may be reversed too."""
    account = await read_account(tx, command.order_id)
    payments = payments_to_reverse(account.order, account.entries, command.entry_id)

    at = now()
    reversals = [
        reversal(payment, entry_id=uuid7(), reason=command.reason, at=at, by=command.by) for payment in payments
    ]
    for entry in reversals:
        account = await record_entry(tx, account, entry, PaymentReversed)
    return payments_view(account, reversals)
