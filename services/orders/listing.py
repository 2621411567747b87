"""SQL of the list of orders: newest first, filtered, in pages."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.orders.views import OrderSummary
from shared.postgres.tx import Tx
from shared.schemas.order_status import Hold, PaymentStatus, ShipmentStatus, Status

FEW = 2000
"""So many orders that a search finds are read by their ids; more of them come up soon on the way down the list."""


class Filters(NamedTuple):
    """What to list; None means all. `search` finds numbers, references, and the start of names and e-mails."""

    status: Status | None = None
    payment_status: PaymentStatus | None = None
    shipment_status: ShipmentStatus | None = None
    held: bool | None = None
    search: str | None = None
    sku: str | None = None
    placed_from: datetime | None = None
    placed_to: datetime | None = None


class Place(NamedTuple):
    """Where an order stands in the list."""

    placed_at: datetime
    order_id: UUID


async def list_orders(tx: Tx, filters: Filters, *, after: Place | None, limit: int) -> list[OrderSummary]:
    conditions, values = ["true"], list[object]()
    for name, value in filters._asdict().items():
        if value is None:
            continue
        found = await _find(tx, _FINDS[name], value) if name in _FINDS else None
        values.append(value if found is None else found)
        condition = _CONDITIONS[name] if found is None else "order_id = ANY(?::uuid[])"
        conditions.append(condition.replace("?", f"${len(values)}"))
    if after:
        conditions.append(f"(placed_at, order_id) < (${len(values) + 1}, ${len(values) + 2})")
        values += after
    rows = await tx.fetch(
        f"{_SELECT} WHERE {' AND '.join(conditions)} ORDER BY placed_at DESC, order_id DESC LIMIT {limit:d}", *values
    )
    return [_summary(row) for row in rows]


async def _find(tx: Tx, find: str, value: str) -> Sequence[UUID] | None:
    """The orders that an index finds, None where they are many."""
    rows = await tx.fetch(f"{find} LIMIT {FEW + 1}", value)
    return [row[0] for row in rows] if len(rows) <= FEW else None


def _summary(row: asyncpg.Record) -> OrderSummary:
    states = {
        "status": Status(row["status"]),
        "payment_status": PaymentStatus(row["payment_status"]),
        "shipment_status": ShipmentStatus(row["shipment_status"]),
        "hold": Hold(row["hold"]),
    }
    return OrderSummary.model_construct(**(dict(row) | states))


_SELECT = (
    "SELECT order_id, number, reference, placed_at, customer_name, customer_email, customer_phone, currency, gross,"
    " status, payment_status, shipment_status, hold FROM orders"
)

# The last character there is ends the range of texts with a prefix; unlike LIKE ?, a range can use the index.
_STARTS_WITH = "{0} ~>=~ lower(?::text) AND {0} ~<~ (lower(?::text) || U&'\\+10FFFF')"
_SEARCHED = (
    "number = ?::text",
    "reference = ?::text",
    _STARTS_WITH.format("lower(customer_email)"),
    _STARTS_WITH.format("lower(customer_name)"),
)

_FINDS = {
    "search": " UNION ".join(f"SELECT order_id FROM orders WHERE {one}" for one in _SEARCHED).replace("?", "$1"),  # noqa: S608
    "sku": "SELECT order_id FROM order_contents WHERE skus @> ARRAY[$1::text]",
}

_CONDITIONS = {
    "status": "status = ?",
    "payment_status": "payment_status = ?",
    "shipment_status": "shipment_status = ?",
    "held": "(status = 'on_hold') = ?",
    "search": f"(({') OR ('.join(_SEARCHED)}))",
    "sku": "(SELECT skus @> ARRAY[?::text] FROM order_contents AS c WHERE c.order_id = orders.order_id)",
    "placed_from": "placed_at >= ?",
    "placed_to": "placed_at < ?",
}
