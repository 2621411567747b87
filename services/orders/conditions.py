"""What each filter of the list means in SQL."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from services.orders.filters import Filters
from services.orders.search import exactly, query, sku_word

UNSETTLED = "state = 'cancelled' AND settled_at IS NULL"
_STATES = ("status", "payment_status", "shipment_status")


class Sql(NamedTuple):
    """SQL, or a part of it, with ? for each of its values."""

    text: str
    values: tuple[object, ...] = ()

    def numbered(self) -> str:
        numbers = itertools.count(1)
        return re.sub(r"\?", lambda _: f"${next(numbers)}", self.text)


def joined(parts: Iterable[Sql], by: str) -> Sql:
    parts = list(parts)
    return Sql(by.join(part.text for part in parts), tuple(value for part in parts for value in part.values))


def all_of(conditions: Iterable[Sql]) -> Sql:
    return joined([*conditions] or [Sql("true")], " AND ")


def of_columns(filters: Filters) -> list[Sql]:
    conditions = []
    if filters.held is not None:
        conditions.append(Sql("status = 'on_hold'" if filters.held else "status <> 'on_hold'"))
    if filters.unsettled is not None:
        conditions.append(Sql(UNSETTLED if filters.unsettled else f"NOT ({UNSETTLED})"))
    if filters.placed_from:
        conditions.append(Sql("placed_at >= ?", (filters.placed_from,)))
    if filters.placed_to:
        conditions.append(Sql("placed_at < ?", (filters.placed_to,)))
    return conditions


def of_states(filters: Filters) -> dict[str, Sequence[str]]:
    """The values asked for, by column."""
    wanted = {column: list(dict.fromkeys(getattr(filters, column))) for column in _STATES}
    return {column: values for column, values in wanted.items() if values}


def any_of(states: Mapping[str, Sequence[str]]) -> list[Sql]:
    return [Sql(f"{column} = ANY(?::text[])", (values,)) for column, values in states.items()]


def of_contents(filters: Filters) -> list[Sql]:
    """On `order_contents`, whose index has the words."""
    conditions = []
    if filters.search:
        conditions.append(Sql("words @@ ?::text::tsquery", (query(filters.search),)))
    if filters.sku:
        conditions.append(Sql("words @@ ?::text::tsquery", (exactly(sku_word(filters.sku)),)))
        conditions.append(Sql("skus @> ARRAY[?::text]", (filters.sku,)))
    return conditions


def of_amount(filters: Filters) -> list[Sql]:
    conditions = []
    if filters.amount_from is not None:
        conditions.append(Sql("gross >= ?", (filters.amount_from,)))
    if filters.amount_to is not None:
        conditions.append(Sql("gross <= ?", (filters.amount_to,)))
    if filters.currency:
        conditions.append(Sql("currency = ?", (filters.currency,)))
    return conditions
