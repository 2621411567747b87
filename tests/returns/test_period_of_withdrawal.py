"""Until when a consumer may withdraw: 14 days from the day after the last goods came; no day off is the last one."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from uuid_utils.compat import uuid7

from services.returns.orders.model import Left, Order, OrderedLine
from services.returns.withdrawals.period import is_over, last_day

PARIS = ZoneInfo("Europe/Paris")


def order_of(*came: datetime | None, ships: bool = True) -> Order:
    """Of as many lines as there are deliveries, each of one unit."""
    return Order(
        order_id=uuid7(),
        number="1001",
        customer_reference=None,
        cancelled=False,
        lines=tuple(
            OrderedLine(line_no=no, sku="LAMP", quantity=1, title="Lamp", ships=ships) for no in range(1, len(came) + 1)
        ),
        shipped={no: Left("LAMP", 1, at) for no, at in enumerate(came, 1)} if ships else {},
        placed_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("came", "last"),
    [
        (datetime(2026, 3, 2, 10, tzinfo=UTC), date(2026, 3, 16)),
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), date(2026, 3, 17)),  # the day after, in Paris
        (datetime(2026, 3, 7, 10, tzinfo=UTC), date(2026, 3, 23)),  # not Saturday 21
        (datetime(2026, 3, 23, 10, tzinfo=UTC), date(2026, 4, 7)),  # not Monday 6, which is Easter Monday
        (datetime(2026, 4, 30, 10, tzinfo=UTC), date(2026, 5, 15)),  # not Thursday 14, which is Ascension
        (datetime(2026, 12, 11, 10, tzinfo=UTC), date(2026, 12, 28)),  # not Friday 25, nor the days after it
    ],
)
def test_the_last_day_is_counted_in_the_shops_time_and_is_a_working_day(came: datetime, last: date) -> None:
    order = order_of(came)
    assert last_day(order, PARIS) == last
    assert [is_over(order, day, PARIS) for day in (last, last.replace(day=last.day + 1))] == [False, True]


def test_the_last_goods_count_and_until_they_came_there_is_no_end() -> None:
    first, last = datetime(2026, 3, 2, 10, tzinfo=UTC), datetime(2026, 3, 9, 10, tzinfo=UTC)
    assert last_day(order_of(first, last), PARIS) == date(2026, 3, 23)
    assert last_day(order_of(first, None), PARIS) is None


def test_of_services_it_is_counted_from_the_contract() -> None:
    assert last_day(order_of(None, ships=False), PARIS) == date(2026, 3, 16)
