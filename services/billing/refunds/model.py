"""A refund: money that goes back to the customer, split over the payments that it is part of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from services.billing.ledger.model import Balance, Entry, EntryKind, EntryNotFound, InvalidAmount, as_read
from services.billing.model import Order
from shared.money import cent, exactly
from shared.refused import NotFound, Refused
from shared.schemas.billing import RefundedPayment
from shared.schemas.dates import WrongDate
from shared.states import move


class RefundNotFound(NotFound):
    type = "refund-not-found"


class NothingOwed(Refused):
    type = "nothing-owed"


class MoreThanOwed(Refused):
    type = "more-than-owed"
    field = "amount"


class MoreThanReceived(Refused):
    type = "more-than-received"


class PartsDiffer(InvalidAmount):
    type = "parts-differ"


class RefundAlreadyRecorded(Refused):
    type = "refund-already-recorded"
    field = "reference"


class RefundState(StrEnum):
    """`pending`: the money is on its way, and counts as paid still. Only one that succeeded changes the balance.

    One that succeeded may fail after all: its bank sends the money back, or it was noted by mistake.
    """

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"

    def to(self, state: "RefundState") -> "RefundState":
        return move("a refund", self, state, _NEXT)


_NEXT: dict[RefundState, set[RefundState]] = {
    RefundState.PENDING: {RefundState.SUCCEEDED, RefundState.FAILED},
    RefundState.SUCCEEDED: {RefundState.FAILED},
    RefundState.FAILED: set(),
}


@dataclass(frozen=True, slots=True)
class Refund:
    """`method` is by which means it goes back; `refunded_at` when the money went, `settled_at` when that was noted.

    One that failed and has a `refunded_at` had gone, and came back. `return_id` is of the return that decided it.
    """

    refund_id: UUID
    order_id: UUID
    amount: Decimal
    currency: str
    method: str
    reference: str | None
    reason: str | None
    payments: Sequence[RefundedPayment]
    requested_at: datetime
    requested_by: str
    state: RefundState = RefundState.PENDING
    refunded_at: datetime | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None
    failure: str | None = None
    return_id: UUID | None = None

    def succeed(self, *, refunded_at: datetime, reference: str | None, at: datetime, by: str) -> "Refund":
        """Raises WrongState."""
        return replace(
            self,
            state=self.state.to(RefundState.SUCCEEDED),
            reference=reference or self.reference,
            refunded_at=refunded_at,
            settled_at=at,
            settled_by=by,
        )

    def fail(self, *, why: str | None, at: datetime, by: str) -> "Refund":
        """Raises WrongState."""
        return replace(self, state=self.state.to(RefundState.FAILED), failure=why, settled_at=at, settled_by=by)

    @property
    def entry(self) -> Entry:
        """What it is in the ledger once it has succeeded."""
        assert self.refunded_at
        assert self.settled_at
        return Entry(
            entry_id=self.refund_id,
            order_id=self.order_id,
            kind=EntryKind.REFUND,
            amount=-self.amount,
            currency=self.currency,
            method=self.method,
            reference=self.reference,
            reason=self.reason,
            reverses=None,
            paid_at=self.refunded_at,
            recorded_at=self.settled_at,
            by=self.settled_by or self.requested_by,
        )


def to_refund(balance: Balance, refunds: Sequence[Refund]) -> Decimal:
    """What is owed to the customer and not on its way back."""
    pending = sum((refund.amount for refund in refunds if refund.state is RefundState.PENDING), Decimal(0))
    return max(balance.balance - pending, Decimal(0))


def refuse_recorded_refund(
    order: Order, refunds: Sequence[Refund], *, reference: str | None, amount: Decimal | None
) -> None:
    """A provider tells of one refund several times, each as if it were the first. One that failed may come again."""
    if reference is None:
        return
    for one in (one for one in refunds if one.state is not RefundState.FAILED and amount in (None, one.amount)):
        if as_read(one.reference) == as_read(reference):
            pending = ", which is pending: say that it succeeded" if one.state is RefundState.PENDING else ""
            raise RefundAlreadyRecorded(
                f"order {order.number} has a refund of this reference and amount already{pending}"
            )


def amount_to_refund(order: Order, balance: Balance, refunds: Sequence[Refund], amount: Decimal | None) -> Decimal:
    """The given amount, or all that is owed back; refuses where nothing is, or not that much."""
    owed = to_refund(balance, refunds)
    if not owed:
        on_its_way = ", and the rest is on its way" if balance.balance > 0 else ""
        raise NothingOwed(
            f"nothing is owed back for order {order.number}: {balance.paid} {order.currency} is paid,"
            f" {balance.charged} charged{on_its_way}; what is to be given back is credited first",
            brief=f"nothing is owed back for order {order.number}; what is to be given back is credited first",
        )
    if amount is None:
        return owed
    currency = order.currency or ""
    exact = exactly(amount, currency)
    if exact is None or exact <= 0:
        raise InvalidAmount(f"the refund {amount} is not a positive amount in steps of {cent(currency)}")
    if exact > owed:
        raise MoreThanOwed(
            f"{owed} {currency} is owed back for order {order.number}; {exact} is more than that",
            brief=f"less than {exact} {currency} is owed back for order {order.number}",
            limit=owed,
            currency=currency,
        )
    return exact


def chosen_parts(
    order: Order, left: Mapping[UUID, Decimal], chosen: Sequence[RefundedPayment]
) -> Sequence[RefundedPayment]:
    """So much of each payment: of none goes more back than is left of it."""
    if len({part.entry_id for part in chosen}) < len(chosen):
        raise InvalidAmount("a payment may be named only once", field="payments")
    return [_part(order, part, left, field=f"payments/{place}") for place, part in enumerate(chosen)]


def split(left: Mapping[UUID, Decimal], amount: Decimal, parts: Sequence[RefundedPayment]) -> Sequence[RefundedPayment]:
    """Over these parts of payments, else over the oldest payments first."""
    if not parts:
        return _oldest_first(left, amount)
    if (together := sum(part.amount for part in parts)) != amount:
        raise PartsDiffer(f"the parts of the payments are {together} together, not {amount}")
    return parts


def _part(order: Order, part: RefundedPayment, left: Mapping[UUID, Decimal], *, field: str) -> RefundedPayment:
    currency = order.currency or ""
    exact, most = exactly(part.amount, currency), left.get(part.entry_id)
    if most is None:
        raise EntryNotFound(f"order {order.number} has no payment {part.entry_id} that stands", field=field)
    if exact is None or exact <= 0:
        raise InvalidAmount(
            f"{part.amount} of a payment is not a positive amount in steps of {cent(currency)}", field=f"{field}/amount"
        )
    if exact > most:
        detail = f"{most} {currency} is left of payment {part.entry_id}; {exact} is more than that"
        brief = f"less than {exact} {currency} is left of payment {part.entry_id}"
        raise MoreThanReceived(detail, brief=brief, field=f"{field}/amount", limit=most, currency=currency)
    return RefundedPayment(entry_id=part.entry_id, amount=exact)


def refuse_before_its_payments(refund: Refund, entries: Sequence[Entry]) -> None:
    """No money goes back before it has come in."""
    its = {part.entry_id for part in refund.payments}
    came = max((entry.paid_at for entry in entries if entry.entry_id in its), default=None)
    if came and refund.refunded_at and refund.refunded_at.date() < came.date():
        raise WrongDate(
            f"refunded_at {refund.refunded_at.isoformat()} is before the payment of {came.date()} that goes back",
            field="refunded_at",
        )


def left_of_payments(entries: Sequence[Entry], refunds: Sequence[Refund]) -> Mapping[UUID, Decimal]:
    """Of each payment that stands, what has not gone back and is not on its way back; oldest first."""
    reversed_ids = {entry.reverses for entry in entries}
    given_back = parts_given_back(refunds)
    return {
        entry.entry_id: entry.amount - given_back.get(entry.entry_id, Decimal(0))
        for entry in entries
        if entry.kind is EntryKind.PAYMENT and entry.entry_id not in reversed_ids
    }


def parts_given_back(refunds: Sequence[Refund]) -> Mapping[UUID, Decimal]:
    """By payment, how much of it has gone back or is on its way."""
    given_back = defaultdict[UUID, Decimal](Decimal)
    for refund in refunds:
        if refund.state is not RefundState.FAILED:
            for part in refund.payments:
                given_back[part.entry_id] += part.amount
    return given_back


def _oldest_first(left: Mapping[UUID, Decimal], amount: Decimal) -> list[RefundedPayment]:
    parts = []
    for entry_id, most in left.items():
        if amount and most > 0:
            parts.append(RefundedPayment(entry_id=entry_id, amount=min(most, amount)))
            amount -= parts[-1].amount
    return parts
