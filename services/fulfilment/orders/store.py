"""SQL of what fulfilment knows of orders. One statement a function."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.fulfilment.orders.model import CameBack, Credit, Order, OrderNotFound, OrderState, Wanted
from shared.schemas.orders import LeftAndCredited
from shared.stored import Stored
from shared.transaction import Queries, Tx


async def find_orders(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, Order]:
    """Those of these orders that are known; whoever changes them has locked them before."""
    rows = await queries.fetch(
        f"{SELECT_ORDERS} WHERE order_id = ANY($1::uuid[])",
        list(order_ids),
    )
    return {row["order_id"]: order_of(row) for row in rows}


async def find_order(queries: Queries, order_id: UUID) -> Order | None:
    return (await find_orders(queries, [order_id])).get(order_id)


async def get_order(queries: Queries, order_id: UUID) -> Order:
    order = await find_order(queries, order_id)
    if order is None:
        raise OrderNotFound(f"fulfilment knows no order {order_id}")
    return order


async def save_orders(tx: Tx, orders: Iterable[Order], events: Mapping[UUID, int] | None = None) -> dict[UUID, int]:
    """Write these orders; returns the sequence of the last event that will be announced about each.

    `events` tells how many there will be, one each where it is left out. Takes the rows' locks, which come after those
    of stock and slips.
    """
    ordered = sorted(orders, key=lambda order: order.order_id)
    rows = await tx.fetch(
        "INSERT INTO orders AS o (order_id, number, state, held, heard, waiting, credits, pickup, sequence,"
        " reservation_id, edited, wanted, left_and_credited, came_back)"
        " SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::int[], $6::jsonb[], $7::jsonb[],"
        " $8::boolean[], $9::int[], $10::uuid[], $11::int[], $12::jsonb[], $13::jsonb[], $14::jsonb[])"
        " ON CONFLICT (order_id) DO UPDATE SET number = EXCLUDED.number,"
        " state = EXCLUDED.state, held = EXCLUDED.held, heard = EXCLUDED.heard, waiting = EXCLUDED.waiting,"
        " credits = EXCLUDED.credits, pickup = EXCLUDED.pickup, reservation_id = EXCLUDED.reservation_id,"
        " edited = EXCLUDED.edited, wanted = EXCLUDED.wanted, left_and_credited = EXCLUDED.left_and_credited,"
        " came_back = EXCLUDED.came_back,"
        " sequence = o.sequence + EXCLUDED.sequence"
        " RETURNING order_id, sequence",
        [order.order_id for order in ordered],
        [order.number for order in ordered],
        [order.state for order in ordered],
        [order.held for order in ordered],
        [order.last_sequence for order in ordered],
        [None if order.waiting is None else _WAITING.dump_json(order.waiting).decode() for order in ordered],
        [_CREDITS.dump_json(order.credits).decode() if order.credits else None for order in ordered],
        [order.pickup for order in ordered],
        [1 if events is None else events[order.order_id] for order in ordered],
        [order.reservation_id for order in ordered],
        [order.edited for order in ordered],
        [None if order.wanted is None else _WAITING.dump_json(order.wanted).decode() for order in ordered],
        [_UNITS.dump_json(order.left_and_credited).decode() if order.left_and_credited else None for order in ordered],
        [_BACK.dump_json(order.came_back).decode() if order.came_back else None for order in ordered],
    )
    return {row[0]: row[1] for row in rows}


async def save_order(tx: Tx, order: Order) -> int:
    """Write an order one event will be announced about; returns its sequence."""
    return (await save_orders(tx, [order]))[order.order_id]


async def reserve_sequences(tx: Tx, order_ids: Sequence[UUID]) -> list[int]:
    """The sequence of one more event about each of these orders, of which one may stand here several times.

    Locks their rows, and nothing else of theirs: it may be called for orders this transaction has not locked.
    """
    events = Counter(order_ids)
    ordered = sorted(events)
    rows = await tx.fetch(
        "WITH locked AS (SELECT order_id FROM orders WHERE order_id = ANY($1::uuid[]) ORDER BY order_id FOR UPDATE)"
        " UPDATE orders AS o SET sequence = sequence + new.events"
        " FROM locked JOIN unnest($1::uuid[], $2::int[]) AS new (order_id, events) USING (order_id)"
        " WHERE o.order_id = locked.order_id RETURNING o.order_id, sequence",
        ordered,
        [events[order_id] for order_id in ordered],
    )
    next_of = {row[0]: count(row[1] - events[row[0]] + 1) for row in rows}
    return [next(next_of[order_id]) for order_id in order_ids]


def order_of(row: asyncpg.Record) -> Order:
    waiting, wanted = (
        None if row[name] is None else _STORED.read(row[name], f"order {row['number']}")
        for name in ("waiting", "wanted")
    )
    # `heard` is the column of the last sequence.
    return Order(
        row["order_id"],
        row["number"],
        OrderState(row["state"]),
        row["held"],
        row["heard"],
        waiting,
        credits_of(row),
        row["pickup"],
        row["reservation_id"],
        row["edited"],
        wanted,
        _STORED_UNITS.read(row["left_and_credited"], f"order {row['number']}") if row["left_and_credited"] else (),
        back_of(row),
    )


def credits_of(row: asyncpg.Record) -> tuple[Credit, ...]:
    """Raises Unreadable."""
    return _STORED_CREDITS.read(row["credits"], f"order {row['number']}") if row["credits"] else ()


def back_of(row: asyncpg.Record) -> tuple[CameBack, ...]:
    """Raises Unreadable."""
    return _STORED_BACK.read(row["came_back"], f"order {row['number']}") if row["came_back"] else ()


_WAITING = TypeAdapter(tuple[Wanted, ...])
_STORED: Stored[tuple[Wanted, ...]] = Stored(tuple[Wanted, ...])
_CREDITS = TypeAdapter(tuple[Credit, ...])
_STORED_CREDITS: Stored[tuple[Credit, ...]] = Stored(tuple[Credit, ...])
_UNITS = TypeAdapter(tuple[LeftAndCredited, ...])
_STORED_UNITS: Stored[tuple[LeftAndCredited, ...]] = Stored(tuple[LeftAndCredited, ...])
_BACK = TypeAdapter(tuple[CameBack, ...])
_STORED_BACK: Stored[tuple[CameBack, ...]] = Stored(tuple[CameBack, ...])
SELECT_ORDERS = (
    "SELECT order_id, number, state, held, heard, waiting, credits, pickup, reservation_id, edited, wanted,"
    " left_and_credited, came_back FROM orders"
)
