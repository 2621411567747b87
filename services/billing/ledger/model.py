"""The ledger of an order's payments: its entries, the balance, and what may be paid or reversed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from services.billing.model import Order, OrderIsCancelled, OrderNotFound, OrderState
from shared.money import cent, exactly
from shared.refused import NotFound, Refused
from shared.schemas.dates import WrongDate
from shared.schemas.money import MOST
from shared.schemas.order_status import PaymentStatus, settled_by


class EntryNotFound(NotFound):
    type = "entry-not-found"


class NothingDue(Refused):
    type = "nothing-due"


class MoreThanDue(Refused):
    type = "more-than-due"
    field = "amount"


class PaymentAlreadyRecorded(Refused):
    type = "payment-already-recorded"
    field = "reference"


class NothingToReverse(Refused):
    type = "nothing-to-reverse"


class PaymentRefunded(Refused):
    type = "payment-refunded"


class InvalidAmount(Refused):
    type = "invalid-amount"
    status = 422
    field = "amount"


class EntryKind(StrEnum):
    """Entries of the ledger. Reversals take back a payment, a refund or a write-off, which is no money that came in."""

    PAYMENT = "payment"
    REVERSAL = "reversal"
    REFUND = "refund"
    WRITE_OFF = "write_off"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of an order's ledger; it is never changed. `amount` is negative where money went back."""

    entry_id: UUID
    order_id: UUID
    kind: EntryKind
    amount: Decimal
    currency: str
    method: str | None
    reference: str | None
    reason: str | None
    reverses: UUID | None
    paid_at: datetime
    recorded_at: datetime
    by: str

    @property
    def told_paid_at(self) -> datetime | None:
        """None where nobody said when it was paid, and the moment of recording stands for it."""
        return None if self.paid_at == self.recorded_at else self.paid_at


@dataclass(frozen=True, slots=True)
class Balance:
    """What the customer of an order was charged, what was paid, and the `write_offs` that stand."""

    charged: Decimal
    paid: Decimal
    write_offs: Decimal = Decimal(0)

    @property
    def settled(self) -> Decimal:
        """What nobody owes any more, as it is paid or written off."""
        return settled_by(charged=self.charged, paid=self.paid, written_off=self.write_offs)

    @property
    def written_off(self) -> Decimal:
        """What of the rest nobody owes: of what is paid or credited anyway, nothing is."""
        return self.settled - self.paid

    @property
    def balance(self) -> Decimal:
        """What was settled less what is charged: above zero it is owed to the customer, below zero it is due."""
        return self.settled - self.charged

    @property
    def due(self) -> Decimal:
        """What is still to be paid. What is owed to the customer is no negative due, and stands in the balance."""
        return self.charged - min(self.charged, self.settled)

    def status(self, state: OrderState) -> PaymentStatus:
        """Measured against what is charged; nothing charged is paid."""
        if state is OrderState.CANCELLED:
            return PaymentStatus.CANCELLED
        if self.balance > 0:
            return PaymentStatus.OVERPAID
        if not self.balance:
            return PaymentStatus.PAID
        return PaymentStatus.PARTIALLY_PAID if self.paid > 0 else PaymentStatus.NOT_PAID


def balance_of(charged: Decimal, entries: Sequence[Entry], zero: Decimal) -> Balance:
    """`zero` has the decimals of the currency."""
    write_offs = sum((entry.amount for entry in standing(entries, EntryKind.WRITE_OFF)), zero)
    return Balance(charged, sum((entry.amount for entry in entries), zero) - write_offs, write_offs)


def standing(entries: Sequence[Entry], *kinds: EntryKind) -> Sequence[Entry]:
    """Those of these kinds that are not taken back."""
    taken_back = {entry.reverses for entry in entries}
    return [entry for entry in entries if entry.kind in kinds and entry.entry_id not in taken_back]


_BUT_RECEIVED = " (if it was received, say more_than_due)"


def refusal_of_payment(order: Order, balance: Balance) -> Refused | None:
    """Why the order takes no payment; None when it does."""
    if order.state is OrderState.EXPECTED:
        return OrderNotFound(f"order {order.order_id} is not placed yet")
    if order.state is OrderState.CANCELLED:
        return OrderIsCancelled(f"order {order.number} is cancelled and takes no payment{_BUT_RECEIVED}")
    if not balance.due:
        return NothingDue(
            f"nothing is due for order {order.number}: {balance.paid} {order.currency} is paid{_BUT_RECEIVED}",
            brief=f"nothing is due for order {order.number}",
        )
    return None


def amount_to_pay(order: Order, balance: Balance, amount: Decimal | None, *, more_than_due: bool = False) -> Decimal:
    """The given amount, or else all that is due; refuses where the order takes no payment or not that much.

    Money that has come in is recorded whatever is due, where the caller says that it is `more_than_due`: also on a
    cancelled order. It is owed to the customer then.
    """
    refusal = refusal_of_payment(order, balance)
    if refusal and (isinstance(refusal, OrderNotFound) or amount is None or not more_than_due):
        raise refusal
    if amount is None:
        return balance.due
    currency = order.currency or ""
    exact = exactly(amount, currency)
    if exact is None or exact <= 0:
        raise InvalidAmount(f"the payment {amount} is not a positive amount in steps of {cent(currency)}")
    if balance.paid + exact > MOST:
        raise InvalidAmount(
            f"order {order.number} has {balance.paid} paid; {exact} more is more than an amount can be: {MOST}",
            brief=f"what is paid and {exact} are more than an amount can be: {MOST}",
        )
    if exact > balance.due and not more_than_due:
        detail = f"order {order.number} has {balance.due} {currency} due; {exact} is more than that{_BUT_RECEIVED}"
        brief = f"order {order.number} has less due than {exact} {currency}"
        raise MoreThanDue(detail, brief=brief, limit=balance.due, currency=currency)
    return exact


@dataclass(frozen=True, slots=True)
class Told:
    """A payment as somebody tells of it; `paid_at` is None where they do not say."""

    amount: Decimal | None
    method: str | None
    reference: str | None
    paid_at: datetime | None

    def is_of(self, entry: Entry) -> bool:
        """Whether the entry is this payment, told before. People write a method or a reference in their own way, and
        leave the method out; a reference may stand for several payments: those of an instalment plan.
        """
        return (
            self.reference is not None
            and self.amount == entry.amount
            and as_read(self.reference) == as_read(entry.reference)
            and (None in (self.method, entry.method) or as_read(self.method) == as_read(entry.method))
            and (None in (self.paid_at, entry.told_paid_at) or self.paid_at == entry.told_paid_at)
        )


def refuse_recorded(order: Order, entries: Sequence[Entry], told: Told) -> None:
    """A provider tells of one payment several times, each as if it were the first.

    One that was taken back may come again, but not as of the same moment.
    """
    stands = standing(entries, EntryKind.PAYMENT)
    for entry in (one for one in entries if one.kind is EntryKind.PAYMENT and told.is_of(one)):
        if entry in stands:
            raise PaymentAlreadyRecorded(
                f"order {order.number} has a payment of this reference and amount already; where this is another one,"
                " say by paid_at when each was paid"
            )
        if told.paid_at is not None and told.paid_at == entry.told_paid_at:
            raise PaymentAlreadyRecorded(
                f"order {order.number} had this payment already, of the same paid_at, and it was taken back"
            )


def as_read(name: str | None) -> str:
    """People write a method or a reference in their own way."""
    return " ".join((name or "").casefold().split())


def refuse_before_the_order(order: Order, paid_at: datetime, *, placed_on: date | None, field: str = "paid_at") -> None:
    """Nobody pays what is not ordered yet; where they paid it may have been the day before."""
    if placed_on and paid_at.date() < placed_on - timedelta(days=1):
        raise WrongDate(
            f"{field} {paid_at.isoformat()} is before order {order.number}, which was placed on {placed_on}",
            brief=f"{field} {paid_at.isoformat()} is before order {order.number} was placed",
            field=field,
        )


def refusal_of_reversal(
    order: Order,
    entries: Sequence[Entry],
    given_back: Collection[UUID],
    entry_id: UUID | None = None,
    *,
    kept: Collection[UUID] = (),
) -> Refused | None:
    """Why the payment or write-off of this id, or all of them, cannot be reversed; None when they can be.

    `given_back` are the payments of which something was refunded, or is on its way back; `kept` ones settle an
    exchange, and are none of all.
    """
    if entry_id is not None and entry_id not in {entry.entry_id for entry in entries}:
        return EntryNotFound(f"order {order.number} has no entry {entry_id}")
    open_payments = _open_payments(entries, entry_id, kept)
    if not open_payments:
        what = f"entry {entry_id} of order {order.number}" if entry_id else f"order {order.number}"
        return NothingToReverse(f"{what} has no payment that stands: there is nothing to reverse")
    if any(entry.entry_id in given_back for entry in open_payments):
        return PaymentRefunded(f"a payment of order {order.number} was refunded, at least in part: it stands")
    return None


def payments_to_reverse(
    order: Order,
    entries: Sequence[Entry],
    given_back: Collection[UUID],
    entry_id: UUID | None,
    *,
    kept: Collection[UUID] = (),
) -> Sequence[Entry]:
    """The payment or write-off of this id, or else all that are not reversed; refuses where there is none."""
    if refusal := refusal_of_reversal(order, entries, given_back, entry_id, kept=kept):
        raise refusal
    return _open_payments(entries, entry_id, kept)


def _open_payments(entries: Sequence[Entry], entry_id: UUID | None, kept: Collection[UUID]) -> Sequence[Entry]:
    stands = standing(entries, EntryKind.PAYMENT, EntryKind.WRITE_OFF)
    return [
        entry for entry in stands if entry.entry_id not in kept and (entry_id is None or entry.entry_id == entry_id)
    ]


def reversal(payment: Entry, *, entry_id: UUID, reason: str | None, paid_at: datetime, at: datetime, by: str) -> Entry:
    """The entry that takes a payment, write-off or refund back; `at` is when it is recorded."""
    return replace(
        payment,
        entry_id=entry_id,
        kind=EntryKind.REVERSAL,
        amount=-payment.amount,
        reason=reason,
        reverses=payment.entry_id,
        paid_at=paid_at,
        recorded_at=at,
        by=by,
    )
