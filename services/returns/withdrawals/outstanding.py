"""What of a withdrawal is still to be done about the goods: what comes back, what is to leave no more."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.returns.orders.model import Order
from services.returns.returned.claims import left_to_return
from services.returns.returned.model import Return
from services.returns.withdrawals.model import CaseLine
from shared.schemas.withdrawals import WithdrawnLine


@dataclass(frozen=True, slots=True)
class Outstanding:
    """`come_back` are units by line that have left; `take_off` have not. `cancels`: all of the order, of which nothing
    has left.
    """

    come_back: Counter[int]
    take_off: tuple[WithdrawnLine, ...]
    cancels: bool

    @property
    def is_none(self) -> bool:
        return not (self.come_back or self.take_off)


def outstanding(order: Order, withdrawn: Iterable[CaseLine], returns: Sequence[Return]) -> Outstanding:
    """Of each line the customer keeps so many at most; what has not left is taken off first.

    What is in a return, cancelled or edited off is done with.
    """
    kept = kept_of(withdrawn)
    with_customer = left_to_return(order, returns)
    come_back, take_off = Counter[int](), list[WithdrawnLine]()
    if order.cancelled:  # what had left all the same comes back by a return that the shop opens
        return Outstanding(come_back, (), False)
    for line_no, keeps in kept.items():
        line = order.line(line_no)
        to_leave = max(line.quantity - order.units_that_left(line_no), 0) if line else 0
        there = max(with_customer[line_no], 0)
        too_many = max(there + to_leave - keeps, 0)
        if line and (off := min(too_many, to_leave)):
            take_off.append(WithdrawnLine(**line.named | {"quantity": off}))
            too_many -= off
        if back := min(too_many, there):
            come_back[line_no] = back
    nothing_left = not any(left.quantity for left in order.shipped.values())
    whole = sum(line.quantity for line in take_off) == sum(line.quantity for line in order.lines)
    return Outstanding(come_back, tuple(take_off), nothing_left and whole and bool(take_off))


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
