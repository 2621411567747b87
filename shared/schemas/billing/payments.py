"""Events of the ledger and of payments that are expected: what came, was reversed or written off."""

from uuid import UUID

from shared.schemas.billing.values import BillingEvent
from shared.schemas.money import Amount, Currency
from shared.schemas.values import Actor, Instant, Line, Text


class LedgerEvent(BillingEvent):
    """An entry was added to the ledger. `paid` is the order's balance after it, `due` what is still to be paid.

    `paid_at` is when the money came or went. `balance` is what was paid less what is charged: above zero it is owed to
    the customer, below zero it is due. `occurred_at` is when that was done which is brought over from elsewhere.
    `reverses` is the entry that this one takes back. `written_off` is what of the order is written off after it, in
    all, which is no part of `paid`; null in events that are older than that field. `settlement_id`: no money
    moved, but what was credited for a return settles the order in exchange; it is the refund of the other order.
    """

    entry_id: UUID
    amount: Amount
    paid: Amount
    written_off: Amount | None = None
    due: Amount
    currency: Currency
    balance: Amount | None = None
    method: Line | None = None
    reference: Line | None = None
    reason: Text | None = None
    paid_at: Instant | None = None
    occurred_at: Instant | None = None
    recorded_at: Instant
    reverses: UUID | None = None
    settlement_id: UUID | None = None
    by: Actor


class PaymentRecorded(LedgerEvent):
    """Money came in. `paid` is the balance of the order's ledger after it, `due` what is still to be paid."""


class PaymentReversed(LedgerEvent):
    """An entry of the ledger was reversed: the order was marked as not paid."""


class DifferenceWrittenOff(LedgerEvent):
    """Of what is due a small difference will not come, and nobody owes it any more. No money came in."""


class WriteOffReversed(LedgerEvent):
    """A difference that was written off is due again."""


class ExpectedPayment(BillingEvent):
    """What is told of a payment that is no entry of the ledger yet; `entry_id` is its own id."""

    entry_id: UUID
    amount: Amount
    currency: Currency
    method: Line | None = None
    reference: Line | None = None
    recorded_at: Instant
    by: Actor


class PaymentPending(ExpectedPayment):
    """A payment is on its way: authorised, or ordered at a bank. It is over with the next payment of the order that is
    recorded, or once it has failed; until then the order does not expire.
    """


class PaymentFailed(ExpectedPayment):
    """The payment that was pending will not come."""

    reason: Text | None = None
