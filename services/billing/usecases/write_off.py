"""A small difference that will not come is written off: nothing is due any more, though no money came in."""

from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing.account import Recorded, get_account, record_entries
from services.billing.ledger.model import Entry, EntryKind
from services.billing.ledger.write_offs import amount_to_write_off
from services.billing.reminders.follow import follow
from services.billing.settings import InvoiceSettings
from services.billing.usecases.mark_paid import with_its_invoice
from shared.clock import now
from shared.schemas.event import Contract
from shared.schemas.money import PositiveOrZero
from shared.schemas.values import Actor, Text
from shared.stored_settings import get_settings
from shared.transaction import Tx


class WriteOff(Contract):
    """All that is due is written off; `amount` is what the caller has seen of that."""

    order_id: UUID
    by: Actor
    reason: Text
    amount: PositiveOrZero | None = None


async def write_off(tx: Tx, command: WriteOff) -> Recorded:
    """Raises OrderNotFound, OrderIsCancelled, NothingDue, WriteOffsAreOff, TooMuchToWriteOff, AnotherAmountDue."""
    account = await get_account(tx, command.order_id)
    settings = await get_settings(tx, InvoiceSettings)
    amount = amount_to_write_off(account.order, account.balance, settings.greatest_write_off, command.amount)
    at = now()
    entry = Entry(
        entry_id=uuid7(),
        order_id=command.order_id,
        kind=EntryKind.WRITE_OFF,
        amount=amount,
        currency=account.order.currency or "",
        method=None,
        reference=None,
        reason=command.reason,
        reverses=None,
        paid_at=at,
        recorded_at=at,
        by=command.by,
    )
    recorded = await record_entries(tx, account, [entry])
    await follow(tx, [recorded.account])
    return await with_its_invoice(tx, recorded)
