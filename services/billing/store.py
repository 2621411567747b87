"""SQL of orders as billing knows them. One statement a function."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.billing.model import Contact, Order, OrderNotFound, OrderState
from shared.schemas.billing import Invoicing
from shared.schemas.orders import OrderPlaced
from shared.stored import Stored
from shared.transaction import Queries, Tx


async def find_orders(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, Order]:
    """Those billing knows; the entrance has locked the orders of a transaction that changes them."""
    rows = await queries.fetch(
        f"{SELECT_ORDERS} WHERE order_id = ANY($1::uuid[])",
        list(order_ids),
    )
    return {row["order_id"]: order_of(row) for row in rows}


async def get_order(queries: Queries, order_id: UUID) -> Order:
    """Raises OrderNotFound."""
    order = (await find_orders(queries, [order_id])).get(order_id)
    if order is None:
        raise OrderNotFound(f"billing knows no order {order_id}")
    return order


async def save_orders(tx: Tx, orders: Sequence[Order]) -> None:
    await tx.execute(
        "INSERT INTO orders (order_id, state, held, applied, version, number, currency, gross, placed, invoicing,"
        " placed_on, edited, edit, contact_name, contact_email)"
        " SELECT * FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::int[], $5::int[], $6::text[], $7::text[],"
        " $8::numeric[], $9::jsonb[], $10::text[], $11::date[], $12::int[], $13::jsonb[],"
        " $14::text[], $15::text[])"
        " ON CONFLICT (order_id) DO UPDATE SET state = EXCLUDED.state, held = EXCLUDED.held,"
        " applied = EXCLUDED.applied, version = EXCLUDED.version, number = EXCLUDED.number,"
        " currency = EXCLUDED.currency, gross = EXCLUDED.gross, placed = EXCLUDED.placed,"
        " invoicing = EXCLUDED.invoicing, placed_on = EXCLUDED.placed_on,"
        " edited = EXCLUDED.edited, edit = EXCLUDED.edit,"
        " contact_name = EXCLUDED.contact_name, contact_email = EXCLUDED.contact_email",
        [order.order_id for order in orders],
        [order.state for order in orders],
        [order.held for order in orders],
        [order.applied for order in orders],
        [order.version for order in orders],
        [order.number for order in orders],
        [order.currency for order in orders],
        [order.gross for order in orders],
        [order.placed and order.placed.model_dump_json() for order in orders],
        [order.invoicing for order in orders],
        [order.placed_on for order in orders],
        [order.edited for order in orders],
        [order.edit and order.edit.model_dump_json() for order in orders],
        [order.contact and order.contact.name for order in orders],
        [order.contact and order.contact.email for order in orders],
    )


async def find_next_orders(queries: Queries, *, after: UUID, since: datetime | None, limit: int) -> list[UUID]:
    """In the order of their ids; those of which something was issued or recorded since then."""
    rows = await queries.fetch(
        "SELECT order_id FROM orders AS o WHERE order_id > $1 AND ($2::timestamptz IS NULL"
        " OR EXISTS (SELECT FROM documents AS d WHERE d.order_id = o.order_id AND issued_at >= $2)"
        " OR EXISTS (SELECT FROM ledger AS l WHERE l.order_id = o.order_id AND recorded_at >= $2)"
        " OR EXISTS (SELECT FROM refunds AS r WHERE r.order_id = o.order_id"
        " AND coalesce(settled_at, requested_at) >= $2)"
        " OR EXISTS (SELECT FROM reminders AS r WHERE r.order_id = o.order_id AND r.issued_at >= $2))"
        " ORDER BY order_id LIMIT $3",
        after,
        since,
        limit,
    )
    return [row["order_id"] for row in rows]


def order_of(row: asyncpg.Record) -> Order:
    invoicing = Invoicing(row["invoicing"])
    placed = row["placed"] and _PLACED.read(row["placed"], f"the placement of order {row['number']}")
    edit = row["edit"] and _PLACED.read(row["edit"], f"the edit of order {row['number']}")
    state, kept = OrderState(row["state"]), dict(row)
    name, email = kept.pop("contact_name"), kept.pop("contact_email")
    contact = Contact(name, email) if name is not None else None
    read = {"state": state, "placed": placed, "invoicing": invoicing, "edit": edit, "contact": contact}
    return Order(**(kept | read))


SELECT_ORDERS = (
    "SELECT order_id, state, held, applied, version, number, currency, gross, placed, invoicing, placed_on, edited,"
    " edit, contact_name, contact_email FROM orders"
)
_PLACED: Stored[OrderPlaced] = Stored(OrderPlaced)
