"""The lines of a return: of each unit whether it came, and where it goes; the state that follows from them."""

from collections.abc import Iterable, Mapping, Sequence

from services.returns.orders.model import PartOfLine
from services.returns.returned.states import UNDER_WAY, ReturnState
from shared.refused import Refused
from shared.schemas.event import Contract
from shared.schemas.returns import (
    DisposedUnits,
    Disposition,
    ReceivedUnits,
    RequestedLine,
    Resolution,
    UnitOutcome,
    WhyReturned,
)

DISPOSED_FROM: dict[Disposition | None, set[Disposition]] = {
    None: set(Disposition),
    Disposition.QUARANTINE: {Disposition.RESTOCK, Disposition.SCRAP, Disposition.BACK_TO_CUSTOMER},
}
"""Where a received unit may go by where it is: it is decided once, but for what waits in quarantine, and for what stock
has refused.
"""


class NotOfReturn(Refused):
    type = "not-of-return"
    status = 422


class MoreThanAwaited(Refused):
    type = "more-than-awaited"


class NotReceived(Refused):
    type = "not-received"


class AlreadyDecided(Refused):
    type = "already-decided"


class Units(Contract):
    """So many units of a line of which it is known what became of them; `disposition` is of those that were received,
    None until it is decided.
    """

    outcome: UnitOutcome
    disposition: Disposition | None = None
    quantity: int


class ReturnLine(PartOfLine):
    """`freed` units of a return that is closed are with the customer: they did not come, or went back there. They may
    be returned another time.
    """

    reason: WhyReturned | None = None
    resolution: Resolution | None = None
    units: tuple[Units, ...] = ()
    freed: int = 0

    @property
    def awaited(self) -> int:
        return self.quantity - sum(one.quantity for one in self.units)

    def count(self, *outcomes: UnitOutcome) -> int:
        return sum(one.quantity for one in self.units if one.outcome in outcomes)

    def count_at(self, disposition: Disposition | None) -> int:
        """Of the received units, those that this was decided of; None for those that wait for it."""
        received = [one for one in self.units if one.outcome is UnitOutcome.RECEIVED]
        return sum(one.quantity for one in received if one.disposition is disposition)

    @property
    def claimed(self) -> int:
        """So many of what left are of this return, and of no other."""
        return self.quantity - self.freed

    def move(self, quantity: int, before: Units | None, after: Units) -> "ReturnLine":
        """So many units are what `after` says, which were `before`, None for awaited."""
        counts = {(one.outcome, one.disposition): one.quantity for one in self.units}
        if before:
            counts[before.outcome, before.disposition] -= quantity
        counts[after.outcome, after.disposition] = counts.get((after.outcome, after.disposition), 0) + quantity
        units = [Units(outcome=o, disposition=d, quantity=count) for (o, d), count in counts.items() if count]
        return self.model_copy(update={"units": tuple(units)})

    @property
    def requested(self) -> RequestedLine:
        return RequestedLine(
            line_no=self.line_no, sku=self.sku, quantity=self.quantity, reason=self.reason, resolution=self.resolution
        )


def rolled_up(state: ReturnState, lines: Iterable[ReturnLine]) -> ReturnState:
    """The state of a return by its units; one that is not under way stays what it is."""
    lines = list(lines)
    if state not in UNDER_WAY or not any(line.units for line in lines):
        return state
    return ReturnState.PARTIALLY_RECEIVED if any(line.awaited for line in lines) else ReturnState.RECEIVED


def receive(lines: Sequence[ReturnLine], received: Sequence[ReceivedUnits]) -> tuple[ReturnLine, ...]:
    """Raises NotOfReturn and MoreThanAwaited."""
    by_no = _by_number(lines)
    for place, one in enumerate(received):
        line = _line(by_no, one.line_no, place)
        there = line.count(one.found) if one.found else line.awaited
        if one.quantity > there:
            known = f"noted as {_words(one.found)}" if one.found else "still awaited"
            raise MoreThanAwaited(
                f"{there} of line {one.line_no} ({line.sku}) {_are(there)} {known}, not {one.quantity}",
                field=f"lines/{place}/quantity",
                limit=there,
            )
        before = Units(outcome=one.found, quantity=one.quantity) if one.found else None
        by_no[one.line_no] = line.move(one.quantity, before, Units(outcome=one.outcome, quantity=one.quantity))
    return tuple(by_no.values())


def dispose(
    lines: Sequence[ReturnLine], disposed: Sequence[DisposedUnits], not_restocked: Mapping[int, int]
) -> tuple[ReturnLine, ...]:
    """`not_restocked` are units by line that stock has refused. Raises NotOfReturn, AlreadyDecided and NotReceived."""
    by_no = _by_number(lines)
    for place, one in enumerate(disposed):
        line = _line(by_no, one.line_no, place)
        refused = not_restocked.get(one.line_no, 0) if one.before is Disposition.RESTOCK else 0
        if not refused and one.disposition not in DISPOSED_FROM.get(one.before, set()):
            raise AlreadyDecided(
                f"units in {_words(one.before)} do not go to {_words(one.disposition)}",
                field=f"lines/{place}/disposition",
            )
        there = refused or line.count_at(one.before)
        if one.quantity > there:
            known = f"in {one.before}" if one.before else "received and not yet decided"
            known = "refused by stock" if refused else known
            raise NotReceived(
                f"{there} of line {one.line_no} ({line.sku}) {_are(there)} {known}, not {one.quantity}",
                field=f"lines/{place}/quantity",
                limit=there,
            )
        before, after = (
            Units(outcome=UnitOutcome.RECEIVED, disposition=at, quantity=one.quantity)
            for at in (one.before, one.disposition)
        )
        by_no[one.line_no] = line.move(one.quantity, before, after)
    return tuple(by_no.values())


def freed(lines: Iterable[ReturnLine]) -> tuple[ReturnLine, ...]:
    """As they are once their return is closed: the customer still has what was not in the parcel, or has it again."""
    return tuple(line.model_copy(update={"freed": _with_customer(line)}) for line in lines)


def _with_customer(line: ReturnLine) -> int:
    return line.count(UnitOutcome.SHORT, UnitOutcome.WRONG_ARTICLE) + line.count_at(Disposition.BACK_TO_CUSTOMER)


def to_be_refunded(lines: Sequence[ReturnLine], parts: Iterable[PartOfLine]) -> tuple[ReturnLine, ...]:
    """The lines of which these units are, with that resolution in place of what was asked for."""
    refunded = {part.line_no for part in parts}
    return tuple(
        line.model_copy(update={"resolution": Resolution.REFUND}) if line.line_no in refunded else line
        for line in lines
    )


def _by_number(lines: Sequence[ReturnLine]) -> dict[int, ReturnLine]:
    return {line.line_no: line for line in lines}


def _line(lines: Mapping[int, ReturnLine], line_no: int, place: int) -> ReturnLine:
    if line_no not in lines:
        named = ", ".join(map(str, lines))
        raise NotOfReturn(f"line {line_no} is not in this return; its lines are {named}", field=f"lines/{place}")
    return lines[line_no]


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _words(word: str | None) -> str:
    return str(word).replace("_", " ")
