"""What the API takes and answers of a payment that is on its way."""

from uuid import UUID

from services.billing.ledger.pending import Expected, Pending
from shared.schemas.event import Asked, Contract
from shared.schemas.money import PositiveOrZero, Sum
from shared.schemas.values import Actor, Instant, Line, Text


class PaymentToExpect(Asked):
    """`amount` is what is due unless given."""

    amount: PositiveOrZero | None = None
    method: Line | None = None
    reference: Line | None = None


class PaymentThatFailed(Asked):
    reason: Text | None = None


class PendingView(Contract):
    """A payment that is on its way: none of it is paid yet."""

    entry_id: UUID
    amount: Sum
    method: Line | None
    reference: Line | None
    since: Instant
    by: Actor


class ExpectedView(Contract):
    """The payment of an order that is on its way now, if any."""

    order_id: UUID
    version: int
    pending: PendingView | None


def expected_view(expected: Expected) -> ExpectedView:
    return ExpectedView(order_id=expected.order_id, version=expected.version, pending=pending_view(expected.pending))


def pending_view(pending: Pending | None) -> PendingView | None:
    if pending is None:
        return None
    return PendingView(**{name: getattr(pending, name) for name in PendingView.model_fields})
