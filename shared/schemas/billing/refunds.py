"""Events of money that goes back to the customer."""

from uuid import UUID

from shared.json_limits import Many
from shared.schemas.billing.values import BillingEvent
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency
from shared.schemas.values import Actor, Instant, Line, Text


class RefundedPayment(Contract):
    """So much of a payment, an entry of the ledger, goes back."""

    entry_id: UUID
    amount: Amount


class RefundEvent(BillingEvent):
    """Money goes back to the customer. `payments` are those it is part of; `by` is who did what the event tells.

    `return_id` is of the return that decided it. `settlement_id`: no money moves, but it settles the order that was
    placed in exchange for what comes back, and is its own id.
    """

    refund_id: UUID
    amount: Amount
    currency: Currency
    method: Line
    reference: Line | None = None
    reason: Text | None = None
    payments: Many[RefundedPayment]
    requested_at: Instant
    requested_by: Actor
    recorded_at: Instant
    return_id: UUID | None = None
    settlement_id: UUID | None = None
    by: Actor


class RefundRequested(RefundEvent):
    """It is on its way. What is paid stays as it was until `RefundSucceeded`."""


class RefundSucceeded(RefundEvent):
    """The money went, at `refunded_at`. It is an entry of the ledger, of the refund's id: `paid`, `due`, `balance` are
    as after it. One that succeeds at once has no `RefundRequested` before it.
    """

    refunded_at: Instant
    paid: Amount
    due: Amount
    balance: Amount


class RefundFailed(RefundEvent):
    """The money did not go: what is paid is as it was.

    Or it had gone, as was told, and came back: then `entry_id` is the entry of the ledger that reverses it, of
    `came_back_at`, and `paid`, `due`, `balance` are as after it.
    """

    failure: Text | None = None
    entry_id: UUID | None = None
    came_back_at: Instant | None = None
    paid: Amount | None = None
    due: Amount | None = None
    balance: Amount | None = None
