"""What is told of refunds, and a refund made again of what was told."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.billing.ledger.model import Balance, Entry, reversal
from services.billing.refunds.model import Refund, RefundState
from shared.schemas.billing import RefundEvent, RefundFailed, RefundRequested, RefundSucceeded


def refund_told(
    refund: Refund,
    *,
    sequence: int,
    balance: Balance,
    came_back: Entry | None = None,
    again: bool = False,
    settlement_id: UUID | None = None,
) -> RefundEvent:
    """As it is now, with the order's balance after it. `came_back` is the entry that reverses one that had gone."""
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
        "return_id": refund.return_id,
        "settlement_id": settlement_id,
        "by": refund.settled_by or refund.requested_by,
    }
    after = {"paid": balance.paid, "due": balance.due, "balance": balance.balance}
    match refund.state:
        case RefundState.PENDING:
            return RefundRequested(**told)
        case RefundState.FAILED if came_back:
            told |= {"entry_id": came_back.entry_id, "came_back_at": came_back.paid_at} | after
            return RefundFailed(**told, failure=refund.failure)
        case RefundState.FAILED:
            return RefundFailed(**told, failure=refund.failure)
    assert refund.refunded_at
    return RefundSucceeded(**told, **after, refunded_at=refund.refunded_at)


def refund_told_again(
    refund: Refund,
    entries: Sequence[Entry],
    *,
    sequence: int,
    balance: Balance,
    settlement_id: UUID | None = None,
) -> Sequence[RefundEvent]:
    """As it is now; of one that came back, before that, that it had gone."""
    came_back = next((entry for entry in entries if entry.reverses == refund.refund_id), None)
    terms: dict[str, Any] = {"sequence": sequence, "balance": balance, "settlement_id": settlement_id, "again": True}
    told = refund_told(refund, came_back=came_back, **terms)
    if came_back is None:
        return [told]
    went = next(entry for entry in entries if entry.entry_id == refund.refund_id)
    had_gone = replace(
        refund, state=RefundState.SUCCEEDED, settled_at=went.recorded_at, settled_by=went.by, failure=None
    )
    return [refund_told(had_gone, **terms), told]


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
        return_id=event.return_id,
    )
    match event:
        case RefundSucceeded():
            at = event.recorded_at
            return refund.succeed(refunded_at=event.refunded_at, reference=event.reference, at=at, by=event.by)
        case RefundFailed():
            return refund.fail(why=event.failure, at=event.recorded_at, by=event.by)
    return refund


def came_back_as_told(refund: Refund, event: RefundFailed) -> tuple[Refund, Entry]:
    """Of one that had gone, as it is here: that it failed after all, and the entry that reverses its own."""
    assert event.entry_id
    at, by = event.recorded_at, event.by
    came_back_at = event.came_back_at or at
    entry = reversal(refund.entry, entry_id=event.entry_id, reason=event.failure, paid_at=came_back_at, at=at, by=by)
    return refund.fail(why=event.failure, at=at, by=by), entry
