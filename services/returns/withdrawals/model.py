"""A withdrawal: what a consumer declared, which never changes, and the case of it: what becomes of that."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic_core import to_json

from services.returns.orders.model import Order
from shared.refused import NotFound, Refused
from shared.schemas.values import Language
from shared.schemas.withdrawals import WithdrawalWay, WithdrawnLine
from shared.states import move

BY_ITSELF = "returns"
"""Who settles a case once all of it is done."""

SAME_WITHIN = timedelta(minutes=10)
"""What is declared again so soon, without naming the form that was filled in, is the same."""

REFUND_DAYS = 14
"""Art. L221-24: so long after the shop was told. It may wait for the goods, or the proof that they were sent."""


SEND_DAYS = 14
"""Art. L221-23: so long the consumer has for sending the goods."""


class WithdrawalNotFound(NotFound):
    type = "withdrawal-not-found"


class ConsumersOnly(Refused):
    type = "consumers-only"


class NothingToWithdraw(Refused):
    type = "nothing-to-withdraw"


class LineNotInOrder(Refused):
    type = "line-not-ordered"
    status = 422


class MoreThanOrdered(Refused):
    type = "more-than-ordered"
    status = 422


class DayNotPossible(Refused):
    type = "day-not-possible"
    status = 422
    field = "received_on"


class NoUnitsNamed(Refused):
    type = "no-units"
    status = 422


class NotOfThisState(Refused):
    type = "wrong-state"


class CaseState(StrEnum):
    """`to_match`: no order has this number and address. `late`, `business`: it opens nothing by itself."""

    NEW = "new"
    TO_MATCH = "to_match"
    LATE = "late"
    BUSINESS = "business"
    OPEN = "open"
    SETTLED = "settled"

    def to(self, state: "CaseState") -> "CaseState":
        return move("a withdrawal", self, state, NEXT)


_OF_AN_ORDER = {CaseState.LATE, CaseState.BUSINESS, CaseState.OPEN}
NEXT: dict[CaseState, set[CaseState]] = {
    CaseState.NEW: {CaseState.TO_MATCH, *_OF_AN_ORDER},
    CaseState.TO_MATCH: {CaseState.SETTLED, *_OF_AN_ORDER},
    CaseState.LATE: {CaseState.OPEN, CaseState.SETTLED},
    CaseState.BUSINESS: {CaseState.OPEN, CaseState.SETTLED},
    CaseState.OPEN: {CaseState.SETTLED},
    # A refund that seemed to have gone may come back.
    CaseState.SETTLED: {CaseState.OPEN},
}


class PossibleWithWithdrawal(StrEnum):
    """Commands about a withdrawal, as the last parts of their addresses name them."""

    MATCH = "match"
    ACCEPT = "accept"
    SETTLE = "settle"


class CaseLine(WithdrawnLine):
    """`ordered` is of how many that were not withdrawn from before: the rest of them stands."""

    ordered: int

    @property
    def kept(self) -> int:
        return max(self.ordered - self.quantity, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What was declared. Without `lines` all of the contract, or what `goods` says in the consumer's words."""

    withdrawal_id: UUID
    received_at: datetime
    way: WithdrawalWay
    order_id: UUID | None
    order_number: str
    name: str
    email: str | None
    lines: tuple[WithdrawnLine, ...] | None
    goods: str | None
    reason: str | None
    shown: str | None
    received_on: date | None
    language: Language
    form: UUID | None = None
    by: str

    def told_on(self, zone: ZoneInfo) -> date:
        """The day on which the shop came to know: its period and that of the refund are counted by it."""
        return self.received_on or self.received_at.astimezone(zone).date()

    @property
    def said(self) -> bytes:
        """The same of whose order, to whom, of what, and by which form or of which day: once, however often sent."""
        lines = None if self.lines is None else sorted((line.line_no, line.quantity) for line in self.lines)
        email, goods = (self.email or "").casefold(), " ".join((self.goods or "").split())
        of = [self.order_id or self.order_number.casefold(), email, lines, goods]
        return sha256(to_json([*of, *filter(None, (self.form, self.received_on))])).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`lines` are of its order, once that is known; `take_off` what of them is still to be taken off it."""

    withdrawal: Withdrawal
    state: CaseState
    version: int = 1
    order_id: UUID | None = None
    lines: tuple[CaseLine, ...] = ()
    take_off: tuple[WithdrawnLine, ...] = ()
    cancels: bool = False
    refund_by: date | None = None
    opened_at: datetime | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None
    remark: str | None = None

    def unmatched(self, order_id: UUID | None) -> "Case":
        """Staff are to say of what it is; of an order that is known, of what of it."""
        to_match = CaseState.TO_MATCH
        state = self.state if self.state is to_match else self.state.to(to_match)
        return self.next(state=state, order_id=order_id)

    def of_order(self, order: Order, lines: tuple[CaseLine, ...], state: CaseState) -> "Case":
        """It is known which order it is of, and that it opens nothing, being late or of a business."""
        return self.next(state=self.state.to(state), order_id=order.order_id, lines=lines)

    def open(self, order: Order, lines: tuple[CaseLine, ...], *, at: datetime, told_on: date) -> "Case":
        """Goods and money go back; also of one that is late, where the shop gives what it need not."""
        opened = self.of_order(order, lines, CaseState.OPEN)
        return replace(opened, opened_at=at, refund_by=told_on + timedelta(days=REFUND_DAYS))

    def settle(self, *, at: datetime, by: str, remark: str | None = None) -> "Case":
        state = self.state.to(CaseState.SETTLED)
        return self.next(state=state, settled_at=at, settled_by=by, remark=remark or self.remark)

    def reopen(self) -> "Case":
        return self.next(state=self.state.to(CaseState.OPEN), settled_at=None, settled_by=None)

    @property
    def has_effect(self) -> bool:
        return self.state in (CaseState.OPEN, CaseState.SETTLED)

    @property
    def is_live(self) -> bool:
        """What is still to be done of it follows by itself: not where staff say that nothing is."""
        return self.is_open or (self.state is CaseState.SETTLED and self.settled_by == BY_ITSELF)

    @property
    def is_open(self) -> bool:
        return self.state is CaseState.OPEN

    @property
    def may(self) -> tuple[PossibleWithWithdrawal, ...]:
        may = PossibleWithWithdrawal
        possible = {
            may.MATCH: self.state is CaseState.TO_MATCH,
            may.ACCEPT: self.state in (CaseState.LATE, CaseState.BUSINESS),
            may.SETTLE: self.state not in (CaseState.NEW, CaseState.SETTLED),
        }
        return tuple(what for what, so in possible.items() if so)

    def next(self, **changes: Any) -> "Case":
        return replace(self, version=self.version + 1, **changes)
