"""Events of orders that were placed in exchange for what comes back of another."""

from uuid import UUID

from shared.json_limits import Many
from shared.schemas.billing.values import BillingEvent
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency
from shared.schemas.values import Actor, Instant, Line


class SettledPart(Contract):
    """So much of what was credited settles the other order: a refund of the one, a payment of the other.

    Both are taken back at `ended_at`, where the other order was cancelled.
    """

    refund_id: UUID
    entry_id: UUID
    amount: Amount
    settled_at: Instant
    ended_at: Instant | None = None


class ExchangeSettled(BillingEvent):
    """How far what was credited for a return settles the order that was placed in exchange. It is told as that is
    placed, with each credit of the return, and as it is cancelled, whereby it has `ended`. `order_id` is the order that
    the goods came from.

    `settled` is the sum of the `parts` that stand, `due` what is to be paid of the other order then.
    """

    decision_id: UUID
    return_id: UUID
    return_number: Line
    exchange_order_id: UUID
    exchange_order_number: Line
    gross: Amount
    currency: Currency
    settled: Amount
    due: Amount
    parts: Many[SettledPart] = ()
    ended: bool = False
    told_at: Instant
    by: Actor
