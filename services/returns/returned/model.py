"""A return: what comes back of an order and why, how far it is, and what may be done with it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.returns.returned.decisions import Decision, DecisionState
from services.returns.returned.lines import ReturnLine, dispose, freed, receive, rolled_up, to_be_refunded
from services.returns.returned.refusals import CreditStands, StillToDo, WithdrawalStands
from services.returns.returned.states import (
    EXCHANGED_WHILE,
    NEXT,
    NOTHING_CAME,
    OPEN,
    UNDER_WAY,
    PossibleWithReturn,
    ReturnState,
    WaitsFor,
)
from shared.schemas.returns import (
    DisposedUnits,
    Disposition,
    ReceivedUnits,
    ReturnDecision,
    ReturnOrigin,
    ReturnReason,
    UnitOutcome,
)
from shared.states import WrongState

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """`order_number` and `customer_name`, as the order has it now, are None until the placement of its order arrives.

    What the shop opens itself has a `reason` and is of one shipment; `document_id` is of goods that were credited.
    """

    return_id: UUID
    number: str
    order_id: UUID
    order_number: str | None
    shipment_id: UUID | None
    state: ReturnState
    reason: ReturnReason | None
    lines: tuple[ReturnLine, ...]
    opened_at: datetime
    document_id: UUID | None = None
    version: int = 1
    origin: ReturnOrigin = ReturnOrigin.SHOP
    opened_by: str | None = None
    remark: str | None = None
    comment: str | None = None
    decline_reason: str | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    expires_on: date | None = None
    pictures: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    customer_name: str | None = None

    def change(self, lines: tuple[ReturnLine, ...], *, remark: str | None, comment: str | None) -> "Return":
        """Raises WithdrawalStands, CreditStands, and WrongState once something came, or nothing is to come any more."""
        self.refuse_where_it_stands("changed")
        self.refuse_credited()
        if not self._can_be_changed:
            raise WrongState(f"return {self.number} is {self.state.words}: its lines stay as they are")
        return self._next(lines=lines, remark=remark, comment=comment)

    def approve(self, expires_on: date | None) -> "Return":
        """Of a withdrawal `expires_on` is the last day for sending it, after which it stays what it is."""
        approved = ReturnState.APPROVED
        again = self._stands and self.state is approved
        return self._next(state=approved if again else self.state.to(approved), expires_on=expires_on)

    def decline(self, reason: str) -> "Return":
        self.refuse_where_it_stands("declined")
        return self._next(state=self.state.to(ReturnState.DECLINED), decline_reason=reason)

    def refuse_where_it_stands(self, what: str) -> None:
        """Raises WithdrawalStands: nobody but the law says what becomes of it."""
        if self._stands:
            raise WithdrawalStands(f"return {self.number} is of a withdrawal, which the law gives: it is not {what}")

    def become_withdrawal(self) -> "Return":
        """The customer withdraws from what comes back by it: no fee is kept, and nobody takes it off any more."""
        return self._next(origin=ReturnOrigin.WITHDRAWAL, expires_on=None)

    @property
    def _stands(self) -> bool:
        return self.origin is ReturnOrigin.WITHDRAWAL

    def send(self, carrier: str | None, tracking_number: str | None) -> "Return":
        """It is on its way back, or its parcel has another number."""
        state = self.state if self.state is ReturnState.IN_TRANSIT else self.state.to(ReturnState.IN_TRANSIT)
        return self._next(state=state, carrier=carrier, tracking_number=tracking_number)

    def receive(self, received: Sequence[ReceivedUnits]) -> "Return":
        """Raises WrongState, NotOfReturn, MoreThanAwaited."""
        if self.state not in UNDER_WAY and self.state is not ReturnState.RECEIVED:
            raise WrongState(f"return {self.number} is {self.state.words}: nothing can be received for it")
        lines = receive(self.lines, received)
        state = rolled_up(self.state, lines)
        return self._next(state=self.state if state is self.state else self.state.to(state), lines=lines)

    def dispose(self, disposed: Sequence[DisposedUnits]) -> "Return":
        """Also of one that is closed: what is in quarantine stays there until somebody has looked at it."""
        lines = dispose(self.lines, disposed, self.not_restocked)
        return self._next(lines=freed(lines) if self.state is ReturnState.CLOSED else lines)

    def cancel(self) -> "Return":
        """Raises WrongState once something was received."""
        return self._next(state=self.state.to(ReturnState.CANCELLED))

    def expire(self) -> "Return":
        return self._next(state=self.state.to(ReturnState.EXPIRED))

    def close(self) -> "Return":
        """Raises WrongState, and StillToDo where units are undecided or an answer is awaited."""
        state = self.state.to(ReturnState.CLOSED)
        if self._undecided:
            raise StillToDo(f"{self._undecided} received units of return {self.number} are still to be decided about")
        if self._is_asked:
            raise StillToDo(f"what was decided of return {self.number} is still to be carried out")
        return self._next(state=state, lines=freed(self.lines))

    def with_decision(self, decision: Decision) -> "Return":
        """With a new one, or with its answer. Goods that cannot be exchanged are to be refunded."""
        others = [one for one in self.decisions if one.decision_id != decision.decision_id]
        lines = to_be_refunded(self.lines, decision.lines) if decision.is_out_of_stock else self.lines
        return self._next(decisions=(*others, decision), lines=lines)

    @property
    def has_papers(self) -> bool:
        """A label and a form: its goods may be sent, and some are still to come."""
        return self.state in (ReturnState.APPROVED, ReturnState.IN_TRANSIT, ReturnState.PARTIALLY_RECEIVED)

    @property
    def claimed(self) -> Mapping[int, int]:
        """Units of lines that are of this return and of no other."""
        if self.state in (ReturnState.DECLINED, ReturnState.CANCELLED):
            return {}
        return {line.line_no: line.claimed for line in self.lines}

    def creditable(self, *, before_reception: bool = False) -> dict[int, int]:
        """Units by line that may be credited: what came, or was lost on its way, and is credited by no decision yet.

        Not what goes back to the customer, nor of what the shop opened itself, as it was credited before it left; nor
        what billing has nothing to give back of.
        """
        if self.origin is ReturnOrigin.SHOP:
            return {}
        units = Counter({line.line_no: self._worth_credit(line, before_reception) for line in self.lines})
        for one in self._of(ReturnDecision.CREDIT):
            if one.state is not DecisionState.REFUSED or one.finds_nothing:
                units.subtract({part.line_no: part.quantity for part in one.lines})
        return {line_no: count for line_no, count in units.items() if count > 0}

    def exchangeable(self, *, before_reception: bool = False) -> dict[int, int]:
        """Units by line that the customer may have other articles for: what came, or was lost, or is still to come,
        and is exchanged by no decision yet. Not of a withdrawal, which is paid back, nor of what the shop opened
        itself; and not where all of it was credited and refunded.
        """
        if self.origin in (ReturnOrigin.SHOP, ReturnOrigin.WITHDRAWAL) or self.state not in EXCHANGED_WHILE:
            return {}
        if not self.creditable(before_reception=before_reception) and self.to_refund <= 0:
            return {}
        units = {line.line_no: self._worth_credit(line, before_reception) for line in self.lines}
        for one in self.exchanges:
            for part in one.lines:
                units[part.line_no] = units.get(part.line_no, 0) - part.quantity
        return {line_no: count for line_no, count in units.items() if count > 0}

    def refuse_exchanged(self) -> None:
        """Nobody takes a return off while an order stands in exchange for it."""
        for one in self.exchanges:
            what = f"order {one.number}, which" if one.number else "an order that"
            raise StillToDo(f"return {self.number} is exchanged for {what} is to be cancelled first")

    def refuse_credited(self) -> None:
        """What the customer has the money for is to come: nobody takes it off."""
        for one in self._standing(ReturnDecision.CREDIT):
            what = f"{one.number} credits it" if one.number else "its credit is under way"
            raise CreditStands(f"goods of return {self.number} are to come, as {what}: what does not come is lost")

    @property
    def gives_way(self) -> bool:
        """It may be taken off: nothing came of it, and nothing was given for it."""
        given = self.exchanges or self._standing(ReturnDecision.CREDIT)
        return ReturnState.CANCELLED in NEXT[self.state] and not given

    @property
    def exchanges(self) -> Sequence[Decision]:
        """Those that stand."""
        return self._standing(ReturnDecision.EXCHANGE)

    @property
    def not_restocked(self) -> dict[int, int]:
        """Units by line that were to go into stock and are refused there."""
        units = {line.line_no: line.count_at(Disposition.RESTOCK) for line in self.lines}
        for one in self._standing(ReturnDecision.RESTOCK):
            for part in one.lines:
                units[part.line_no] = units.get(part.line_no, 0) - part.quantity
        return {line_no: count for line_no, count in units.items() if count > 0}

    @property
    def to_refund(self) -> Decimal:
        """What was credited by it, is not on its way back by it, and does not settle an exchange."""
        if any(not one.is_done for one in self.exchanges):
            return ZERO
        credited = sum((one.amount or ZERO for one in self._of(ReturnDecision.CREDIT) if one.is_done), ZERO)
        refunded = sum((one.amount or ZERO for one in self._standing(ReturnDecision.REFUND)), ZERO)
        return max(credited - refunded - sum((one.takes for one in self._of(ReturnDecision.EXCHANGE)), ZERO), ZERO)

    @property
    def currency(self) -> str | None:
        """Of what was credited."""
        return next((one.currency for one in self.decisions if one.currency), None)

    @property
    def waits_for(self) -> WaitsFor | None:
        """What comes next; None where nothing is to be done."""
        if self.state not in OPEN:
            return None
        waits = (
            (WaitsFor.DECISION, self.state is ReturnState.REQUESTED),
            (WaitsFor.DISPOSITION, self._undecided > 0 or bool(self.not_restocked)),
            (WaitsFor.GOODS, self.state is not ReturnState.RECEIVED),
            (WaitsFor.CREDIT, bool(self.creditable())),
            (WaitsFor.OWNER, self._is_asked),
            (WaitsFor.REFUND, self.to_refund > 0),
        )
        return next((what for what, so in waits if so), WaitsFor.CLOSING)

    def may(self, *, before_reception: bool = False) -> tuple[PossibleWithReturn, ...]:
        """What its rules allow now; `before_reception`: the shop credits what is still to come."""
        may, state = PossibleWithReturn, self.state
        received = state is ReturnState.RECEIVED
        possible = {
            may.CHANGE: self._can_be_changed,
            may.APPROVE: ReturnState.APPROVED in NEXT[state],
            may.DECLINE: ReturnState.DECLINED in NEXT[state] and not self._stands,
            may.SEND: state in (ReturnState.APPROVED, ReturnState.IN_TRANSIT),
            may.RECEIVE: state in UNDER_WAY or (received and self._may_be_found),
            may.DISPOSE: self._undecided > 0
            or bool(self.not_restocked)
            or any(line.count_at(Disposition.QUARANTINE) for line in self.lines),
            may.CREDIT: bool(self.creditable(before_reception=before_reception)),
            may.REFUND: self.to_refund > 0,
            may.EXCHANGE: bool(self.exchangeable(before_reception=True)),
            may.CANCEL: self.gives_way and not self._stands,
            may.CLOSE: received and not self._undecided and not self._is_asked,
        }
        return tuple(what for what, so in possible.items() if so)

    @property
    def _can_be_changed(self) -> bool:
        by_hand = self.origin in (ReturnOrigin.CUSTOMER, ReturnOrigin.STAFF)
        return self.state in NOTHING_CAME and by_hand and self.gives_way

    @property
    def _undecided(self) -> int:
        return sum(line.count_at(None) for line in self.lines)

    @property
    def _may_be_found(self) -> bool:
        outcomes = [one for one in UnitOutcome if one is not UnitOutcome.RECEIVED]
        return any(line.count(*outcomes) for line in self.lines)

    @property
    def _is_asked(self) -> bool:
        return any(one.state is DecisionState.ASKED for one in self.decisions)

    def _of(self, kind: ReturnDecision) -> Sequence[Decision]:
        return [one for one in self.decisions if one.kind is kind]

    def _standing(self, kind: ReturnDecision) -> Sequence[Decision]:
        return [one for one in self._of(kind) if one.state is not DecisionState.REFUSED]

    def _worth_credit(self, line: ReturnLine, before_reception: bool) -> int:
        back = line.count_at(Disposition.BACK_TO_CUSTOMER)
        came = line.count(UnitOutcome.RECEIVED, UnitOutcome.LOST) - back
        return came + line.awaited if before_reception and self.state in UNDER_WAY else came

    def _next(self, **changes: Any) -> "Return":
        return replace(self, version=self.version + 1, **changes)


def return_number(return_no: int) -> str:
    return f"RE-{return_no:06d}"


def number_of_return(number: str) -> int:
    return int(number.removeprefix("RE-"))
