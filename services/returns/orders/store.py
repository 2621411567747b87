"""SQL of the orders: what was ordered, what has left, what is cancelled."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.returns.orders.model import Left, Order, OrderedLine, OrderNotFound, PartOfLine, Sender, sender_of
from shared.order_numbers import spellings
from shared.schemas.orders import Customer, OrderCancelled, OrderEdited, OrderPlaced
from shared.schemas.values import Language
from shared.stored import Stored
from shared.transaction import Queries, Tx

_ORDERED_LINES = TypeAdapter(tuple[OrderedLine, ...])
_PARTS = TypeAdapter(tuple[PartOfLine, ...])


async def save_orders(tx: Tx, events: Sequence[OrderPlaced]) -> None:
    """Write what was ordered; its cancellation or shipment may be stored before. Who sends it back may be new."""
    await tx.execute(
        "INSERT INTO orders AS o (order_id, number, customer_reference, lines, sender, email, business, placed_at)"
        " SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[], $5::jsonb[], $6::text[], $7::bool[],"
        " $8::timestamptz[]) ON CONFLICT (order_id) DO UPDATE SET number = coalesce(o.number, EXCLUDED.number),"
        " customer_reference = coalesce(o.customer_reference, EXCLUDED.customer_reference),"
        " lines = coalesce(o.lines, EXCLUDED.lines), sender = coalesce(o.sender, EXCLUDED.sender),"
        " email = CASE WHEN o.customer_sequence = 0 THEN EXCLUDED.email ELSE o.email END,"
        " business = CASE WHEN o.customer_sequence = 0 THEN EXCLUDED.business ELSE o.business END,"
        " placed_at = EXCLUDED.placed_at WHERE o.number IS NULL OR o.sender IS NULL",
        [event.order_id for event in events],
        [event.number for event in events],
        [event.customer.reference for event in events],
        [_ordered(event) for event in events],
        [_sender(event.customer, event.language) for event in events],
        [event.customer.email for event in events],
        [event.customer.is_business for event in events],
        [event.placed_at for event in events],
    )


async def save_edit(tx: Tx, event: OrderEdited) -> None:
    """Write what is ordered now, unless a later edit is stored."""
    await tx.execute(
        "INSERT INTO orders AS o (order_id, number, customer_reference, lines, edited, sender, placed_at, owed)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (order_id) DO UPDATE SET number = EXCLUDED.number, edited = EXCLUDED.edited,"
        " customer_reference = EXCLUDED.customer_reference, lines = EXCLUDED.lines, sender = EXCLUDED.sender,"
        " placed_at = EXCLUDED.placed_at, owed = EXCLUDED.owed WHERE o.edited < EXCLUDED.edited",
        event.order_id,
        event.number,
        event.customer.reference,
        _ordered(event),
        event.sequence,
        _sender(event.customer, event.language),
        event.placed_at,
        event.balance,
    )
    await save_customer(tx, event.order_id, event.customer, event.sequence)


async def change_sender(tx: Tx, order_id: UUID, customer: Customer, language: Language) -> None:
    """Of an order that is here."""
    await tx.execute(
        "UPDATE orders SET sender = $2 WHERE order_id = $1 AND number IS NOT NULL",
        order_id,
        _sender(customer, language),
    )


async def save_customer(tx: Tx, order_id: UUID, customer: Customer, sequence: int) -> None:
    """Write whose order it is, unless a later event about that is stored."""
    await tx.execute(
        "UPDATE orders SET email = $2, business = $3, customer_sequence = $4"
        " WHERE order_id = $1 AND customer_sequence < $4",
        order_id,
        customer.email,
        customer.is_business,
        sequence,
    )


async def save_cancellations(tx: Tx, events: Sequence[OrderCancelled]) -> None:
    """What was paid by then goes back."""
    await tx.execute(
        "INSERT INTO orders (order_id, cancelled, owed) SELECT unnest($1::uuid[]), true, unnest($2::numeric[])"
        " ON CONFLICT (order_id) DO UPDATE SET cancelled = true, owed = EXCLUDED.owed",
        [event.order_id for event in events],
        [event.paid for event in events],
    )


async def save_owed(tx: Tx, order_id: UUID, owed: Decimal) -> None:
    """After a refund, or one that came back."""
    await tx.execute("UPDATE orders SET owed = $2 WHERE order_id = $1", order_id, owed)


async def forget_owed(tx: Tx, order_id: UUID) -> None:
    """More is credited: that nothing is owed is true no more, until the next refund tells. Not of what is cancelled."""
    await tx.execute("UPDATE orders SET owed = NULL WHERE order_id = $1 AND owed <= 0 AND NOT cancelled", order_id)


async def find_numbered_order(queries: Queries, number: str) -> UUID | None:
    """None also where several have it."""
    for spelt in spellings(number):
        rows = await queries.fetch("SELECT order_id FROM orders WHERE lower(number) = lower($1) LIMIT 2", spelt)
        if rows:
            return rows[0]["order_id"] if len(rows) == 1 else None
    return None


async def find_order_by_number(queries: Queries, number: str, email: str) -> UUID | None:
    """The order of this number whose customer has this address; None also where several have."""
    for spelt in spellings(number):
        rows = await queries.fetch(
            "SELECT order_id FROM orders WHERE lower(number) = lower($1) AND lower(email) = lower($2) LIMIT 2",
            spelt,
            email,
        )
        if rows:
            return rows[0]["order_id"] if len(rows) == 1 else None
    return None


async def save_shipment(
    tx: Tx,
    *,
    shipment_id: UUID,
    order_id: UUID,
    slip_number: str,
    sequence: int,
    shipped: bool,
    lines: tuple[PartOfLine, ...],
    shipped_at: datetime | None = None,
) -> None:
    """Write whether a parcel has left, unless a later event about it is stored."""
    await tx.execute(
        "INSERT INTO shipments AS s (shipment_id, order_id, slip_number, sequence, shipped, lines, shipped_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (shipment_id) DO UPDATE SET sequence = EXCLUDED.sequence,"
        " shipped = EXCLUDED.shipped, shipped_at = EXCLUDED.shipped_at WHERE s.sequence < EXCLUDED.sequence",
        shipment_id,
        order_id,
        slip_number,
        sequence,
        shipped,
        _PARTS.dump_json(lines).decode(),
        shipped_at,
    )


async def save_delivery(tx: Tx, shipment_id: UUID, *, sequence: int, delivered_at: datetime | None) -> None:
    """Write whether a parcel is with its customer, unless a later event says otherwise. One not known is passed over:
    what is sent again comes back once, with what it replaces.
    """
    await tx.execute(
        "UPDATE shipments SET delivered_at = $3, delivery_sequence = $2"
        " WHERE shipment_id = $1 AND delivery_sequence < $2",
        shipment_id,
        sequence,
        delivered_at,
    )


async def find_parts_of_shipment(queries: Queries, shipment_id: UUID) -> tuple[PartOfLine, ...]:
    row = await queries.fetchrow(f"{SELECT_SHIPMENTS} WHERE shipment_id = $1", shipment_id)
    return parts_of_shipment(row) if row else ()


async def get_order(queries: Queries, order_id: UUID) -> Order:
    order = await find_order(queries, order_id)
    if order is None:
        raise OrderNotFound(f"returns knows no order {order_id}")
    return order


async def find_order(queries: Queries, order_id: UUID) -> Order | None:
    row = await queries.fetchrow(f"{SELECT_ORDERS} WHERE order_id = $1", order_id)
    if row is None:
        return None
    return Order(
        order_id=order_id,
        number=row["number"],
        customer_reference=row["customer_reference"],
        cancelled=row["cancelled"],
        lines=lines_of(row),
        shipped=await _find_left(queries, order_id),
        sender=sender_in(row),
        email=row["email"],
        business=row["business"],
        placed_at=row["placed_at"],
        owed=row["owed"],
    )


def lines_of(row: asyncpg.Record) -> tuple[OrderedLine, ...]:
    """Raises Unreadable."""
    return _STORED_LINES.read(row["lines"], f"order {row['number']}")


def sender_in(row: asyncpg.Record) -> Sender | None:
    """Raises Unreadable."""
    return _STORED_SENDER.read(row["sender"], f"the sender of order {row['number']}") if row["sender"] else None


def lines_and_sender(row: asyncpg.Record) -> tuple[tuple[OrderedLine, ...], Sender | None]:
    """All that is JSON of an order. Raises Unreadable."""
    return lines_of(row), sender_in(row)


def parts_of_shipment(row: asyncpg.Record) -> tuple[PartOfLine, ...]:
    """Raises Unreadable."""
    return _STORED_PARTS.read(row["lines"], f"shipment {row['slip_number']}")


SELECT_ORDERS = """
SELECT order_id, number, customer_reference, cancelled, coalesce(lines, '[]') AS lines, sender, email, business,
    placed_at, owed
FROM orders
"""
SELECT_SHIPMENTS = "SELECT slip_number, lines FROM shipments"
_STORED_LINES: Stored[tuple[OrderedLine, ...]] = Stored(tuple[OrderedLine, ...])
_STORED_SENDER: Stored[Sender] = Stored(Sender)
_STORED_PARTS: Stored[tuple[PartOfLine, ...]] = Stored(tuple[PartOfLine, ...])


async def _find_left(queries: Queries, order_id: UUID) -> dict[int, Left]:
    """What has left, by line."""
    rows = await queries.fetch(
        "SELECT line.line_no, min(line.sku) AS sku, sum(line.quantity)::bigint AS quantity,"
        " CASE WHEN bool_and(delivered_at IS NOT NULL) THEN max(delivered_at) END AS delivered_at FROM shipments"
        " CROSS JOIN jsonb_to_recordset(lines) AS line (line_no int, sku text, quantity bigint)"
        " WHERE order_id = $1 AND shipped GROUP BY line.line_no",
        order_id,
    )
    return {row["line_no"]: Left(row["sku"], row["quantity"], row["delivered_at"]) for row in rows}


def _ordered(event: OrderPlaced | OrderEdited) -> str:
    lines = tuple(
        OrderedLine(line_no=line.line_no, sku=line.sku, quantity=line.quantity, title=line.title, ships=line.ships)
        for line in event.lines
    )
    return _ORDERED_LINES.dump_json(lines).decode()


def _sender(customer: Customer, language: Language) -> str:
    return sender_of(customer, language).model_dump_json()
