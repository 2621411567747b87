"""SQL of edits: what an order consists of now, and what it was before."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import asyncpg

from services.orders.order.content import OrderContent, Ordered
from services.orders.order.model import Order
from services.orders.order.words import words_of_ordered
from shared.stored import Stored
from shared.transaction import Queries, Tx


async def find_last_line_no(queries: Queries, order_id: UUID) -> int:
    """The highest number that a line had in any edit, 0 where there is none."""
    last: int = await queries.fetchval(
        "SELECT coalesce(max(last_line_no), 0) FROM order_edits WHERE order_id = $1", order_id
    )
    return last


async def insert_edit(
    tx: Tx,
    order: Order,
    before: OrderContent,
    *,
    gross_before: Decimal,
    last_line_no: int,
    reason: str | None,
    notify_customer: bool,
    at: datetime,
    by: str,
) -> None:
    """`order` is after the edit, `before` what it was until then; `gross_before` is without what was credited of it."""
    await tx.execute(
        "INSERT INTO order_edits (order_id, version, before, gross_before, last_line_no, reason, notify_customer,"
        " edited_at, by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        order.order_id,
        order.version,
        before.model_dump_json(),
        gross_before,
        last_line_no,
        reason,
        notify_customer,
        at,
        by,
    )


async def update_content(tx: Tx, order: Order, ordered: Ordered, phone_e164: str | None) -> None:
    """What it consists of, and what follows from that; it is found by what was taken off as well."""
    await tx.execute(
        "WITH content AS (UPDATE order_contents SET content = $2, skus = $3,"
        " words = words || array_to_tsvector($4::text[]) WHERE order_id = $1)"
        " UPDATE orders SET edited = $5, gross = $6, ships = $7, pickup = $8 WHERE order_id = $1",
        order.order_id,
        ordered.content.model_dump_json(),
        sorted({line.sku for line in ordered.content.lines}),
        sorted(words_of_ordered(order.number, order.reference, ordered, phone_e164)),
        order.edited,
        order.gross,
        order.ships,
        order.pickup,
    )


def content_before(row: asyncpg.Record) -> OrderContent:
    """What an edit replaced. Raises Unreadable."""
    return _BEFORE.read(row["before"], f"edit {row['version']} of order {row['order_id']}")


_BEFORE: Stored[OrderContent] = Stored(OrderContent)
