"""Which lines of which earlier sales a credit gives back: of the same goods at the same price, the latest first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from importers.online_retail.sales import CURRENCY, Credit


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of an invoice of which `quantity` may still be credited."""

    invoice_id: UUID
    order_id: UUID
    line_no: int
    quantity: int


def creditable_lines(credit: Credit, invoice: dict[str, Any]) -> list[SoldLine]:
    """The lines of a customer's invoice that a credit can take from."""
    if invoice["currency"] != CURRENCY:
        return []
    return [
        SoldLine(UUID(invoice["document_id"]), UUID(invoice["order_id"]), line["line_no"], left)
        for line in invoice["lines"]
        if line["sku"] == credit.row.sku
        and Decimal(line["unit_price"]) == credit.row.unit_price
        and (left := line["creditable"]["quantity"]) > 0
    ]


def take(credit: Credit, wanted: int, lines: Iterable[tuple[datetime, SoldLine]]) -> dict[UUID, list[SoldLine]]:
    """What to credit of each invoice, as far as the lines go; each comes with the time of its sale."""
    sold_before = [(sold_at, line) for sold_at, line in lines if sold_at <= credit.row.at]
    sold_before.sort(key=lambda one: (one[0], one[1].order_id, -one[1].line_no), reverse=True)
    taken: dict[UUID, list[SoldLine]] = {}
    for _, line in sold_before:
        part = min(wanted, line.quantity)
        if part:
            taken.setdefault(line.invoice_id, []).append(replace(line, quantity=part))
            wanted -= part
    return taken
