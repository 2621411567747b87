"""SQL of the queries: stock, its ledger, shipments and orders as the API shows them."""

import json
from collections.abc import Collection, Sequence
from uuid import UUID

import asyncpg

from services.fulfilment.model import OrderNotFound, OrderState, ShipmentNotFound, shipment_lines
from services.fulfilment.stock import NotTracked, Stock
from services.fulfilment.stock_store import SELECT_STOCK
from services.fulfilment.store import slip_of
from services.fulfilment.views import EntryView, OrderView, ShipmentView, StockCounts, StockView
from shared.schemas.fulfilment import ShipmentState, StockColour
from shared.transaction import Queries

# The rule is `colour` in stock.py; it stands here again so that the list can be filtered.
COLOURS = {
    StockColour.GREEN: "on_hand - allocated > low_stock_threshold",
    StockColour.ORANGE: "on_hand - allocated BETWEEN 1 AND low_stock_threshold",
    StockColour.RED: "on_hand = allocated",
    StockColour.GREY: "false",
}

# The last character there is ends the range of texts with a prefix; unlike LIKE ?, a range can use the index.
_STARTS_WITH = 'lower(sku) >= lower(? COLLATE "C") AND lower(sku) < lower(? COLLATE "C") || U&\'\\+10FFFF\''


async def list_stock(
    queries: Queries,
    *,
    skus: Sequence[str],
    prefix: str | None,
    colours: Collection[StockColour],
    after: str,
    limit: int,
) -> list[StockView]:
    """By SKU; no SKUs, no prefix and no colours are all of them. A prefix may be written in either case."""
    conditions, values = ["sku > $1"], list[object]([after, limit])
    for condition, value in (("sku = ANY(?::text[])", skus or None), (_STARTS_WITH, prefix)):
        if value is not None:
            values.append(value)
            conditions.append(condition.replace("?", f"${len(values)}"))
    if colours:
        conditions.append(f"({' OR '.join(COLOURS[colour] for colour in COLOURS if colour in colours)})")
    rows = await queries.fetch(f"{SELECT_STOCK} WHERE {' AND '.join(conditions)} ORDER BY sku LIMIT $2", *values)
    return [StockView.of(Stock(*row)) for row in rows]


async def count_stock(queries: Queries) -> StockCounts:
    counted = await queries.fetchrow(f"SELECT {_COUNTS} FROM stock")  # noqa: S608
    assert counted is not None
    return StockCounts(**dict(counted))


async def get_stock(queries: Queries, sku: str) -> StockView:
    row = await queries.fetchrow(f"{SELECT_STOCK} WHERE sku = $1", sku)
    if row is None:
        raise NotTracked(f"the stock of {sku} is not tracked")
    return StockView.of(Stock(*row))


async def list_entries(queries: Queries, sku: str, *, before: int, limit: int) -> list[EntryView]:
    """The newest first."""
    rows = await queries.fetch(
        "SELECT id, kind, quantity, reason, reference, order_id, number AS order_number, shipment_id, at, by"
        " FROM stock_entries LEFT JOIN orders USING (order_id) WHERE sku = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        sku,
        before,
        limit,
    )
    return [EntryView(**dict(row)) for row in rows]


async def list_shipments(
    queries: Queries, *, order_id: UUID | None, state: ShipmentState | None, after: UUID, limit: int
) -> list[ShipmentView]:
    """The oldest first."""
    rows = await queries.fetch(
        f"{_SELECT_SHIPMENT} WHERE ($1::uuid IS NULL OR s.order_id = $1) AND ($2::text IS NULL OR s.state = $2)"
        " AND s.shipment_id > $3 ORDER BY s.shipment_id LIMIT $4",
        order_id,
        state,
        after,
        limit,
    )
    return [_shipment(row) for row in rows]


async def get_shipment(queries: Queries, shipment_id: UUID) -> ShipmentView:
    row = await queries.fetchrow(f"{_SELECT_SHIPMENT} WHERE s.shipment_id = $1", shipment_id)
    if row is None:
        raise ShipmentNotFound(f"there is no shipment {shipment_id}")
    return _shipment(row)


async def get_order(queries: Queries, order_id: UUID) -> OrderView:
    order = await queries.fetchrow("SELECT number, held, state FROM orders WHERE order_id = $1", order_id)
    if order is None:
        raise OrderNotFound(f"fulfilment knows no order {order_id}")
    rows = await queries.fetch(f"{_SELECT_SHIPMENT} WHERE s.order_id = $1 ORDER BY s.shipment_id", order_id)
    return OrderView(
        order_id=order_id,
        number=order["number"],
        held=order["held"],
        cancelled=order["state"] == OrderState.CANCELLED,
        shipments=tuple([_shipment(row) for row in rows]),
    )


def _shipment(row: asyncpg.Record) -> ShipmentView:
    slip = slip_of(row)
    missing = {int(line_no): quantity for line_no, quantity in json.loads(row["missing"] or "{}").items()}
    return ShipmentView(
        shipment_id=slip.shipment_id,
        slip_number=slip.number,
        order_id=slip.order_id,
        order_number=row["number"],
        state=slip.state,
        lines=shipment_lines(slip, missing),
        created_at=slip.created_at,
        shipped_at=row["shipped_at"],
        shipped_by=row["shipped_by"],
    )


_COUNTED = (StockColour.GREEN, StockColour.ORANGE, StockColour.RED)
_COUNTS = ", ".join(f"count(*) FILTER (WHERE {COLOURS[colour]}) AS {colour}" for colour in _COUNTED)

_SELECT_SHIPMENT = """
SELECT s.shipment_id, s.slip_no, s.order_id, s.state, s.lines, s.created_at, s.shipped_at, s.shipped_by, o.number,
    (SELECT jsonb_object_agg(line_no, missing) FROM backorders AS b WHERE b.shipment_id = s.shipment_id) AS missing
FROM shipments AS s JOIN orders AS o USING (order_id)
"""
