"""SQL of the queries: returns and orders as the API shows them."""

from collections import Counter
from uuid import UUID

import asyncpg

from services.returns.model import OrderNotFound, ReturnNotFound, ReturnState, return_number
from services.returns.store import ORDERED_LINES, PARTS
from services.returns.views import LineView, OrderView, ReturnView
from shared.transaction import Queries


async def list_returns(
    queries: Queries, *, order_id: UUID | None, state: ReturnState | None, before: UUID | None, limit: int
) -> list[ReturnView]:
    """The newest first: return ids are in the order of their making."""
    rows = await queries.fetch(
        f"{_SELECT} WHERE ($1::uuid IS NULL OR r.order_id = $1) AND ($2::text IS NULL OR r.state = $2)"
        " AND ($3::uuid IS NULL OR r.return_id < $3) ORDER BY r.return_id DESC LIMIT $4",
        order_id,
        state,
        before,
        limit,
    )
    return [_return(row) for row in rows]


async def get_return(queries: Queries, return_id: UUID) -> ReturnView:
    row = await queries.fetchrow(f"{_SELECT} WHERE r.return_id = $1", return_id)
    if row is None:
        raise ReturnNotFound(f"there is no return {return_id}")
    return _return(row)


async def get_order(queries: Queries, order_id: UUID) -> OrderView:
    order = await queries.fetchrow(
        "SELECT number, customer_reference, cancelled, coalesce(lines, '[]') AS lines FROM orders WHERE order_id = $1",
        order_id,
    )
    if order is None:
        raise OrderNotFound(f"returns knows no order {order_id}")
    left = await _count_shipped(queries, order_id)
    rows = await queries.fetch(f"{_SELECT} WHERE r.order_id = $1 ORDER BY r.return_no", order_id)
    return OrderView(
        order_id=order_id,
        number=order["number"],
        customer_reference=order["customer_reference"],
        cancelled=order["cancelled"],
        lines=tuple(
            LineView(**dict(line), shipped=left[line.line_no]) for line in ORDERED_LINES.validate_json(order["lines"])
        ),
        returns=tuple(_return(row) for row in rows),
    )


async def _count_shipped(queries: Queries, order_id: UUID) -> Counter[int]:
    """Units that have left, by line."""
    rows = await queries.fetch(
        "SELECT line.line_no, sum(line.quantity)::bigint AS shipped FROM shipments"
        " CROSS JOIN jsonb_to_recordset(lines) AS line (line_no int, quantity bigint)"
        " WHERE order_id = $1 AND shipped GROUP BY line.line_no",
        order_id,
    )
    return Counter({row["line_no"]: row["shipped"] for row in rows})


def _return(row: asyncpg.Record) -> ReturnView:
    return ReturnView(
        return_id=row["return_id"],
        number=return_number(row["return_no"]),
        order_id=row["order_id"],
        order_number=row["order_number"],
        shipment_id=row["shipment_id"],
        state=row["state"],
        reason=row["reason"],
        lines=PARTS.validate_json(row["lines"]),
        opened_at=row["opened_at"],
    )


_SELECT = """
SELECT r.return_id, r.return_no, r.order_id, o.number AS order_number, r.shipment_id, r.state, r.reason, r.lines,
    r.opened_at
FROM returns AS r JOIN orders AS o USING (order_id)
"""
