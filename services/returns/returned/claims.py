"""What of an order may still come back: what has left less what is in returns that stand."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from services.returns.orders.model import Left, Order
from services.returns.returned.lines import ReturnLine
from services.returns.returned.model import Return
from services.returns.settings import ReturnSettings, ShopTime
from shared.refused import Refused
from shared.schemas.event import Asked
from shared.schemas.orders import Quantity
from shared.schemas.returns import Resolution, WhyReturned


class LineToReturn(Asked):
    """So many units of a line that has left."""

    line_no: Annotated[int, Field(ge=1, le=100_000, strict=True)]
    quantity: Quantity
    reason: WhyReturned | None = None
    resolution: Resolution = Resolution.REFUND


class LineNotOrdered(Refused):
    type = "line-not-ordered"
    status = 422


class NothingShipped(Refused):
    type = "nothing-shipped"


class MoreThanShipped(Refused):
    type = "more-than-shipped"


class NotReturnable(Refused):
    """By the shop's policy."""

    type = "not-returnable"


class NotOffered(Refused):
    type = "not-offered"
    status = 422


def left_to_return(order: Order, returns: Iterable[Return]) -> Counter[int]:
    """Units by line; `returns` are all of the order."""
    left = Counter({line_no: of.quantity for line_no, of in order.shipped.items()})
    for one in returns:
        left.subtract(one.claimed)
    return left


def lines_of_return(order: Order, others: Sequence[Return], asked: Sequence[LineToReturn]) -> tuple[ReturnLine, ...]:
    """Of an order that has these other returns. Raises LineNotOrdered, NothingShipped, MoreThanShipped."""
    left = left_to_return(order, others)
    if not order.shipped:
        raise NothingShipped(
            f"nothing of order {order.number or order.order_id} has left yet: what has not left does not come back"
        )
    return tuple(_line(order, left, one, place) for place, one in enumerate(asked))


def _line(order: Order, left: Counter[int], asked: LineToReturn, place: int) -> ReturnLine:
    sku = _sku(order, asked.line_no, place)
    most = max(left[asked.line_no], 0)
    if asked.quantity > most:
        raise MoreThanShipped(
            f"{most} of line {asked.line_no} ({sku}) of order {order.number} may still come back, not {asked.quantity}:"
            f" {order.units_that_left(asked.line_no)} left, the others are in returns",
            brief=f"fewer of line {asked.line_no} may still come back than {asked.quantity}",
            field=f"lines/{place}/quantity",
            limit=most,
        )
    return ReturnLine(sku=sku, **dict(asked))


def _sku(order: Order, line_no: int, place: int) -> str:
    line = order.line(line_no) or order.shipped.get(line_no)
    if line is None:
        raise LineNotOrdered(
            f"order {order.number or order.order_id} has no line {line_no}", field=f"lines/{place}/line_no"
        )
    return line.sku


def why_not(left: Left | None, sku: str, policy: ReturnSettings, at: datetime, shop_time: ShopTime) -> Refused | None:
    """Why a customer may not ask for a line to come back, by the policy. Where its delivery is not known they may."""
    if not policy.days:
        return NotReturnable("the shop takes nothing back but what the law says")
    if policy.is_excluded(sku):
        return NotReturnable(f"{sku} is not taken back by the shop's policy")
    until = asked_until(left, policy, shop_time)
    if until and shop_time.day_of(at) > until.date():
        return NotReturnable(f"{sku} was to be returned within {policy.days} days, until {until.date()}")
    return None


def asked_until(left: Left | None, policy: ReturnSettings, shop_time: ShopTime) -> datetime | None:
    """The end of the last day, counted from the one on which they came; None where it is not known when that was."""
    if left is None or left.delivered_at is None:
        return None
    return shop_time.end_of(shop_time.day_of(left.delivered_at) + timedelta(days=policy.days))


def refuse_not_offered(
    order: Order, asked: Sequence[LineToReturn], policy: ReturnSettings, at: datetime, shop_time: ShopTime
) -> None:
    """What a customer may not ask for. Raises LineNotOrdered, NotReturnable, NotOffered."""
    for place, one in enumerate(asked):
        sku = _sku(order, one.line_no, place)
        if refusal := why_not(order.shipped.get(one.line_no), sku, policy, at, shop_time):
            raise NotReturnable(refusal.detail, field=f"lines/{place}")
        if one.resolution not in policy.resolutions:
            offered = ", ".join(policy.resolutions)
            raise NotOffered(f"{one.resolution} is not offered, but {offered}", field=f"lines/{place}/resolution")
        if policy.reasons and one.reason not in policy.reasons:
            raise NotOffered(f"name a reason: {', '.join(policy.reasons)}", field=f"lines/{place}/reason")
