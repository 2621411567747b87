"""SQL of the shipments: slips with what their orders and missing goods say. One statement a function."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.fulfilment.orders.model import Order, OrderState
from services.fulfilment.orders.store import back_of, credits_of
from services.fulfilment.shipments.model import Shipment, ShipmentStage
from services.fulfilment.shipments.parcel_store import find_parcels, find_shipment_of_parcel
from services.fulfilment.shipments.parcels import Parcel, find_parcel
from services.fulfilment.shipments.refusals import ParcelNotFound, ShipmentNotFound
from services.fulfilment.slips.model import Slip
from services.fulfilment.slips.store import list_readable_slips, list_slips, slip_of
from shared.sql import Sql, all_of, given, joined
from shared.stored import Unreadable, each_readable
from shared.transaction import Queries


async def find_order_of(queries: Queries, shipment_id: UUID) -> UUID | None:
    order_id: UUID | None = await queries.fetchval("SELECT order_id FROM shipments WHERE shipment_id = $1", shipment_id)
    return order_id


async def list_shipments(
    queries: Queries, *, order_id: UUID | None, stage: ShipmentStage | None, after: UUID | None, limit: int
) -> list[Shipment | Unreadable]:
    """The oldest first."""
    asked = {"order_id = ?": order_id, "shipment_id > ?": after}
    of_stage = [Sql(_STAGES[stage])] if stage else []
    page = Sql("ORDER BY shipment_id LIMIT ?", (limit,))
    sql = joined([Sql(f"{SELECT_SHIPMENTS} WHERE"), all_of([*given(asked), *of_stage]), page], " ")
    found = each_readable(await queries.fetch(sql.numbered(), *sql.values), shipment_of)
    parcels = await find_parcels(queries, [one.slip.shipment_id for one in found if isinstance(one, Shipment)])
    shipments = [one if isinstance(one, Unreadable) else with_parcels(one, parcels) for one in found]
    orders = {one.slip.order_id for one in shipments if isinstance(one, Shipment) and one.parcels}
    slips = await list_readable_slips(queries, orders) if orders else []
    return [one if isinstance(one, Unreadable) else with_beside(one, slips) for one in shipments]


async def list_shipments_of_order(queries: Queries, order_id: UUID) -> list[Shipment]:
    """The oldest first. Raises Unreadable."""
    rows = await queries.fetch(f"{SELECT_SHIPMENTS} WHERE order_id = $1 ORDER BY shipment_id", order_id)
    parcels = await find_parcels(queries, [row["shipment_id"] for row in rows]) if rows else {}
    shipments = [with_parcels(shipment_of(row), parcels) for row in rows]
    return [with_beside(one, [other.slip for other in shipments]) for one in shipments]


async def find_shipments(queries: Queries, shipment_ids: Iterable[UUID]) -> dict[UUID, Shipment]:
    """Those of these that there are. Raises Unreadable."""
    rows = await queries.fetch(f"{SELECT_SHIPMENTS} WHERE shipment_id = ANY($1::uuid[])", list(shipment_ids))
    return {row["shipment_id"]: shipment_of(row) for row in rows}


async def find_known_shipments(queries: Queries, shipment_ids: Iterable[UUID]) -> set[UUID]:
    rows = await queries.fetch(
        "SELECT shipment_id FROM shipments WHERE shipment_id = ANY($1::uuid[])", list(shipment_ids)
    )
    return {row[0] for row in rows}


async def find_slip_numbers(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, list[int]]:
    """By order, those that are not void."""
    rows = await queries.fetch(
        "SELECT order_id, array_agg(slip_no ORDER BY slip_no) AS numbers FROM shipments"
        " WHERE order_id = ANY($1::uuid[]) AND state <> 'void' GROUP BY order_id",
        list(order_ids),
    )
    return {row["order_id"]: row["numbers"] for row in rows}


async def list_slips_to_print(queries: Queries, order_ids: Iterable[UUID]) -> list[tuple[UUID, UUID]]:
    """Order and shipment: of each of these orders, in their order, what has not left yet; where all of it has, that;
    nothing void.
    """
    rows = await queries.fetch(_TO_PRINT, list(order_ids))
    return [(row["order_id"], row["shipment_id"]) for row in rows]


async def get_shipment(queries: Queries, shipment_id: UUID) -> Shipment:
    row = await queries.fetchrow(f"{SELECT_SHIPMENTS} WHERE shipment_id = $1", shipment_id)
    if row is None:
        raise ShipmentNotFound(f"there is no shipment {shipment_id}")
    shipment = with_parcels(shipment_of(row), await find_parcels(queries, [shipment_id]))
    if not shipment.parcels:
        return shipment
    return with_beside(shipment, await list_slips(queries, [shipment.slip.order_id]))


class WithParcel(NamedTuple):
    shipment: Shipment
    parcel: Parcel


async def get_with_parcel(queries: Queries, parcel_id: UUID) -> WithParcel:
    """Raises ParcelNotFound."""
    shipment_id = await find_shipment_of_parcel(queries, parcel_id)
    if shipment_id is None:
        raise ParcelNotFound(f"there is no parcel {parcel_id}")
    shipment = await get_shipment(queries, shipment_id)
    return WithParcel(shipment, find_parcel(shipment.parcels, parcel_id))


def with_parcels(shipment: Shipment, parcels: Mapping[UUID, tuple[Parcel, ...]]) -> Shipment:
    return replace(shipment, parcels=parcels.get(shipment.slip.shipment_id, ()))


def with_beside(shipment: Shipment, slips: Sequence[Slip]) -> Shipment:
    """`slips` are those of its order, and may be of others too."""
    own = shipment.slip
    if not shipment.parcels:
        return shipment
    beside = [one for one in slips if one.order_id == own.order_id and one.shipment_id != own.shipment_id]
    return replace(shipment, beside=tuple(beside))


def shipment_of(row: asyncpg.Record) -> Shipment:
    order = Order(
        row["order_id"],
        row["number"],
        OrderState(row["order_state"]),
        row["held"],
        row["heard"],
        credits=credits_of(row),
        pickup=row["pickup"],
        came_back=back_of(row),
    )
    return Shipment(
        slip_of(row), order, _MISSING.validate_json(row["missing"] or "{}"), row["open_beside"], (), row["sent_again"]
    )


_DELIVERED = "s.state = 'shipped' AND delivered_at >= shipped_at"
_STAGES = {stage: f"s.state = '{stage}'" for stage in ShipmentStage} | {
    ShipmentStage.SHIPPED: f"s.state = 'shipped' AND ({_DELIVERED}) IS NOT TRUE",
    ShipmentStage.DELIVERED: _DELIVERED,
}
_MISSING = TypeAdapter(dict[int, int])

SELECT_SHIPMENTS = """
SELECT shipment_id, slip_no, coalesce(place, slip_no) AS place, order_id, s.state, lines, created_at, shipped_at,
    shipped_by, pickup_ready_at, pickup_ready_by, merged_into, delivered_at, delivered_by, replaces,
    replaced_parcel, o.number,
    o.state AS order_state, o.held, o.heard, o.pickup, o.credits, o.came_back,
    (SELECT jsonb_object_agg(line_no, missing) FROM backorders AS b WHERE b.shipment_id = s.shipment_id) AS missing,
    (SELECT count(*) FROM shipments AS other WHERE other.order_id = s.order_id
        AND other.state IN ('not_shipped', 'ready') AND other.shipment_id <> s.shipment_id AND replaces IS NULL)
        AS open_beside,
    (SELECT max(other.slip_no) FROM shipments AS other WHERE other.order_id = s.order_id
        AND other.replaces = s.shipment_id AND other.state <> 'void') AS sent_again
FROM shipments AS s JOIN orders AS o USING (order_id)
"""

_TO_PRINT = """
SELECT order_id, shipment_id
FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (order_id, at) JOIN shipments AS s USING (order_id)
WHERE state IN ('ready', 'not_shipped') OR state <> 'void' AND NOT EXISTS (
    SELECT FROM shipments AS o WHERE o.order_id = s.order_id AND o.state IN ('ready', 'not_shipped'))
ORDER BY at, slip_no
"""
