"""Figures of the list: what needs doing, and what was ordered on each day of the shop."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from services.orders.listing.conditions import BALANCE, ON_ITS_WAY, READY, TO_INVOICE, TO_PICK_UP, TO_REFUND, UNSETTLED
from shared.money import written
from shared.periods import days_in
from shared.schemas.event import Contract
from shared.schemas.money import Currency, Sum
from shared.schemas.order_status import Status
from shared.transaction import Queries

MOST_DAYS = 92


class OwedInCurrency(Contract):
    """What is owed to the customers of so many orders in a currency."""

    currency: Currency
    orders: int
    amount: Sum


class OrderCounts(Contract):
    """How many orders wait for somebody.

    `to_ship` are paid, or ship before they are, whether ready or not; `ready_to_ship` of them are ready.
    `waiting_for_stock` are to be shipped or picked up, and not ready; `to_pick_up` have their goods set aside, whether
    they are paid and ready for the customer or not. Those `to_invoice` wait for an invoice that is made by hand. An
    unsettled cancellation has effects still to come. Of those `to_refund`, more was paid than is charged
    and is not on its way back: `owed_to_customers` says how much.
    """

    to_ship: int
    on_hold: int
    awaiting_payment: int
    unsettled_cancellations: int
    ready_to_ship: int
    waiting_for_stock: int
    to_pick_up: int
    to_invoice: int
    to_refund: int
    owed_to_customers: tuple[OwedInCurrency, ...]


class DayOfOrders(Contract):
    """The orders placed on a day of the shop in one currency; those cancelled are in their own count only."""

    day: date
    currency: Currency
    orders: int
    gross: Sum
    cancelled: int


class DaysOfOrders(Contract):
    """Days and currencies without any order are left out."""

    items: list[DayOfOrders]


class Bounds(NamedTuple):
    """A day from its midnight to the next: 23, 24 or 25 hours."""

    day: date
    starts: datetime
    ends: datetime


async def count_orders(queries: Queries) -> OrderCounts:
    """Found by indexes; what is owed is read of the few orders it is owed for."""
    row = await queries.fetchrow(_COUNT, *_COUNTED)
    assert row
    owed = [OwedInCurrency.model_construct(**dict(one)) for one in await queries.fetch(_OWED)]
    to_refund = sum(one.orders for one in owed)
    return OrderCounts.model_construct(**dict(row), to_refund=to_refund, owed_to_customers=tuple(owed))


def days_from(first: date, last: date, time_zone: ZoneInfo) -> list[Bounds]:
    """Each day from the first to the last. Raises BadPeriod."""
    number = days_in(first, last, most=MOST_DAYS)
    days = [first + timedelta(days) for days in range(number + 1)]
    midnights = [datetime(day.year, day.month, day.day, tzinfo=time_zone) for day in days]
    return [Bounds(*one) for one in zip(days[:-1], midnights[:-1], midnights[1:], strict=True)]


async def list_days(queries: Queries, days: Sequence[Bounds]) -> list[DayOfOrders]:
    rows = await queries.fetch(
        "SELECT day, currency, count(*) FILTER (WHERE status <> 'cancelled') AS orders,"
        " coalesce(sum(gross) FILTER (WHERE status <> 'cancelled'), 0) AS gross,"
        " count(*) FILTER (WHERE status = 'cancelled') AS cancelled"
        " FROM unnest($1::date[], $2::timestamptz[], $3::timestamptz[]) AS one (day, starts, ends)"
        " JOIN orders ON placed_at >= starts AND placed_at < ends GROUP BY day, currency ORDER BY day, currency",
        [one.day for one in days],
        [one.starts for one in days],
        [one.ends for one in days],
    )
    return [
        DayOfOrders.model_construct(**dict(row) | {"gross": written(row["gross"], row["currency"])}) for row in rows
    ]


def _of(counted: str, status: int) -> str:
    return f"coalesce((SELECT orders FROM {counted} WHERE status = ${status:d}), 0)"  # noqa: S608


_OWED = f"""
SELECT currency, count(*) AS orders, sum(owed) AS amount
FROM (SELECT currency, {BALANCE} - {ON_ITS_WAY} AS owed FROM orders WHERE {TO_REFUND}) AS orders WHERE owed > 0
GROUP BY currency ORDER BY currency
"""  # noqa: S608
_COUNTED = (
    Status.AWAITING_SHIPMENT,
    Status.ON_HOLD,
    Status.AWAITING_PAYMENT,
    Status.AWAITING_PICKUP,
)
_COUNT = f"""
WITH of_status AS (SELECT status, count(*) AS orders FROM orders WHERE status IN ($1, $2, $3, $4) GROUP BY status),
ready AS (SELECT status, count(*) AS orders FROM orders WHERE status IN ($1, $4) AND {READY} GROUP BY status)
SELECT {_of("of_status", 1)} AS to_ship, {_of("of_status", 2)} AS on_hold, {_of("of_status", 3)} AS awaiting_payment,
    (SELECT count(*) FROM orders WHERE {TO_PICK_UP}) AS to_pick_up,
    (SELECT count(*) FROM orders WHERE {TO_INVOICE}) AS to_invoice,
    {_of("ready", 1)} AS ready_to_ship,
    {_of("of_status", 1)} + {_of("of_status", 4)} - {_of("ready", 1)} - {_of("ready", 4)} AS waiting_for_stock,
    (SELECT count(*) FROM orders WHERE {UNSETTLED}) AS unsettled_cancellations
"""  # noqa: S608
