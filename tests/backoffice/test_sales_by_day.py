"""Orders and revenue of the last 30 days, in one currency."""

from datetime import date
from decimal import Decimal
from typing import Any

from services.backoffice.pages.home.sales_by_day import SalesByDay, first_day, sales_by_day

TODAY = date(2026, 3, 1)


def of_day(day: str, currency: str, orders: int, gross: str, cancelled: int = 0) -> dict[str, Any]:
    return {"day": day, "currency": currency, "orders": orders, "gross": gross, "cancelled": cancelled}


def sales(*items: dict[str, Any], wanted: str = "") -> SalesByDay:
    found = sales_by_day(items, today=TODAY, wanted=wanted)
    assert found
    return found


def test_thirty_days_end_today() -> None:
    days = [one.day for one in sales(of_day("2026-02-28", "EUR", 1, "10.00")).days]
    assert (len(days), days[0], days[-1]) == (30, date(2026, 1, 31), TODAY)
    assert first_day(TODAY) == date(2026, 1, 31)


def test_days_without_an_order_are_shown_as_such() -> None:
    found = sales(of_day("2026-02-27", "EUR", 2, "76.60", cancelled=1), of_day("2026-03-01", "EUR", 1, "8.40"))
    assert [(one.day.day, one.orders, one.revenue, one.cancelled) for one in found.days[-4:]] == [
        (26, 0, Decimal(0), 0),
        (27, 2, Decimal("76.60"), 1),
        (28, 0, Decimal(0), 0),
        (1, 1, Decimal("8.40"), 0),
    ]
    assert (found.orders, found.revenue, found.cancelled) == (3, Decimal("85.00"), 1)


def test_the_currency_of_the_most_orders_is_shown_unless_another_is_asked_for() -> None:
    items = [of_day("2026-02-27", "USD", 1, "500.00"), of_day("2026-02-27", "EUR", 3, "30.00")]
    assert (sales(*items).currency, sales(*items).currencies) == ("EUR", ["EUR", "USD"])
    assert (sales(*items, wanted="USD").currency, sales(*items, wanted="USD").revenue) == ("USD", Decimal("500.00"))


def test_a_currency_nothing_was_sold_in_is_not_shown() -> None:
    assert sales(of_day("2026-02-27", "EUR", 3, "30.00"), wanted="<b>XXX").currency == "EUR"


def test_a_month_of_cancelled_orders_is_a_month_with_orders() -> None:
    found = sales(of_day("2026-02-27", "EUR", 0, "0.00", cancelled=2))
    assert (found.orders, found.cancelled) == (0, 2)


def test_without_any_order_there_is_nothing_to_show() -> None:
    assert sales_by_day([], today=TODAY, wanted="EUR") is None
