"""SQL of the orders and their slips. One statement a function."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.fulfilment.model import Order, OrderState, Slip, SlipLine, Wanted
from shared.schemas.fulfilment import ShipmentLine, ShipmentState
from shared.transaction import Queries, Tx

WANTED = TypeAdapter(tuple[Wanted, ...])
SLIP_LINES = TypeAdapter(tuple[SlipLine, ...])
NOT_STORED = {"__all__": {"allocated"}}
SHIPMENT_LINES = TypeAdapter(tuple[ShipmentLine, ...])


async def find_orders(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, Order]:
    """What is known of these orders; whoever changes them has locked them before."""
    rows = await queries.fetch(
        "SELECT order_id, number, state, held, heard, waiting FROM orders WHERE order_id = ANY($1::uuid[])",
        list(order_ids),
    )
    return {row["order_id"]: _order(row) for row in rows}


async def find_order(queries: Queries, order_id: UUID) -> Order:
    return (await find_orders(queries, [order_id])).get(order_id) or Order(order_id)


async def save_orders(tx: Tx, orders: Iterable[Order], events: Mapping[UUID, int]) -> dict[UUID, int]:
    """Write these orders; returns the sequence of the last of the `events` that will be announced about each.

    Takes their row locks, which come after those of stock and slips.
    """
    ordered = sorted(orders, key=lambda order: order.order_id)
    rows = await tx.fetch(
        "INSERT INTO orders AS o (order_id, number, state, held, heard, waiting, sequence)"
        " SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::int[], $6::jsonb[], $7::int[])"
        " ON CONFLICT (order_id) DO UPDATE SET number = EXCLUDED.number, state = EXCLUDED.state, held = EXCLUDED.held,"
        " heard = EXCLUDED.heard, waiting = EXCLUDED.waiting, sequence = o.sequence + EXCLUDED.sequence"
        " RETURNING order_id, sequence",
        [order.order_id for order in ordered],
        [order.number for order in ordered],
        [order.state for order in ordered],
        [order.held for order in ordered],
        [order.heard for order in ordered],
        [None if order.waiting is None else WANTED.dump_json(order.waiting).decode() for order in ordered],
        [events.get(order.order_id, 0) for order in ordered],
    )
    return {row[0]: row[1] for row in rows}


async def save_order(tx: Tx, order: Order) -> int:
    """Write an order one event will be announced about; returns its sequence."""
    return (await save_orders(tx, [order], {order.order_id: 1}))[order.order_id]


async def count_events(tx: Tx, events: Mapping[UUID, int]) -> dict[UUID, int]:
    """Make room for so many more events about these orders; returns the sequence of the last about each.

    Locks their rows, and nothing else of theirs: it may be called for orders this transaction has not locked.
    """
    ordered = sorted(events)
    rows = await tx.fetch(
        "WITH locked AS (SELECT order_id FROM orders WHERE order_id = ANY($1::uuid[]) ORDER BY order_id FOR UPDATE)"
        " UPDATE orders AS o SET sequence = sequence + new.events"
        " FROM locked JOIN unnest($1::uuid[], $2::int[]) AS new (order_id, events) USING (order_id)"
        " WHERE o.order_id = locked.order_id RETURNING o.order_id, sequence",
        ordered,
        [events[order_id] for order_id in ordered],
    )
    return {row[0]: row[1] for row in rows}


async def insert_slips(
    tx: Tx,
    *,
    order_ids: Sequence[UUID],
    shipment_ids: Sequence[UUID],
    states: Sequence[ShipmentState],
    lines: Sequence[tuple[ShipmentLine, ...]],
    created_at: datetime,
) -> dict[UUID, int]:
    """Write new slips, numbered in their sequence; returns their numbers by shipment."""
    rows = await tx.fetch(
        "INSERT INTO shipments (shipment_id, order_id, state, lines, created_at)"
        " SELECT shipment_id, order_id, state, lines, $5"
        " FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[]) AS new (shipment_id, order_id, state, lines)"
        " RETURNING shipment_id, slip_no",
        shipment_ids,
        order_ids,
        states,
        [SHIPMENT_LINES.dump_json(slip, exclude=NOT_STORED).decode() for slip in lines],
        created_at,
    )
    return {row[0]: row[1] for row in rows}


async def list_slips(queries: Queries, order_ids: Iterable[UUID]) -> list[Slip]:
    """All slips of these orders, oldest first."""
    rows = await queries.fetch(f"{_SELECT_SLIP} WHERE order_id = ANY($1::uuid[]) ORDER BY slip_no", list(order_ids))
    return [slip_of(row) for row in rows]


async def find_order_of(queries: Queries, shipment_id: UUID) -> UUID | None:
    order_id: UUID | None = await queries.fetchval("SELECT order_id FROM shipments WHERE shipment_id = $1", shipment_id)
    return order_id


async def lock_slips(tx: Tx, shipment_ids: Iterable[UUID]) -> list[Slip]:
    rows = await tx.fetch(
        f"{_SELECT_SLIP} WHERE shipment_id = ANY($1::uuid[]) ORDER BY slip_no FOR UPDATE", list(shipment_ids)
    )
    return [slip_of(row) for row in rows]


async def save_states(tx: Tx, slips: Sequence[Slip]) -> None:
    """Write the states of slips that are not shipped, now or any more."""
    await tx.execute(
        "UPDATE shipments AS s SET state = new.state, shipped_at = NULL, shipped_by = NULL"
        " FROM unnest($1::uuid[], $2::text[]) AS new (shipment_id, state) WHERE s.shipment_id = new.shipment_id",
        [slip.shipment_id for slip in slips],
        [slip.state for slip in slips],
    )


async def save_shipped(tx: Tx, slip: Slip, *, at: datetime, by: str) -> None:
    await tx.execute(
        "UPDATE shipments SET state = $2, shipped_at = $3, shipped_by = $4 WHERE shipment_id = $1",
        slip.shipment_id,
        slip.state,
        at,
        by,
    )


def slip_of(row: asyncpg.Record) -> Slip:
    return Slip(
        row["shipment_id"],
        row["slip_no"],
        row["order_id"],
        ShipmentState(row["state"]),
        SLIP_LINES.validate_json(row["lines"]),
        row["created_at"],
    )


def _order(row: asyncpg.Record) -> Order:
    waiting = None if row["waiting"] is None else WANTED.validate_json(row["waiting"])
    return Order(row["order_id"], row["number"], OrderState(row["state"]), row["held"], row["heard"], waiting)


_SELECT_SLIP = "SELECT shipment_id, slip_no, order_id, state, lines, created_at FROM shipments"
