"""SQL of orders whose customer is still to be found, and of customers that are still to be announced."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.orders.customers.model import KnownCustomer
from services.orders.customers.store import CUSTOMER_COLUMNS, customer_of
from services.orders.order.store import CUSTOMER
from shared.schemas.orders import Customer
from shared.schemas.values import Language
from shared.stored import Unreadable
from shared.transaction import Tx


class Sought(NamedTuple):
    """`ordered` is None where it cannot be read."""

    order_id: UUID
    ordered: Customer | None
    language: Language


async def lock_sought(tx: Tx, *, limit: int) -> list[Sought]:
    """Those that no other transaction works on."""
    return [_sought(row) for row in await tx.fetch(_SOUGHT, limit)]


async def save_sought(tx: Tx, customers: Mapping[UUID, UUID | None]) -> None:
    """By order. None is a guest's."""
    if customers:
        await tx.execute(
            "UPDATE orders SET customer_sought = true, customer_id = coalesce(orders.customer_id, new.customer_id)"
            " FROM unnest($1::uuid[], $2::uuid[]) AS new (order_id, customer_id)"
            " WHERE orders.order_id = new.order_id",
            list(customers),
            list(customers.values()),
        )


async def lock_unannounced(tx: Tx, *, limit: int) -> list[KnownCustomer]:
    """As they are now."""
    return [customer_of(row) for row in await tx.fetch(_UNANNOUNCED, limit)]


async def save_announced(tx: Tx, customers: Sequence[KnownCustomer]) -> None:
    await tx.execute(
        "UPDATE customers SET announced_version = version WHERE customer_id = ANY($1::uuid[])",
        [one.customer_id for one in customers],
    )


def _sought(row: asyncpg.Record) -> Sought:
    try:
        ordered = CUSTOMER.read(row["customer"], f"the customer of order {row['number']}")
    except Unreadable:
        ordered = None  # `backshop check` names it
    return Sought(row["order_id"], ordered, "en" if row["language"] == "en" else "fr")


_SOUGHT = """
WITH sought AS MATERIALIZED (
    SELECT order_id, number FROM orders WHERE NOT customer_sought
    ORDER BY order_id LIMIT $1 FOR UPDATE SKIP LOCKED
)
SELECT order_id, number, customer, content ->> 'language' AS language
FROM sought JOIN order_contents USING (order_id) ORDER BY order_id
"""
_UNANNOUNCED = f"""
SELECT {CUSTOMER_COLUMNS} FROM customers WHERE announced_version < version
ORDER BY customer_id LIMIT $1 FOR UPDATE SKIP LOCKED
"""  # noqa: S608
