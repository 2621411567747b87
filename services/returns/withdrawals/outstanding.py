"""What of a withdrawal is still to be done about the goods: what comes back, what is to leave no more."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.returns.orders.model import Order, OrderedLine
from services.returns.returned.claims import left_to_return
from services.returns.returned.model import Return
from services.returns.returned.states import NOTHING_CAME, ReturnState
from services.returns.withdrawals.model import Case, CaseLine
from shared.schemas.returns import ReturnOrigin
from shared.schemas.withdrawals import WithdrawnLine

_NONE_OF_IT = (ReturnState.CANCELLED, ReturnState.DECLINED)


@dataclass(frozen=True, slots=True)
class Outstanding:
    """`come_back` are units by line that have left; `take_off` have not; `in_returns` come back by a return that was
    asked for before. `cancels`: all of the order, of which nothing has left. `by_hand`: something is to be credited of
    which no parcel comes back, as it never ships; staff say when that is done.
    """

    come_back: Counter[int]
    in_returns: Counter[int]
    take_off: tuple[WithdrawnLine, ...]
    cancels: bool
    by_hand: bool = False

    @property
    def is_none(self) -> bool:
        return not (self.come_back or self.take_off or self.by_hand)


def outstanding(order: Order, withdrawn: Iterable[CaseLine], returns: Sequence[Return]) -> Outstanding:
    """Of each line the customer keeps so many at most; what has not left is taken off first.

    What came back otherwise was not kept for that: it is not what is withdrawn from. What is cancelled or edited off is
    done with.
    """
    come_back, in_returns, take_off = Counter[int](), Counter[int](), list[WithdrawnLine]()
    if order.cancelled:  # what had left all the same comes back by a return that the shop opens
        return Outstanding(come_back, in_returns, (), False)
    by_hand = False
    with_customer, covered, on_the_way = left_to_return(order, returns), _covered(returns), _on_the_way(returns)
    for line_no, keeps in kept_of(withdrawn).items():
        line = order.line(line_no)
        to_leave = _to_leave(order, line) if line else 0
        left = order.units_that_left(line_no)
        by_hand = by_hand or (line is not None and line.quantity - keeps > max(to_leave, left))
        too_many = max(left + to_leave - keeps - covered[line_no], 0)
        if line and (off := min(too_many, to_leave)):
            take_off.append(WithdrawnLine(**line.named | {"quantity": off}))
            too_many -= off
        if back := min(too_many, max(with_customer[line_no], 0)):
            come_back[line_no] = back
        if turned := min(too_many - back, on_the_way[line_no]):
            in_returns[line_no] = turned
    nothing_left = not any(left.quantity for left in order.shipped.values())
    whole = sum(line.quantity for line in take_off) == sum(line.quantity for line in order.lines)
    return Outstanding(come_back, in_returns, tuple(take_off), nothing_left and whole and bool(take_off), by_hand)


def is_asked_for(one: Return) -> bool:
    """By the customer or staff, and neither over nor credited: a withdrawal may be of what comes back by it."""
    asked = one.origin in (ReturnOrigin.CUSTOMER, ReturnOrigin.STAFF)
    under_way = one.state in NOTHING_CAME or bool(one.creditable(before_reception=True))
    return asked and under_way and one.state is not ReturnState.CLOSED


def lines_in_effect(cases: Iterable[Case], returns: Iterable[Return]) -> list[CaseLine]:
    """Of a case that staff have settled only where goods of it come back, or came."""
    stands = any(one.origin is ReturnOrigin.WITHDRAWAL and one.state not in _NONE_OF_IT for one in returns)
    return [line for case in cases if (case.has_effect if stands else case.is_live) for line in case.lines]


def left_to_withdraw(order: Order, withdrawn: Iterable[CaseLine], returns: Sequence[Return]) -> Counter[int]:
    """Units by line: neither withdrawn from nor back."""
    kept, back = kept_of(withdrawn), _back(returns)
    there = {
        line.line_no: min(kept.get(line.line_no, line.quantity), line.quantity) - back[line.line_no]
        for line in order.lines
    }
    return Counter({line_no: max(count, 0) for line_no, count in there.items()})


def kept_of(withdrawn: Iterable[CaseLine]) -> dict[int, int]:
    """By line what the customer keeps of it, of several withdrawals the least."""
    kept: dict[int, int] = {}
    for line in withdrawn:
        kept[line.line_no] = min(kept.get(line.line_no, line.kept), line.kept)
    return kept


def is_whole(order: Order, withdrawn: Iterable[CaseLine]) -> bool:
    """Nothing of what is ordered is kept: then delivery and payment costs are given back too."""
    kept = kept_of(withdrawn)
    return bool(kept) and all(kept.get(line.line_no, line.quantity) == 0 for line in order.lines)


def _to_leave(order: Order, line: OrderedLine) -> int:
    """What does not ship is taken off as long as the order may be edited: until all of its goods have left."""
    goods = [one for one in order.lines if one.ships]
    if not line.ships and goods and all(order.units_that_left(one.line_no) >= one.quantity for one in goods):
        return 0
    return max(line.quantity - order.units_that_left(line.line_no), 0)


def _covered(returns: Iterable[Return]) -> Counter[int]:
    """What was withdrawn from and is in a return for that, whatever came of it; or in one that the shop opened."""
    covered = Counter[int]()
    for one in returns:
        if one.origin is ReturnOrigin.SHOP:
            covered.update(one.claimed)
        elif one.origin is ReturnOrigin.WITHDRAWAL and one.state not in _NONE_OF_IT:
            covered.update({line.line_no: line.quantity for line in one.lines})
    return covered


def _on_the_way(returns: Iterable[Return]) -> Counter[int]:
    on_the_way = Counter[int]()
    for one in returns:
        if is_asked_for(one):
            on_the_way.update(one.claimed)
    return on_the_way


def _back(returns: Iterable[Return]) -> Counter[int]:
    """Otherwise than by a withdrawal."""
    back = Counter[int]()
    for one in returns:
        if one.origin in (ReturnOrigin.CUSTOMER, ReturnOrigin.STAFF) and not is_asked_for(one):
            back.update(one.claimed)
    return back
