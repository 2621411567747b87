"""A row of the list: the order, and what of its content stands beside it."""

from typing import Any

import asyncpg

from services.orders.listing.schemas import MOST_LINES, ListedDelivery, ListedLine, OrderSummary
from shared.money import written
from shared.schemas.order_status import Hold, PaymentState, PaymentStatus, ShipmentStatus, Status
from shared.stored import Stored

# Whatever is stored makes a row: what cannot be read must not fail the statement, and with it the list.
_OF_LINES = "CASE jsonb_typeof(content -> 'lines') WHEN 'array' THEN content -> 'lines' ELSE '[]' END"
BESIDE = f"""
jsonb_array_length({_OF_LINES}) AS line_count,
(SELECT coalesce(sum(CASE jsonb_typeof(line -> 'quantity') WHEN 'number' THEN (line -> 'quantity')::numeric END), 0)
    FROM jsonb_array_elements({_OF_LINES}) AS line) AS pieces,
jsonb_path_query_array(content, '$.lines[0 to {MOST_LINES - 1:d}]') AS lines, content -> 'shipping' AS delivery
"""  # noqa: S608
"""Of `order_contents`."""


def summary(row: asyncpg.Record) -> OrderSummary:
    """Raises Unreadable."""
    name, place = f"order {row['number']}", (row["placed_at"], row["order_id"])
    beside: dict[str, Any] = {
        "balance": written(row["balance"], row["currency"]),
        "status": Status(row["status"]),
        "payment_status": PaymentStatus(row["payment_status"]),
        "payment_state": PaymentState(row["payment_state"]),
        "shipment_status": ShipmentStatus(row["shipment_status"]),
        "hold": Hold(row["hold"]),
        "pieces": int(row["pieces"]),
        "lines": _LINES.read(row["lines"], name, place=place),
        "delivery": _DELIVERY.read(row["delivery"] or "null", name, place=place),
    }
    return OrderSummary.model_construct(**(dict(row) | beside))


_LINES: Stored[list[ListedLine]] = Stored(list[ListedLine])
_DELIVERY: Stored[ListedDelivery | None] = Stored(ListedDelivery | None)
