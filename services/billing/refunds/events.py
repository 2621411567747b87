"""What is told of refunds, and a refund made again of what was told."""

from typing import Any

from services.billing.ledger.model import Balance
from services.billing.refunds.model import Refund, RefundState
from shared.schemas.billing import RefundEvent, RefundFailed, RefundRequested, RefundSucceeded


def refund_told(refund: Refund, *, sequence: int, balance: Balance, again: bool = False) -> RefundEvent:
    """As it is now, with the order's balance after it."""
    told: dict[str, Any] = {
        "order_id": refund.order_id,
        "sequence": sequence,
        "again": again,
        "refund_id": refund.refund_id,
        "amount": refund.amount,
        "currency": refund.currency,
        "method": refund.method,
        "reference": refund.reference,
        "reason": refund.reason,
        "payments": tuple(refund.payments),
        "requested_at": refund.requested_at,
        "requested_by": refund.requested_by,
        "recorded_at": refund.settled_at or refund.requested_at,
        "by": refund.settled_by or refund.requested_by,
    }
    match refund.state:
        case RefundState.PENDING:
            return RefundRequested(**told)
        case RefundState.FAILED:
            return RefundFailed(**told, failure=refund.failure)
    assert refund.refunded_at
    after = {"paid": balance.paid, "due": balance.due, "balance": balance.balance}
    return RefundSucceeded(**told, **after, refunded_at=refund.refunded_at)


def refund_as_told(event: RefundEvent) -> Refund:
    refund = Refund(
        refund_id=event.refund_id,
        order_id=event.order_id,
        amount=event.amount,
        currency=event.currency,
        method=event.method,
        reference=event.reference,
        reason=event.reason,
        payments=event.payments,
        requested_at=event.requested_at,
        requested_by=event.requested_by,
    )
    match event:
        case RefundSucceeded():
            at = event.recorded_at
            return refund.succeed(refunded_at=event.refunded_at, reference=event.reference, at=at, by=event.by)
        case RefundFailed():
            return refund.fail(why=event.failure, at=event.recorded_at, by=event.by)
    return refund
