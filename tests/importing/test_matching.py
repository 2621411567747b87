"""A credit takes from the latest earlier sales of the same goods at the same price."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from importers.online_retail.matching import SoldLine, creditable_lines, take
from importers.online_retail.sales import Credit
from tests.importing.retail import row, sorted_rows

FIRST, SECOND = UUID(int=1), UUID(int=2)


def credit(quantity: int, *, at: str = "2010-12-03 12:00:00", price: str = "1.65") -> Credit:
    return sorted_rows(row("C1", quantity=-quantity, at=at, price=price)).credits[0]


def sold(of: UUID, quantity: int, *, day: int, hour: int = 9, line_no: int = 1) -> tuple[datetime, SoldLine]:
    return datetime(2010, 12, day, hour, tzinfo=UTC), SoldLine(of, of, line_no, quantity)


def taken(given: Credit, *lines: tuple[datetime, SoldLine]) -> list[tuple[UUID, int, int]]:
    parts = take(given, given.quantity, lines)
    return [(invoice, line.line_no, line.quantity) for invoice, some in parts.items() for line in some]


def test_the_latest_sale_is_credited_first():
    assert taken(credit(4), sold(FIRST, 10, day=1), sold(SECOND, 10, day=2)) == [(SECOND, 1, 4)]


def test_a_credit_of_more_than_one_sale_has_left_is_split():
    assert taken(credit(12), sold(FIRST, 10, day=1), sold(SECOND, 5, day=2)) == [(SECOND, 1, 5), (FIRST, 1, 7)]


def test_lines_of_one_invoice_are_credited_together():
    lines = [sold(FIRST, 2, day=1, line_no=number) for number in (1, 2, 3)]
    assert taken(credit(5), *lines) == [(FIRST, 1, 2), (FIRST, 2, 2), (FIRST, 3, 1)]


def test_what_was_sold_later_the_same_day_is_no_earlier_sale():
    lines = [sold(FIRST, 9, day=3, hour=11), sold(SECOND, 9, day=3, hour=13)]
    assert taken(credit(9), *lines) == [(FIRST, 1, 9)]


def test_what_was_sold_in_the_same_minute_can_be_credited():
    assert taken(credit(1), sold(FIRST, 1, day=3, hour=12)) == [(FIRST, 1, 1)]


def test_no_more_is_taken_than_was_sold():
    assert taken(credit(9), sold(FIRST, 4, day=1)) == [(FIRST, 1, 4)]
    assert taken(credit(9)) == []


def invoice(**changes: Any) -> dict[str, Any]:
    line = {"line_no": 1, "sku": "22556", "unit_price": "1.650", "creditable": {"quantity": 3, "amount": "4.95"}}
    return {"document_id": str(FIRST), "order_id": str(SECOND), "currency": "GBP", "lines": [line | changes]}


def test_a_line_of_the_same_sku_and_price_with_something_left_is_creditable():
    assert creditable_lines(credit(1), invoice()) == [SoldLine(FIRST, SECOND, 1, 3)]


def test_another_sku_another_price_and_a_line_credited_in_full_are_not():
    assert creditable_lines(credit(1), invoice(sku="22556B")) == []
    assert creditable_lines(credit(1), invoice(unit_price="1.45")) == []
    assert creditable_lines(credit(1), invoice(creditable={"quantity": 0, "amount": "0.00"})) == []
    assert creditable_lines(credit(1), invoice() | {"currency": "EUR"}) == []
