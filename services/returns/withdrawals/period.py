"""Until when a consumer may withdraw: 14 days from the day after the last goods came."""

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from services.returns.orders.model import Order

DAYS = 14


def last_day(order: Order, zone: ZoneInfo) -> date | None:
    """None where it is not known yet: some goods are still to come, or nobody said that they came.

    Of services it is counted from the contract (C. conso. L221-18); no Saturday, Sunday or holiday is the last day
    (L221-19).
    """
    begins = _last_came(order)
    return None if begins is None else _working_day(begins.astimezone(zone).date() + timedelta(days=DAYS))


def is_over(order: Order, on: date, zone: ZoneInfo) -> bool:
    last = last_day(order, zone)
    return last is not None and on > last


def _last_came(order: Order) -> datetime | None:
    goods = [line for line in order.lines if line.ships]
    if not goods:
        return order.placed_at
    came = []
    for line in goods:
        left = order.shipped.get(line.line_no)
        if left is None or left.quantity < line.quantity or left.delivered_at is None:
            return None
        came.append(left.delivered_at)
    return max(came)


def _working_day(day: date) -> date:
    while day.weekday() > 4 or day in _holidays(day.year):
        day += timedelta(days=1)
    return day


@cache
def _holidays(year: int) -> frozenset[date]:
    """Of France (C. trav. L3133-1)."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    moving = [_easter(year) + timedelta(days=after) for after in (1, 39, 50)]
    return frozenset([date(year, month, day) for month, day in fixed] + moving)


def _easter(year: int) -> date:
    """Of the Gregorian calendar, by Meeus."""
    century, of_century = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (year % 19 + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
