"""SQL of the shipments: slips with what their orders and missing goods say. One statement a function."""

from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.fulfilment.orders.model import Order, OrderState
from services.fulfilment.shipments.model import Shipment, ShipmentNotFound
from services.fulfilment.slips.store import slip_of
from shared.schemas.fulfilment import ShipmentState
from shared.sql import Sql, all_of, given, joined
from shared.transaction import Queries


async def find_order_of(queries: Queries, shipment_id: UUID) -> UUID | None:
    order_id: UUID | None = await queries.fetchval("SELECT order_id FROM shipments WHERE shipment_id = $1", shipment_id)
    return order_id


async def list_shipments(
    queries: Queries,
    *,
    shipment_id: UUID | None = None,
    order_id: UUID | None = None,
    state: ShipmentState | None = None,
    after: UUID | None = None,
    limit: int | None = None,
) -> list[Shipment]:
    """The oldest first."""
    asked = {"shipment_id = ?": shipment_id, "order_id = ?": order_id, "s.state = ?": state, "shipment_id > ?": after}
    page = Sql("ORDER BY shipment_id LIMIT ?", (limit,))
    sql = joined([Sql(f"{_SELECT} WHERE"), all_of(given(asked)), page], " ")
    return [_shipment(row) for row in await queries.fetch(sql.numbered(), *sql.values)]


async def get_shipment(queries: Queries, shipment_id: UUID) -> Shipment:
    found = await list_shipments(queries, shipment_id=shipment_id)
    if not found:
        raise ShipmentNotFound(f"there is no shipment {shipment_id}")
    return found[0]


def _shipment(row: asyncpg.Record) -> Shipment:
    order = Order(row["order_id"], row["number"], OrderState(row["order_state"]), row["held"], row["heard"])
    return Shipment(slip_of(row), order, _MISSING.validate_json(row["missing"] or "{}"))


_MISSING = TypeAdapter(dict[int, int])

_SELECT = """
SELECT shipment_id, slip_no, order_id, s.state, lines, created_at, shipped_at, shipped_by,
    o.number, o.state AS order_state, o.held, o.heard,
    (SELECT jsonb_object_agg(line_no, missing) FROM backorders AS b WHERE b.shipment_id = s.shipment_id) AS missing
FROM shipments AS s JOIN orders AS o USING (order_id)
"""
