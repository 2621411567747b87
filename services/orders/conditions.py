"""What each filter of the list means in SQL."""

import itertools
import re
from collections.abc import Sequence

from services.orders.filters import Filters
from services.orders.search import exactly, query, sku_word

UNSETTLED = "state = 'cancelled' AND settled_at IS NULL"
_STATES = ("status", "payment_status", "shipment_status")


class Conditions:
    """All of them have to hold; ? stands for a value."""

    def __init__(self) -> None:
        self.sql: list[str] = []
        self.values: list[object] = []

    def add(self, sql: str, *values: object) -> None:
        self.sql.append(sql)
        self.values += values

    def joined(self) -> str:
        return " AND ".join(self.sql) or "true"

    def numbered(self) -> str:
        numbers = itertools.count(1)
        return re.sub(r"\?", lambda _: f"${next(numbers)}", self.joined())


def of_columns(filters: Filters) -> Conditions:
    where = Conditions()
    if filters.held is not None:
        where.add("status = 'on_hold'" if filters.held else "status <> 'on_hold'")
    if filters.unsettled is not None:
        where.add(UNSETTLED if filters.unsettled else f"NOT ({UNSETTLED})")
    if filters.placed_from:
        where.add("placed_at >= ?", filters.placed_from)
    if filters.placed_to:
        where.add("placed_at < ?", filters.placed_to)
    return where


def of_states(filters: Filters) -> dict[str, Sequence[str]]:
    """The values asked for, by column."""
    wanted = {column: list(dict.fromkeys(getattr(filters, column))) for column in _STATES}
    return {column: values for column, values in wanted.items() if values}


def of_contents(filters: Filters) -> Conditions:
    """On `order_contents`, whose index has the words."""
    where = Conditions()
    if filters.search:
        where.add("words @@ ?::text::tsquery", query(filters.search))
    if filters.sku:
        where.add("words @@ ?::text::tsquery", exactly(sku_word(filters.sku)))
        where.add("skus @> ARRAY[?::text]", filters.sku)
    return where


def of_amount(filters: Filters) -> Conditions:
    where = Conditions()
    if filters.amount_from is not None:
        where.add("gross >= ?", filters.amount_from)
    if filters.amount_to is not None:
        where.add("gross <= ?", filters.amount_to)
    if filters.currency:
        where.add("currency = ?", filters.currency)
    return where
