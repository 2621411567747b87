"""A row of the list: the order, and what of its content stands beside it."""

from collections.abc import Mapping
from typing import Any

import asyncpg

from services.orders.credited_units import read_units
from services.orders.listing.schemas import MOST_LINES, ListedDelivery, ListedLine, OrderSummary
from services.orders.statuses.schemas import CustomStatusView, custom_status_view
from services.orders.statuses.settings import ProcessSettings
from shared.money import written
from shared.schemas.event import Contract
from shared.schemas.order_status import Hold, PaymentState, PaymentStatus, ShipmentStatus, Status
from shared.schemas.values import Line
from shared.stored import Stored

# Whatever is stored makes a row: what cannot be read must not fail the statement, and with it the list.
_OF_LINES = "CASE jsonb_typeof(content -> 'lines') WHEN 'array' THEN content -> 'lines' ELSE '[]' END"
BESIDE = f"""
jsonb_array_length({_OF_LINES}) AS line_count,
(SELECT coalesce(sum(CASE jsonb_typeof(line -> 'quantity') WHEN 'number' THEN (line -> 'quantity')::numeric END), 0)
    FROM jsonb_array_elements({_OF_LINES}) AS line) AS pieces,
CASE WHEN credited_units IS NOT NULL THEN
    (SELECT jsonb_object_agg(line ->> 'line_no', line -> 'quantity') FROM jsonb_array_elements({_OF_LINES}) AS line
        WHERE credited_units ? (line ->> 'line_no'))
END AS ordered,
jsonb_path_query_array(content, '$.lines[0 to {MOST_LINES - 1:d}]') AS lines, content -> 'shipping' AS delivery,
content -> 'exchange_of' ->> 'number' AS exchange_for
"""  # noqa: S608
"""Of `order_contents`."""


def summary(row: asyncpg.Record, statuses: ProcessSettings) -> OrderSummary:
    """Raises Unreadable."""
    name, place = f"order {row['number']}", (row["placed_at"], row["order_id"])
    pieces, off = int(row["pieces"]), _off(row, name)
    beside: dict[str, Any] = {
        "balance": written(row["balance"], row["currency"]),
        "on_its_way": written(row["on_its_way"], row["currency"]),
        "status": Status(row["status"]),
        "payment_status": PaymentStatus(row["payment_status"]),
        "payment_state": PaymentState(row["payment_state"]),
        "shipment_status": ShipmentStatus(row["shipment_status"]),
        "hold": Hold(row["hold"]),
        "pieces": pieces,
        "credited_pieces": pieces if row["all_credited"] else sum(off.values()),
        "lines": _lines(row, name, place, off),
        "custom_status": _custom_status(row, statuses),
        "delivery": _DELIVERY.read(row["delivery"] or "null", name, place=place),
    }
    return OrderSummary.model_construct(**(dict(row) | beside))


def _custom_status(row: asyncpg.Record, statuses: ProcessSettings) -> CustomStatusView | None:
    shown = statuses.shown(row["custom_status"])
    return custom_status_view(shown) if shown else None


def _off(row: asyncpg.Record, name: str) -> dict[int, int]:
    """By line, how many of what was ordered were credited before they left."""
    units = read_units(row["credited_units"], name)
    ordered = _ORDERED.read(row["ordered"], name) if row["ordered"] else {}
    return {number: one.off(ordered.get(number, 0)) for number, one in units.items()}


def _lines(row: asyncpg.Record, name: str, place: Any, off: Mapping[int, int]) -> list[ListedLine]:
    lines = _LINES.read(row["lines"], name, place=place)
    return [
        ListedLine.model_construct(
            title=line.title,
            quantity=line.quantity,
            credited=line.quantity if row["all_credited"] else off.get(line.line_no, 0),
        )
        for line in lines
    ]


class _Line(Contract):
    line_no: int = 0
    title: Line
    quantity: int


_LINES: Stored[list[_Line]] = Stored(list[_Line])
_ORDERED: Stored[dict[int, int]] = Stored(dict[int, int])
_DELIVERY: Stored[ListedDelivery | None] = Stored(ListedDelivery | None)
