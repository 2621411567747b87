"""The lines of an order that somebody withdraws from."""

from collections import Counter
from collections.abc import Iterable, Sequence

from services.returns.orders.model import Order, OrderedLine
from services.returns.returned.model import Return
from services.returns.withdrawals.asked import UnitsToWithdraw
from services.returns.withdrawals.model import CaseLine, LineNotInOrder, MoreThanOrdered
from services.returns.withdrawals.outstanding import left_to_withdraw
from shared.schemas.withdrawals import WithdrawnLine


def named_lines(order: Order, lines: Iterable[UnitsToWithdraw]) -> tuple[WithdrawnLine, ...]:
    """As they are declared. Raises LineNotInOrder."""
    return tuple(
        WithdrawnLine(**_line(order, one.line_no, place).named | {"quantity": one.quantity})
        for place, one in enumerate(lines)
    )


def lines_of_order(
    order: Order,
    lines: Iterable[WithdrawnLine] | None,
    *,
    before: Sequence[CaseLine] = (),
    returns: Sequence[Return] = (),
    once_more: bool = False,
) -> tuple[CaseLine, ...]:
    """Of what is left of the order, `before` this withdrawal; None is all of that, or again all of the order.

    `once_more`: staff say of what it is, and it may be of what was withdrawn from by another way.
    Raises LineNotInOrder, MoreThanOrdered.
    """
    left = left_to_withdraw(order, before, returns)
    if lines is None and not left.total():
        return tuple(CaseLine(**line.named, ordered=line.quantity) for line in order.lines)
    if lines is None:
        lines = [WithdrawnLine(**line.named | {"quantity": left[line.line_no]}) for line in order.lines]
        lines = [line for line in lines if line.quantity]
    untouched = left_to_withdraw(order, before, ())
    if once_more:
        left = Counter({line.line_no: line.quantity for line in order.lines})
    return tuple(_of_line(order, one, place, left[one.line_no], untouched) for place, one in enumerate(lines))


def _of_line(order: Order, one: WithdrawnLine, place: int, left: int, untouched: Counter[int]) -> CaseLine:
    line = _line(order, one.line_no, place)
    if one.quantity > left:
        raise MoreThanOrdered(
            f"of {line.quantity} of line {one.line_no} ({line.sku}) {left} may be withdrawn from, not {one.quantity}",
            field=f"lines/{place}/quantity",
            limit=left,
        )
    return CaseLine(**line.named | {"quantity": one.quantity}, ordered=untouched[one.line_no])


def _line(order: Order, line_no: int, place: int) -> OrderedLine:
    line = order.line(line_no)
    if line is None:
        raise LineNotInOrder(f"order {order.number} has no line {line_no}", field=f"lines/{place}/line_no")
    return line
