"""Until when a consumer may withdraw: 14 days from the day after the last goods came."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from services.returns.orders.model import Order

DAYS = 14


def last_day(order: Order, zone: ZoneInfo) -> date | None:
    """None where it is not known yet: some goods are still to come, or nobody said that they came.

    Of services it is counted from the contract (C. conso. L221-18); a Saturday or Sunday is no last day (L221-19).
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
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)
