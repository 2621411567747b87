"""SQL of the list of orders: newest first, filtered, in pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.orders.listing.conditions import BALANCE, any_of, of_amount, of_columns, of_contents, of_states
from services.orders.listing.filters import Filters
from services.orders.listing.schemas import OrderSummary
from shared.schemas.order_status import Hold, PaymentStatus, ShipmentStatus, Status
from shared.sql import Sql, all_of, joined
from shared.transaction import Queries

NEWEST = 1500
"""Orders which a search looks at first: what many orders have fills a page soon. Otherwise an index finds them all."""

FEW = 4 * NEWEST
"""Fewer orders of an amount are looked through for words, rather than orders with the words for the amount."""


class Place(NamedTuple):
    """Where an order stands in the list."""

    placed_at: datetime
    order_id: UUID


async def list_orders(queries: Queries, filters: Filters, *, after: Place | None, limit: int) -> list[OrderSummary]:
    where, states = of_columns(filters), of_states(filters)
    contents, amount = of_contents(filters), of_amount(filters)
    if after:
        where.append(Sql("(placed_at, order_id) < (?, ?)", after))
    if not contents and not amount:
        return await _fetch(queries, _among(_newest(where, states, limit), []), limit)
    met = [*amount, *_met_in_contents(contents)]
    newest = _newest(where, states, NEWEST)
    page = await _fetch(queries, _among(newest, met), limit)
    if len(page) == limit or (len(where) + len(states) and await _count(queries, newest) < NEWEST):
        return page
    return await _fetch(queries, await _all(queries, contents, amount, [*where, *any_of(states)]), limit)


async def _all(queries: Queries, contents: list[Sql], amount: list[Sql], where: list[Sql]) -> Sql:
    if not amount or (contents and await _count(queries, _found("orders", amount, limit=FEW)) == FEW):
        return _of_found(_found("order_contents", contents), [*where, *amount])
    return _of_found(_found("orders", amount), [*where, *_met_in_contents(contents)])


async def _count(queries: Queries, orders: Sql) -> int:
    count: int = await queries.fetchval(f"SELECT count(*) FROM ({orders.numbered()}) AS orders", *orders.values)  # noqa: S608
    return count


def _newest(where: Sequence[Sql], states: Mapping[str, Sequence[str]], limit: int) -> Sql:
    """Of several values of a state, the newest of each: an index has the orders of one value in the list's order."""
    if not states:
        return _in_order(all_of(where), limit)
    (column, wanted), *others = states.items()
    every = [*where, *any_of(dict(others))]
    return joined([_in_order(all_of([*every, Sql(f"{column} = ?", (one,))]), limit) for one in wanted], " UNION ALL ")


def _in_order(where: Sql, limit: int) -> Sql:
    return Sql(f"({_SELECT} WHERE {where.text} {_ORDER} LIMIT {limit:d})", where.values)


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


async def _fetch(queries: Queries, orders: Sql, limit: int) -> list[OrderSummary]:
    rows = await queries.fetch(f"{orders.numbered()} {_ORDER} LIMIT {limit:d}", *orders.values)
    return [_summary(row) for row in rows]


def _summary(row: asyncpg.Record) -> OrderSummary:
    states = {
        "status": Status(row["status"]),
        "payment_status": PaymentStatus(row["payment_status"]),
        "shipment_status": ShipmentStatus(row["shipment_status"]),
        "hold": Hold(row["hold"]),
    }
    return OrderSummary.model_construct(**(dict(row) | states))


_ORDER = "ORDER BY placed_at DESC, order_id DESC"
_SELECT = f"""
SELECT order_id, number, reference, placed_at, customer_name, customer_email, customer_phone, currency, gross,
    {BALANCE} AS balance, status, payment_status, shipment_status, hold
FROM orders"""  # noqa: S608
