"""SQL that writes: orders, what has left of them, returns. One statement a function."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter

from services.returns.model import OrderedLine, PartOfLine, ReturnState
from shared.schemas.orders import OrderPlaced
from shared.schemas.returns import ReturnReason
from shared.transaction import Tx

ORDERED_LINES = TypeAdapter(tuple[OrderedLine, ...])
PARTS = TypeAdapter(tuple[PartOfLine, ...])


async def save_orders(tx: Tx, events: Sequence[OrderPlaced]) -> None:
    """Write what was ordered; a cancellation or shipment may have been heard of before."""
    await tx.execute(
        "INSERT INTO orders (order_id, number, customer_reference, lines)"
        " SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[])"
        " ON CONFLICT (order_id) DO UPDATE SET number = EXCLUDED.number,"
        " customer_reference = EXCLUDED.customer_reference, lines = EXCLUDED.lines WHERE orders.number IS NULL",
        [event.order_id for event in events],
        [event.number for event in events],
        [event.customer.reference for event in events],
        [_ordered(event) for event in events],
    )


async def save_cancellations(tx: Tx, order_ids: Iterable[UUID]) -> None:
    await tx.execute(
        "INSERT INTO orders (order_id, cancelled) SELECT unnest($1::uuid[]), true"
        " ON CONFLICT (order_id) DO UPDATE SET cancelled = true",
        list(order_ids),
    )


async def save_shipment(
    tx: Tx,
    *,
    shipment_id: UUID,
    order_id: UUID,
    slip_number: str,
    sequence: int,
    shipped: bool,
    lines: tuple[PartOfLine, ...],
) -> None:
    """Write whether a parcel has left, unless something newer has been heard."""
    await tx.execute(
        "INSERT INTO shipments AS s (shipment_id, order_id, slip_number, sequence, shipped, lines)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (shipment_id) DO UPDATE"
        " SET sequence = EXCLUDED.sequence, shipped = EXCLUDED.shipped WHERE s.sequence < EXCLUDED.sequence",
        shipment_id,
        order_id,
        slip_number,
        sequence,
        shipped,
        PARTS.dump_json(lines).decode(),
    )


async def insert_return_of_late_parcel(
    tx: Tx,
    *,
    return_id: UUID,
    order_id: UUID,
    shipment_id: UUID,
    state: ReturnState,
    lines: tuple[PartOfLine, ...],
    opened_at: datetime,
) -> int | None:
    """Write a new return and number it; None where there is one for this parcel."""
    number: int | None = await tx.fetchval(
        "INSERT INTO returns (return_id, order_id, shipment_id, state, reason, lines, opened_at)"
        " SELECT $1, $2, $3, $4, $5, $6, $7 WHERE NOT EXISTS"
        " (SELECT FROM returns WHERE shipment_id = $3 AND reason = $5) RETURNING return_no",
        return_id,
        order_id,
        shipment_id,
        state,
        ReturnReason.PARCEL_LEFT_WHILE_CANCELLING,
        PARTS.dump_json(lines).decode(),
        opened_at,
    )
    return number


async def count_return(tx: Tx, order_id: UUID) -> int:
    """How many returns of the order were opened, with the one that is opened now."""
    count: int = await tx.fetchval(
        "INSERT INTO orders AS o (order_id, returns) VALUES ($1, 1)"
        " ON CONFLICT (order_id) DO UPDATE SET returns = o.returns + 1 RETURNING returns",
        order_id,
    )
    return count


def _ordered(event: OrderPlaced) -> str:
    lines = tuple(
        OrderedLine(line_no=line.line_no, sku=line.sku, quantity=line.quantity, title=line.title, ships=line.ships)
        for line in event.lines
    )
    return ORDERED_LINES.dump_json(lines).decode()
