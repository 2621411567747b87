"""SQL of the list of orders: newest first, filtered, in pages, or onwards from one of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from services.orders.listing.conditions import (
    ALL_CREDITED,
    BALANCE,
    ON_ITS_WAY,
    PAYMENT_STATE,
    STILL_SHIPS,
    TO_REFUND,
    any_of,
    is_in,
    of_amount,
    of_columns,
    of_contents,
    of_states,
)
from services.orders.listing.filters import Filters
from services.orders.listing.rows import BESIDE, summary
from services.orders.listing.schemas import OrderSummary
from services.orders.statuses.settings import ProcessSettings
from shared.sql import Sql, all_of, joined
from shared.stored import Unreadable, each_readable
from shared.stored_settings import get_settings
from shared.transaction import Queries

NEWEST = 1500
"""Orders which a search looks at first: what many orders have fills a page soon. Otherwise an index finds them all."""

FEW = 4 * NEWEST
"""Fewer orders of an amount are looked through for words, rather than orders with the words for the amount."""


class Place(NamedTuple):
    """Where an order stands in the list."""

    placed_at: datetime
    order_id: UUID


class Way(NamedTuple):
    """Where one goes from a place in the list: `beyond` it, in this order."""

    beyond: str
    order: str


OLDER = Way("<", "ORDER BY placed_at DESC, order_id DESC")
NEWER = Way(">", "ORDER BY placed_at, order_id")


async def list_orders(
    queries: Queries, filters: Filters, *, after: Place | None, limit: int, way: Way = OLDER
) -> list[OrderSummary | Unreadable]:
    where, states = of_columns(filters), of_states(filters)
    if filters.customer:
        # Those of each that is one customer with it come in the list's order too.
        states = {"customer_id": await _family(queries, filters.customer), **states}
    contents, amount = of_contents(filters), of_amount(filters)
    if after:
        where.append(Sql(f"(placed_at, order_id) {way.beyond} (?, ?)", after))
    if not contents and not amount:
        return await _fetch(queries, _among(_next(where, states, limit, way), []), limit, way)
    met = [*amount, *_met_in_contents(contents)]
    newest = _next(where, states, NEWEST, way)
    page = await _fetch(queries, _among(newest, met), limit, way)
    if len(page) == limit or (len(where) + len(states) and await _count(queries, newest) < NEWEST):
        return page
    return await _fetch(queries, await _all(queries, contents, amount, [*where, *any_of(states)]), limit, way)


async def _family(queries: Queries, customer_id: UUID) -> list[UUID]:
    """The customer, and those that are merged into it."""
    return [row["customer_id"] for row in await queries.fetch(_FAMILY, customer_id)]


async def _all(queries: Queries, contents: list[Sql], amount: list[Sql], where: list[Sql]) -> Sql:
    if not amount or (contents and await _count(queries, _found("orders", amount, limit=FEW)) == FEW):
        return _of_found(_found("order_contents", contents), [*where, *amount])
    return _of_found(_found("orders", amount), [*where, *_met_in_contents(contents)])


async def _count(queries: Queries, orders: Sql) -> int:
    count: int = await queries.fetchval(f"SELECT count(*) FROM ({orders.numbered()}) AS orders", *orders.values)  # noqa: S608
    return count


def _next(where: Sequence[Sql], states: Mapping[str, Sequence[object]], limit: int, way: Way) -> Sql:
    """Of several values of a state, the next of each: an index has the orders of one value in the list's order."""
    if not states:
        return _in_order(all_of(where), limit, way)
    (column, wanted), *others = states.items()
    every = [*where, *any_of(dict(others))]
    return joined([_in_order(all_of([*every, is_in(column, one)]), limit, way) for one in wanted], " UNION ALL ")


def _in_order(where: Sql, limit: int, way: Way) -> Sql:
    return Sql(f"({_SELECT} WHERE {where.text} {way.order} LIMIT {limit:d})", where.values)


def _met_in_contents(contents: list[Sql]) -> list[Sql]:
    where = all_of(contents)
    met = f"(SELECT {where.text} FROM order_contents AS c WHERE c.order_id = orders.order_id)"  # noqa: S608
    return [Sql(met, where.values)] if contents else []


def _among(newest: Sql, met: Sequence[Sql]) -> Sql:
    where = all_of(met)
    return Sql(f"SELECT * FROM ({newest.text}) AS orders WHERE {where.text}", (*newest.values, *where.values))  # noqa: S608


def _found(table: str, conditions: Sequence[Sql], *, limit: int | None = None) -> Sql:
    where = all_of(conditions)
    return Sql(f"SELECT order_id FROM {table} WHERE {where.text} LIMIT {limit or 'ALL'}", where.values)  # noqa: S608


def _of_found(found: Sql, conditions: Sequence[Sql]) -> Sql:
    # Found once and then looked up: the planner would rather walk down the list, to the end of it where they are old.
    where = all_of(conditions)
    return Sql(
        f"WITH found AS MATERIALIZED ({found.text}) {_SELECT} JOIN found USING (order_id) WHERE {where.text}",
        (*found.values, *where.values),
    )


async def _fetch(queries: Queries, orders: Sql, limit: int, way: Way) -> list[OrderSummary | Unreadable]:
    page = f"({orders.numbered()} {way.order} LIMIT {limit:d}) AS page"
    rows = await queries.fetch(
        f"SELECT page.*, {BESIDE} FROM {page} JOIN order_contents USING (order_id) {way.order}",  # noqa: S608
        *orders.values,
    )
    # Most shops have none, and ask for nothing more.
    has_status = any(row["custom_status"] for row in rows)
    statuses = await get_settings(queries, ProcessSettings) if has_status else _NONE
    return each_readable(rows, partial(summary, statuses=statuses))


_FAMILY = """
WITH RECURSIVE family AS (
    SELECT $1::uuid AS customer_id
    UNION ALL SELECT c.customer_id FROM family JOIN customers AS c ON c.merged_into = family.customer_id
)
SELECT customer_id FROM family
"""
_NONE = ProcessSettings(custom_statuses=())
_SELECT = f"""
SELECT order_id, number, reference, placed_at, customer_name, customer_email, customer_phone, currency, gross,
    {BALANCE} AS balance, CASE WHEN {TO_REFUND} THEN {ON_ITS_WAY} ELSE 0 END AS on_its_way,
    status, payment_status, {PAYMENT_STATE} AS payment_state,
    shipment_status, hold, {STILL_SHIPS} AS ships, goods_ready,
    pickup_ready, parcel_left_at, custom_status, credited_units, {ALL_CREDITED} AS all_credited
FROM orders"""  # noqa: S608
