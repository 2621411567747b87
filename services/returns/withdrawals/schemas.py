"""What the API answers of withdrawals."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.returns.orders.model import Order
from services.returns.returned.model import Return
from services.returns.settings import ReturnSettings
from services.returns.withdrawals.model import Case, CaseLine, CaseState, PossibleWithWithdrawal
from services.returns.withdrawals.outstanding import is_whole, left_to_withdraw, lines_in_effect
from services.returns.withdrawals.period import is_over, last_day
from shared.schemas.event import Contract
from shared.schemas.returns import WayBack
from shared.schemas.values import Language
from shared.schemas.withdrawals import WithdrawalWay, WithdrawnLine


class WithdrawalView(Contract):
    """What was declared, and what becomes of it. `order_id` is of the order that it is of, null until that is known;
    `lines` are of that order, and `take_off` what of them has not left and is still ordered. The refund is due until
    `refund_by`, and may wait for the goods or the proof that they were sent.
    """

    withdrawal_id: UUID
    received_at: datetime
    received_on: date | None
    way: WithdrawalWay
    order_number: str
    name: str
    email: str | None
    goods: str | None
    reason: str | None
    shown: str | None
    language: Language
    by: str
    state: CaseState
    version: int
    order_id: UUID | None
    whole: bool
    lines: tuple[CaseLine, ...]
    take_off: tuple[WithdrawnLine, ...]
    cancels: bool
    refund_by: date | None
    opened_at: datetime | None
    settled_at: datetime | None
    settled_by: str | None
    remark: str | None
    may: tuple[PossibleWithWithdrawal, ...]


class WithdrawalReceipt(Contract):
    """What is answered to who declared it: the same whether or not there is such an order."""

    withdrawal_id: UUID
    received_at: datetime
    email: str | None


class WithdrawalCounts(Contract):
    """How many wait for somebody. Of the open ones: `take_off` something of the order first, and the refund of `soon`
    is due within three days, that of `over` was due; `due` is both. `to_look_at` are to be
    matched, late, or of a business. `next_refund` is the nearest day by which a refund is due, of all that are open.
    """

    new: int = 0
    to_match: int = 0
    late: int = 0
    business: int = 0
    open: int = 0
    take_off: int = 0
    soon: int = 0
    over: int = 0
    due: int = 0
    to_look_at: int = 0
    next_refund: date | None = None


class LineToWithdraw(WithdrawnLine):
    """`withdrawn` of them before; `left` may still be, as the others are back already. None of an `excepted` one may,
    by the law.
    """

    withdrawn: int
    left: int
    excepted: bool


class DeclaredBefore(Contract):
    received_at: datetime
    received_on: date | None
    lines: tuple[WithdrawnLine, ...]


class WithdrawalOffer(Contract):
    """What of an order may be withdrawn from, until that day, null where the period has not begun. `problem` says why
    nothing may: consumers-only, period-over, all-withdrawn, nothing-left, excepted, unknown. `whole`: nothing of it is
    kept, so that its delivery and payment costs are given back too. `way_back` is who pays for sending goods back.
    """

    order_id: UUID
    number: str | None
    until: date | None
    problem: str | None
    whole: bool
    way_back: WayBack
    lines: tuple[LineToWithdraw, ...]
    withdrawals: tuple[DeclaredBefore, ...]


def withdrawal_view(case: Case) -> WithdrawalView:
    one = case.withdrawal
    evidence = ("received_at", "received_on", "way", "order_number", "name", "email", "goods", "reason", "shown")
    of_case = ("state", "version", "order_id", "lines", "take_off", "cancels", "refund_by", "opened_at")
    return WithdrawalView(
        withdrawal_id=one.withdrawal_id,
        language=one.language,
        by=one.by,
        whole=one.lines is None and one.goods is None,
        settled_at=case.settled_at,
        settled_by=case.settled_by,
        remark=case.remark,
        may=case.may,
        **{name: getattr(one, name) for name in evidence},
        **{name: getattr(case, name) for name in of_case},
    )


def offer_to_withdraw(
    order: Order, cases: Sequence[Case], returns: Sequence[Return], policy: ReturnSettings, today: date, zone: ZoneInfo
) -> WithdrawalOffer:
    withdrawn = lines_in_effect(cases, returns)
    left, untouched = left_to_withdraw(order, withdrawn, returns), left_to_withdraw(order, withdrawn, ())
    lines = tuple(
        LineToWithdraw(
            **line.named,
            withdrawn=line.quantity - untouched[line.line_no],
            left=0 if policy.is_excepted(line.sku) else left[line.line_no],
            excepted=policy.is_excepted(line.sku),
        )
        for line in order.lines
    )
    return WithdrawalOffer(
        order_id=order.order_id,
        number=order.number,
        until=last_day(order, zone),
        problem=_problem(order, lines, today, zone),
        whole=is_whole(order, withdrawn),
        way_back=policy.way_back,
        lines=lines,
        withdrawals=tuple(
            DeclaredBefore(
                received_at=case.withdrawal.received_at,
                received_on=case.withdrawal.received_on,
                lines=tuple(WithdrawnLine(**dict(line)) for line in case.lines),
            )
            for case in cases
        ),
    )


def _problem(order: Order, lines: Sequence[LineToWithdraw], today: date, zone: ZoneInfo) -> str | None:
    if not lines:
        return "unknown"
    if order.business:
        return "consumers-only"
    if all(line.withdrawn >= line.quantity for line in lines):
        return "all-withdrawn"
    if not any(line.left for line in lines):
        return "excepted" if any(line.excepted for line in lines) else "nothing-left"
    return "period-over" if is_over(order, today, zone) else None
