"""Orders and revenue of the last days, in one currency, the days without any included."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from services.backoffice.web.service_clients import Json

DAYS = 30


class SalesOfDay(NamedTuple):
    """Cancelled orders are in their own count only."""

    day: date
    orders: int
    revenue: Decimal
    cancelled: int


class SalesByDay(NamedTuple):
    """`currencies`: all there are, that with the most orders first. `days`: the oldest first."""

    currency: str
    currencies: list[str]
    days: list[SalesOfDay]

    @property
    def orders(self) -> int:
        return sum(one.orders for one in self.days)

    @property
    def revenue(self) -> Decimal:
        return sum((one.revenue for one in self.days), Decimal(0))

    @property
    def cancelled(self) -> int:
        return sum(one.cancelled for one in self.days)


def first_day(today: date) -> date:
    return today - timedelta(days=DAYS - 1)


def sales_by_day(items: Iterable[Json], *, today: date, wanted: str) -> SalesByDay | None:
    """Of what orders answers for these days, in the currency wanted or else the commonest; None if nothing was sold."""
    items = list(items)
    number_of = Counter[str]()
    for item in items:
        number_of[item["currency"]] += item["orders"] + item["cancelled"]
    if not number_of:
        return None
    currencies = sorted(number_of, key=lambda currency: (-number_of[currency], currency))
    currency = wanted if wanted in currencies else currencies[0]
    by_day = {item["day"]: item for item in items if item["currency"] == currency}
    return SalesByDay(currency, currencies, [_of_day(day, by_day.get(day.isoformat())) for day in _days_until(today)])


def _days_until(today: date) -> list[date]:
    return [first_day(today) + timedelta(days=number) for number in range(DAYS)]


def _of_day(day: date, item: Json | None) -> SalesOfDay:
    if item is None:
        return SalesOfDay(day, 0, Decimal(0), 0)
    return SalesOfDay(day, item["orders"], Decimal(item["gross"]), item["cancelled"])
