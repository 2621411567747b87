"""Money goes back to the customer: a refund is asked for, and succeeds or fails."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing.account import Account, get_account, get_whole_account
from services.billing.exchanges.model import refuse_half
from services.billing.ledger.model import Entry, refuse_before_the_order, reversal
from services.billing.ledger.store import insert_entries
from services.billing.refunds.events import refund_told
from services.billing.refunds.model import (
    Refund,
    RefundNotFound,
    RefundState,
    amount_to_refund,
    chosen_parts,
    left_of_payments,
    refuse_before_its_payments,
    refuse_recorded_refund,
    split,
)
from services.billing.refunds.store import save_refund
from services.billing.store import save_orders
from shared.clock import now
from shared.schemas.billing import RefundedPayment
from shared.schemas.dates import Happened
from shared.schemas.event import Contract
from shared.schemas.money import PositiveOrZero
from shared.schemas.values import Actor, Line, Text
from shared.transaction import Tx, announce


class RequestRefund(Contract):
    """`amount` is what the `payments` are together, or all that is owed back, unless given.

    `succeeded`: the money has gone, at `refunded_at` or now. `refund_id` is the decision of the return `return_id`
    that it carries out.
    """

    order_id: UUID
    by: Actor
    method: Line
    amount: PositiveOrZero | None = None
    reference: Line | None = None
    reason: Text | None = None
    succeeded: bool = False
    refunded_at: Happened | None = None
    payments: tuple[RefundedPayment, ...] = ()
    refund_id: UUID | None = None
    return_id: UUID | None = None


class SucceedRefund(Contract):
    order_id: UUID
    refund_id: UUID
    by: Actor
    reference: Line | None = None
    refunded_at: Happened | None = None


class FailRefund(Contract):
    order_id: UUID
    refund_id: UUID
    by: Actor
    reason: Text | None = None


async def request_refund(tx: Tx, command: RequestRefund) -> Refund:
    """Raises OrderNotFound, NothingOwed, MoreThanOwed, MoreThanReceived, EntryNotFound, InvalidAmount, WrongDate, and
    RefundAlreadyRecorded.
    """
    account = await get_account(tx, command.order_id)
    left = left_of_payments(account.entries, account.refunds)
    parts = chosen_parts(account.order, left, command.payments)
    together = sum((part.amount for part in parts), Decimal(0)) if parts else None
    asked = together if command.amount is None else command.amount
    refuse_recorded_refund(account.order, account.refunds, reference=command.reference, amount=asked)
    amount = amount_to_refund(account.order, account.balance, account.refunds, asked)
    at = now()
    refund = Refund(
        refund_id=command.refund_id or uuid7(),
        order_id=command.order_id,
        amount=amount,
        currency=account.order.currency or "",
        method=command.method,
        reference=command.reference,
        reason=command.reason,
        payments=split(left, amount, parts),
        requested_at=at,
        requested_by=command.by,
        return_id=command.return_id,
    )
    if not command.succeeded:
        return await record_refund(tx, account, refund)
    return await _succeed(tx, account, refund, command.refunded_at, None, at=at, by=command.by)


async def succeed_refund(tx: Tx, command: SucceedRefund) -> Refund:
    """Raises OrderNotFound, RefundNotFound, WrongState where it is not pending any more, WrongDate."""
    account = await get_account(tx, command.order_id)
    refund = _of(account, command.refund_id)
    return await _succeed(tx, account, refund, command.refunded_at, command.reference, at=now(), by=command.by)


async def fail_refund(tx: Tx, command: FailRefund) -> Refund:
    """What was on its way, or came back after all, is owed again.

    Raises OrderNotFound, RefundNotFound, SettlesExchange, WrongState.
    """
    account = await get_whole_account(tx, command.order_id)
    refuse_half(account.halves, command.refund_id, f"refund {command.refund_id} of order {account.order.number}")
    refund, at = _of(account, command.refund_id), now()
    failed = refund.fail(why=command.reason, at=at, by=command.by)
    if refund.refunded_at is None:
        return await record_refund(tx, account, failed)
    # A clock that was ahead may have dated it some minutes later than now.
    came_back_at = max(at, refund.refunded_at)
    came_back = reversal(
        refund.entry, entry_id=uuid7(), reason=command.reason, paid_at=came_back_at, at=at, by=command.by
    )
    return await record_refund(tx, account, failed, came_back)


async def _succeed(
    tx: Tx, account: Account, refund: Refund, went_at: datetime | None, reference: str | None, *, at: datetime, by: str
) -> Refund:
    went_at = went_at or at
    refuse_before_the_order(account.order, went_at, placed_on=account.placed_on, field="refunded_at")
    succeeded = refund.succeed(refunded_at=went_at, reference=reference, at=at, by=by)
    refuse_before_its_payments(succeeded, account.entries)
    return await record_refund(tx, account, succeeded)


async def record_refund(
    tx: Tx, account: Account, refund: Refund, came_back: Entry | None = None, *, settlement_id: UUID | None = None
) -> Refund:
    """A new one, or what has become of it. With a `settlement_id` it settles an order in exchange."""
    order = account.order.announce()
    balance = account.balance
    await save_refund(tx, refund)
    entry = refund.entry if refund.state is RefundState.SUCCEEDED else came_back
    if entry:
        await insert_entries(tx, [entry])
        balance = account.with_entry(entry).balance
    await save_orders(tx, [order])
    told = refund_told(
        refund, sequence=order.version, balance=balance, came_back=came_back, settlement_id=settlement_id
    )
    announce(tx, told)
    return refund


def _of(account: Account, refund_id: UUID) -> Refund:
    found = next((refund for refund in account.refunds if refund.refund_id == refund_id), None)
    if found is None:
        raise RefundNotFound(f"order {account.order.number} has no refund {refund_id}")
    return found
