"""SQL of the list of orders: newest first, filtered, in pages."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.orders.model import Hold, PaymentStatus, ShipmentStatus, Status
from services.orders.views import OrderSummary
from shared.postgres.tx import Tx


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
    values = {name: value for name, value in filters._asdict().items() if value is not None}
    conditions = [_CONDITIONS[name].replace("?", f"${place}") for place, name in enumerate(values, start=1)]
    arguments = [*values.values()]
    if after:
        conditions.append(f"(placed_at, order_id) < (${len(arguments) + 1}, ${len(arguments) + 2})")
        arguments += after
    rows = await tx.fetch(
        f"{_SELECT} WHERE {' AND '.join(conditions) or 'true'} ORDER BY placed_at DESC, order_id DESC LIMIT {limit:d}",
        *arguments,
    )
    return [_summary(row) for row in rows]


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

# The last character there is ends the range of texts with a prefix; unlike LIKE $1, a range can use the index.
_STARTS_WITH = "({0} ~>=~ lower(?::text) AND {0} ~<~ (lower(?::text) || U&'\\+10FFFF'))"

_CONDITIONS = {
    "status": "status = ?",
    "payment_status": "payment_status = ?",
    "shipment_status": "shipment_status = ?",
    "held": "(hold <> 'none') = ?",
    "search": f"(number = ?::text OR reference = ?::text OR {_STARTS_WITH.format('lower(customer_email)')}"
    f" OR {_STARTS_WITH.format('lower(customer_name)')})",
    "sku": "order_id IN (SELECT order_id FROM order_contents WHERE skus @> ARRAY[?::text])",
    "placed_from": "placed_at >= ?",
    "placed_to": "placed_at < ?",
}
