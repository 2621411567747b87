"""A row of the list: the order, and what of its content stands beside it."""

from typing import Any

import asyncpg
from pydantic import TypeAdapter

from services.orders.listing.schemas import MOST_LINES, ListedDelivery, ListedLine, OrderSummary
from shared.schemas.order_status import Hold, PaymentStatus, ShipmentStatus, Status

BESIDE = f"""
jsonb_array_length(content -> 'lines') AS line_count,
(SELECT sum((line ->> 'quantity')::bigint) FROM jsonb_array_elements(content -> 'lines') AS line) AS pieces,
jsonb_path_query_array(content, '$.lines[0 to {MOST_LINES - 1:d}]') AS lines, content -> 'shipping' AS delivery
"""  # noqa: S608
"""Of `order_contents`."""


def summary(row: asyncpg.Record) -> OrderSummary:
    beside: dict[str, Any] = {
        "status": Status(row["status"]),
        "payment_status": PaymentStatus(row["payment_status"]),
        "shipment_status": ShipmentStatus(row["shipment_status"]),
        "hold": Hold(row["hold"]),
        "pieces": int(row["pieces"]),
        "lines": _LINES.validate_json(row["lines"]),
        "delivery": _DELIVERY.validate_json(row["delivery"] or "null"),
    }
    return OrderSummary.model_construct(**(dict(row) | beside))


_LINES: TypeAdapter[list[ListedLine]] = TypeAdapter(list[ListedLine])
_DELIVERY: TypeAdapter[ListedDelivery | None] = TypeAdapter(ListedDelivery | None)
