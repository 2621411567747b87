"""SQL of the list of orders: newest first, filtered, in pages."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.orders.conditions import Conditions, of_amount, of_columns, of_contents, of_states
from services.orders.filters import Filters
from services.orders.views import OrderSummary
from shared.postgres.tx import Tx
from shared.schemas.order_status import Hold, PaymentStatus, ShipmentStatus, Status

FEW = 2000
"""So many orders that an index finds are read by their ids; more of them come up soon on the way down the list."""


class Place(NamedTuple):
    """Where an order stands in the list."""

    placed_at: datetime
    order_id: UUID


async def list_orders(tx: Tx, filters: Filters, *, after: Place | None, limit: int) -> list[OrderSummary]:
    where, states = of_columns(filters), of_states(filters)
    for table, searched in (("order_contents", of_contents(filters)), ("orders", of_amount(filters))):
        if not searched.sql:
            continue
        few = await _find_few(tx, table, searched)
        if few is None:
            where.add(_ON_THE_WAY_DOWN[table].format(searched.joined()), *searched.values)
        else:
            where.add("order_id = ANY(?::uuid[])", few)
            _add_states(where, states)
            states = {}
    if after:
        where.add("(placed_at, order_id) < (?, ?)", *after)
    rows = await _fetch_newest(tx, where, states, f"ORDER BY placed_at DESC, order_id DESC LIMIT {limit:d}")
    return [_summary(row) for row in rows]


async def _find_few(tx: Tx, table: str, searched: Conditions) -> list[UUID] | None:
    """The orders that an index finds, None where they are many."""
    rows = await tx.fetch(
        f"SELECT order_id FROM {table} WHERE {searched.numbered()} LIMIT {FEW + 1}",  # noqa: S608
        *searched.values,
    )
    return [row[0] for row in rows] if len(rows) <= FEW else None


async def _fetch_newest(
    tx: Tx, where: Conditions, states: dict[str, Sequence[str]], newest: str
) -> list[asyncpg.Record]:
    """The newest of each value of a state, of which an index has the orders of one value in the list's order."""
    if not states:
        return await tx.fetch(f"{_SELECT} WHERE {where.numbered()} {newest}", *where.values)
    (column, wanted), *others = states.items()
    _add_states(where, dict(others))
    of_all = f"{_SELECT} WHERE {where.numbered()}"
    first = len(where.values) + 1
    of_each = [f"({of_all} AND {column} = ${number} {newest})" for number in range(first, first + len(wanted))]
    return await tx.fetch(f"SELECT * FROM ({' UNION ALL '.join(of_each)}) AS found {newest}", *where.values, *wanted)  # noqa: S608


def _add_states(where: Conditions, states: dict[str, Sequence[str]]) -> None:
    for column, wanted in states.items():
        where.add(f"{column} = ANY(?::text[])", wanted)


def _summary(row: asyncpg.Record) -> OrderSummary:
    states = {
        "status": Status(row["status"]),
        "payment_status": PaymentStatus(row["payment_status"]),
        "shipment_status": ShipmentStatus(row["shipment_status"]),
        "hold": Hold(row["hold"]),
    }
    return OrderSummary.model_construct(**(dict(row) | states))


_SELECT = (
    "SELECT order_id, number, reference, placed_at, customer_name, customer_email, customer_phone, currency, gross,"
    " status, payment_status, shipment_status, hold FROM orders"
)
_ON_THE_WAY_DOWN = {
    "orders": "{}",
    "order_contents": "(SELECT {} FROM order_contents AS c WHERE c.order_id = orders.order_id)",
}
