"""SQL of orders: reading them, with or without their content, and saving what changed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from services.orders.credited_units import read_units, written_units
from services.orders.given_back import (
    read_given,
    read_left_and_credited,
    written_given,
    written_left_and_credited,
)
from services.orders.order.content import OrderContent, Ordered
from services.orders.order.history import Entry, columns_of, insert_history_from
from services.orders.order.model import Order
from services.orders.order.states import OrderState, Shipped
from services.orders.slips import (
    read_late_parcels,
    read_left,
    read_slips,
    written_late_parcels,
    written_left,
    written_slips,
)
from shared.refused import NotFound
from shared.schemas.order_status import Hold
from shared.schemas.orders import CancelCode, Customer
from shared.stored import Stored
from shared.transaction import Queries, Tx


class OrderWithContent(NamedTuple):
    order: Order
    ordered: Ordered


async def find_orders(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, Order]:
    """Those of the orders that exist; whoever changes them has locked them before."""
    rows = await queries.fetch(_SELECT, list(order_ids))
    return {row["order_id"]: order_of(row) for row in rows}


async def get_order(queries: Queries, order_id: UUID) -> Order:
    """Raises NotFound."""
    order = (await find_orders(queries, [order_id])).get(order_id)
    if order is None:
        raise NotFound(f"there is no order {order_id}")
    return order


async def find_orders_with_content(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, OrderWithContent]:
    rows = await queries.fetch(SELECT_WITH_CONTENT, list(order_ids))
    return {row["order_id"]: with_content(row) for row in rows}


async def save_orders(
    tx: Tx, orders: Sequence[Order], entries: Sequence[Entry], numbers: Mapping[UUID, Iterable[str]] | None = None
) -> None:
    """Write what changes of orders that exist, with what their history says of it, in one statement.

    Also the statuses are written, by which the list is filtered, and `numbers`, the words of those by which orders are
    found from now on.
    """
    columns = [_values(orders, column) for column in ("order_id", *_CHANGING)] if orders else []
    found = [list(numbers), ["\n".join(words) for words in numbers.values()]] if numbers else []
    if orders or entries:
        statement = _STATEMENTS[bool(orders), bool(numbers)]
        await tx.execute(statement, *columns, *found, *columns_of(entries))


def order_of(row: asyncpg.Record) -> Order:
    values = {name: row[name] for name in _FIELDS}
    values.update(state=OrderState(row["state"]), hold=Hold(row["hold"]), shipped=Shipped(row["shipped"]))
    values["cancel_code"] = CancelCode(row["cancel_code"]) if row["cancel_code"] else None
    values["credited_units"] = read_units(row["credited_units"], f"order {row['number']}")
    values["given_back"] = read_given(row["given_back"], f"order {row['number']}")
    values["left_and_credited"] = read_left_and_credited(row["left_and_credited"], f"order {row['number']}")
    values["slips"] = read_slips(row["slips"], f"order {row['number']}")
    values["left_units"] = read_left(row["left_units"], f"order {row['number']}")
    values["late_parcels"] = read_late_parcels(row["late_parcels"], f"order {row['number']}")
    return Order.stored(values)


def with_content(row: asyncpg.Record) -> OrderWithContent:
    """Raises Unreadable."""
    return OrderWithContent(order_of(row), ordered_of(row))


def _values(orders: Sequence[Order], column: str) -> list[Any]:
    values = [getattr(order, column) for order in orders]
    return list(map(_WRITTEN[column], values)) if column in _WRITTEN else values


def ordered_of(row: asyncpg.Record) -> Ordered:
    """Raises Unreadable."""
    of = f"order {row['number']}"
    return Ordered(CUSTOMER.read(row["customer"], f"the customer of {of}"), _CONTENT.read(row["content"], of))


CUSTOMER: Stored[Customer] = Stored(Customer)
_CONTENT: Stored[OrderContent] = Stored(OrderContent)


_FIELDS = tuple(field.name for field in fields(Order))
ORDER_COLUMNS = ", ".join(_FIELDS)
_SELECT = f"SELECT {ORDER_COLUMNS} FROM orders WHERE order_id = ANY($1::uuid[])"  # noqa: S608
SELECT_WITH_CONTENT = (
    f"SELECT {ORDER_COLUMNS}, customer, content FROM orders JOIN order_contents USING (order_id)"  # noqa: S608
    " WHERE order_id = ANY($1::uuid[])"
)

_WRITTEN: dict[str, Callable[[Any], str | None]] = {
    "credited_units": written_units,
    "given_back": written_given,
    "left_and_credited": written_left_and_credited,
    "slips": written_slips,
    "left_units": written_left,
    "late_parcels": written_late_parcels,
}
_CHANGING = {
    "version": "integer",
    "state": "text",
    "hold": "text",
    "hold_sequence": "integer",
    "hold_reason": "text",
    "held_at": "timestamptz",
    "held_by": "text",
    "invoicing_held": "integer",
    "fulfilment_held": "integer",
    "credited": "numeric",
    "credited_sequence": "integer",
    "credited_units": "jsonb",
    "given_back": "jsonb",
    "left_and_credited": "jsonb",
    "to_invoice": "boolean",
    "paid": "numeric",
    "written_off": "numeric",
    "paid_sequence": "integer",
    "payment_pending": "boolean",
    "goods_ready": "boolean",
    "goods_sequence": "integer",
    "pickup_ready": "boolean",
    "slips": "jsonb",
    "nothing_to_ship": "boolean",
    "shipped": "text",
    "shipped_sequence": "integer",
    "left_units": "jsonb",
    "cancelled_at": "timestamptz",
    "cancelled_by": "text",
    "cancel_reason": "text",
    "cancel_code": "text",
    "notify_customer": "boolean",
    "slips_voided_at": "timestamptz",
    "voided_slips": "integer",
    "credited_at": "timestamptz",
    "parcel_left_at": "timestamptz",
    "return_number": "text",
    "late_parcels": "jsonb",
    "settled_at": "timestamptz",
    "told_again": "boolean",
    "expires_at": "timestamptz",
    "custom_status": "text",
    "status": "text",
    "payment_status": "text",
    "shipment_status": "text",
}
_SAVED = f"""saved AS (
    UPDATE orders SET {", ".join(f"{column} = new.{column}" for column in _CHANGING)}
    FROM unnest($1::uuid[], {", ".join(f"${n}::{kind}[]" for n, kind in enumerate(_CHANGING.values(), start=2))})
        AS new (order_id, {", ".join(_CHANGING)})
    WHERE orders.order_id = new.order_id
)"""  # noqa: S608


def _found_from(first: int) -> str:
    """Orders are found by the numbers of their documents."""
    return f"""found AS (
    UPDATE order_contents SET words = order_contents.words || array_to_tsvector(string_to_array(new.words, E'\\n'))
    FROM unnest(${first}::uuid[], ${first + 1}::text[]) AS new (order_id, words)
    WHERE order_contents.order_id = new.order_id
)"""  # noqa: S608


def _statement(*, saves: bool, numbers: bool) -> str:
    first = len(_CHANGING) + 2 if saves else 1
    parts = [_SAVED] * saves + [_found_from(first)] * numbers
    history = insert_history_from(first + 2 * numbers)
    return f"WITH {', '.join(parts)} {history}" if parts else history


_STATEMENTS = {
    (saves, numbers): _statement(saves=saves, numbers=numbers) for saves in (False, True) for numbers in (False, True)
}
