"""What the API takes and answers of refunds."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from services.billing.refunds.model import Refund, RefundState
from shared.json_limits import Many
from shared.schemas.billing import RefundedPayment
from shared.schemas.dates import Happened
from shared.schemas.event import Asked, Contract
from shared.schemas.money import Amount, PositiveOrZero
from shared.schemas.values import Actor, Instant, Line, Text

MOST_PAYMENTS = 100


class PaymentToRefund(Asked):
    """So much of a payment, by its entry of the ledger."""

    entry_id: UUID
    amount: PositiveOrZero


class NewRefund(Asked):
    """`amount` is what the `payments` are together, or all that is owed back, unless given.

    `method` is by which means it goes. It is `pending` until somebody says that it succeeded or failed, or has
    `succeeded` at once: then `refunded_at` is when the money went, now unless given. Over `payments` it is split as
    they say, else over the oldest first.
    """

    method: Line
    amount: PositiveOrZero | None = None
    reference: Line | None = None
    reason: Text | None = None
    state: Literal["pending", "succeeded"] = "pending"
    refunded_at: Happened | None = None
    payments: Annotated[Many[PaymentToRefund], Field(max_length=MOST_PAYMENTS)] = ()

    @model_validator(mode="after")
    def _went_only_if_it_succeeded(self) -> "NewRefund":
        if self.refunded_at is not None and self.state != "succeeded":
            raise ValueError("refunded_at is of a refund that has succeeded: of one that is pending it comes later")
        return self


class RefundThatSucceeded(Asked):
    """`refunded_at` is when the money went, now unless given."""

    reference: Line | None = None
    refunded_at: Happened | None = None


class RefundThatFailed(Asked):
    reason: Text | None = None


class RefundView(Contract):
    """`may` lists what can be said of it now: that it did `succeed` or `fail`. `failure` is why it failed.

    One that failed and has a `refunded_at` had gone, and came back: the ledger has both. `return_id` is of the return
    that decided it; by `exchange` it settles an order that was placed for what comes back.
    """

    refund_id: UUID
    amount: Amount
    method: Line
    reference: Line | None
    reason: Text | None
    payments: Many[RefundedPayment]
    state: RefundState
    requested_at: Instant
    requested_by: Actor
    refunded_at: Instant | None
    settled_at: Instant | None
    settled_by: Actor | None
    failure: Text | None
    return_id: UUID | None = None
    may: Many[Literal["succeed", "fail"]]


class RefundBrief(Contract):
    """What a refund answers to callers who may not read them."""

    refund_id: UUID
    state: RefundState


_MAY: dict[RefundState, tuple[Literal["succeed", "fail"], ...]] = {
    RefundState.PENDING: ("succeed", "fail"),
    RefundState.SUCCEEDED: ("fail",),
    RefundState.FAILED: (),
}


def refund_view(refund: Refund, *, stands: bool = False) -> RefundView:
    """`stands`: it settles an exchange."""
    may = () if stands else _MAY[refund.state]
    return RefundView(
        **{name: getattr(refund, name) for name in RefundView.model_fields if name != "may"},
        may=may,
    )
