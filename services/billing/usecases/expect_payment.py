"""A payment is on its way, or will not come: until then its order does not expire, and nothing counts as paid."""

from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing.account import get_account
from services.billing.ledger.model import amount_to_pay
from services.billing.ledger.pending import (
    Expected,
    NothingPending,
    PaymentIsPending,
    Pending,
    delete_pending,
    find_pending,
    insert_pending,
)
from services.billing.store import get_order, save_orders
from shared.clock import now
from shared.schemas.event import Contract
from shared.schemas.money import PositiveOrZero
from shared.schemas.values import Actor, Line, Text
from shared.transaction import Tx, announce


class ExpectPayment(Contract):
    """`amount` is what is due unless given."""

    order_id: UUID
    by: Actor
    amount: PositiveOrZero | None = None
    method: Line | None = None
    reference: Line | None = None


class FailPayment(Contract):
    order_id: UUID
    by: Actor
    reason: Text | None = None


async def expect_payment(tx: Tx, command: ExpectPayment) -> Expected:
    """The same told again changes nothing. Raises OrderNotFound, OrderIsCancelled, NothingDue, MoreThanDue,
    InvalidAmount, PaymentIsPending.
    """
    before = await find_pending(tx, command.order_id)
    account = await get_account(tx, command.order_id)
    amount = amount_to_pay(account.order, account.balance, command.amount)
    if before and (before.amount, before.method, before.reference) == (amount, command.method, command.reference):
        return Expected(order_id=command.order_id, version=account.order.version, pending=before)
    if before:
        raise PaymentIsPending(f"a payment of order {account.order.number} is pending already: it is recorded or fails")

    order = account.order.announce()
    pending = Pending(
        order_id=command.order_id,
        entry_id=uuid7(),
        amount=amount,
        currency=order.currency or "",
        method=command.method,
        reference=command.reference,
        since=now(),
        by=command.by,
    )
    await insert_pending(tx, pending)
    await save_orders(tx, [order])
    announce(tx, pending.is_pending(sequence=order.version))
    return Expected(order_id=command.order_id, version=order.version, pending=pending)


async def fail_payment(tx: Tx, command: FailPayment) -> Expected:
    """What was pending will not come. Raises OrderNotFound, NothingPending."""
    order = (await get_order(tx, command.order_id)).announce()
    pending = await find_pending(tx, command.order_id)
    if pending is None:
        raise NothingPending(f"no payment of order {order.number} is pending")
    await delete_pending(tx, command.order_id)
    await save_orders(tx, [order])
    announce(tx, pending.has_failed(sequence=order.version, reason=command.reason, at=now(), by=command.by))
    return Expected(order_id=command.order_id, version=order.version, pending=None)
