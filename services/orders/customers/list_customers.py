"""SQL of the list of customers, newest first, and of what stands beside a customer: orders and money."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.orders.customers.model import KnownCustomer
from services.orders.customers.store import CUSTOMER_COLUMNS, customer_of
from services.orders.listing.conditions import BALANCE
from services.orders.search_words import query
from shared.sql import Sql, all_of
from shared.stored import Unreadable, each_readable
from shared.transaction import Queries

NEWEST = 1500
"""Customers which a search looks at first: what many have fills a page soon. Otherwise an index finds them all."""


class Place(NamedTuple):
    """Where a customer stands in the list."""

    created_at: datetime
    customer_id: UUID


class Listed(NamedTuple):
    """`orders` are also those of customers that are merged into this one."""

    customer: KnownCustomer
    orders: int
    last_placed_at: datetime | None


class Money(NamedTuple):
    """What a customer's orders come to in a currency, without those that were cancelled.

    `charged` is what was ordered less what was credited; of it `due` is still to be paid. What is `owed` to the
    customer was paid and is not charged: of cancelled orders too.
    """

    currency: str
    orders: int
    charged: Decimal
    due: Decimal
    owed: Decimal


class Orders(NamedTuple):
    """How many there are, cancelled ones among them."""

    orders: int
    cancelled: int
    first_placed_at: datetime | None
    last_placed_at: datetime | None


async def list_customers(
    queries: Queries, search: str | None, *, after: Place | None, limit: int
) -> list[Listed | Unreadable]:
    """One that is merged into another is found as that one."""
    where = [Sql("merged_into IS NULL")]
    if after:
        where.append(Sql("(created_at, customer_id) < (?, ?)", after))
    if search is None:
        return await _fetch(queries, _newest(where, limit), limit)
    found = Sql("words @@ ?::text::tsquery", (query(search),))
    newest = _newest(where, NEWEST)
    page = await _fetch(queries, _matching(newest, found), limit)
    if len(page) == limit or (after and await _count(queries, newest) < NEWEST):
        return page
    every = Sql(
        f"WITH found AS MATERIALIZED (SELECT {CUSTOMER_COLUMNS} FROM customers WHERE {found.text})"  # noqa: S608
        f" SELECT * FROM found WHERE {all_of(where).text}",
        (*found.values, *all_of(where).values),
    )
    return await _fetch(queries, every, limit)


async def sum_orders(queries: Queries, customer_ids: Iterable[UUID]) -> tuple[Orders, list[Money]]:
    """Of all these together."""
    rows = await queries.fetch(_MONEY, list(customer_ids))
    orders = Orders(
        orders=sum(row["orders"] for row in rows),
        cancelled=sum(row["cancelled"] for row in rows),
        first_placed_at=min((row["first_placed_at"] for row in rows), default=None),
        last_placed_at=max((row["last_placed_at"] for row in rows), default=None),
    )
    money = [
        Money(row["currency"], row["orders"] - row["cancelled"], row["charged"], row["due"], row["owed"])
        for row in rows
    ]
    return orders, money


def _newest(where: Iterable[Sql], limit: int) -> Sql:
    every = all_of(where)
    return Sql(
        f"SELECT {CUSTOMER_COLUMNS}, words FROM customers WHERE {every.text} {_ORDER} LIMIT {limit:d}",  # noqa: S608
        every.values,
    )


async def _count(queries: Queries, customers: Sql) -> int:
    sql = f"SELECT count(*) FROM ({customers.numbered()}) AS customers"  # noqa: S608
    count: int = await queries.fetchval(sql, *customers.values)
    return count


def _matching(newest: Sql, found: Sql) -> Sql:
    return Sql(f"SELECT * FROM ({newest.text}) AS newest WHERE {found.text}", (*newest.values, *found.values))  # noqa: S608


async def _fetch(queries: Queries, customers: Sql, limit: int) -> list[Listed | Unreadable]:
    rows = await queries.fetch(
        f"SELECT page.*, beside.* FROM (SELECT * FROM ({customers.numbered()}) AS found {_ORDER} LIMIT {limit:d})"  # noqa: S608
        f" AS page, {_BESIDE} {_ORDER}",
        *customers.values,
    )
    return each_readable(rows, _listed)


def _listed(row: asyncpg.Record) -> Listed:
    return Listed(customer_of(row), row["orders"], row["last_placed_at"])


_ORDER = "ORDER BY created_at DESC, customer_id DESC"
_BESIDE = """LATERAL (
    WITH RECURSIVE family AS (
        SELECT page.customer_id
        UNION ALL SELECT c.customer_id FROM family JOIN customers AS c ON c.merged_into = family.customer_id
    )
    SELECT count(*) AS orders, max(placed_at) AS last_placed_at FROM family JOIN orders USING (customer_id)
) AS beside"""
_MONEY = f"""
SELECT currency, count(*) AS orders, count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
    coalesce(sum(gross - credited) FILTER (WHERE state <> 'cancelled'), 0) AS charged,
    sum(greatest(-balance, 0)) AS due, sum(greatest(balance, 0)) AS owed,
    min(placed_at) AS first_placed_at, max(placed_at) AS last_placed_at
FROM (SELECT *, {BALANCE} AS balance FROM orders WHERE customer_id = ANY($1::uuid[])) AS orders
GROUP BY currency ORDER BY count(*) DESC, currency
"""  # noqa: S608
