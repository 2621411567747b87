"""SQL of placing orders: their ids, their numbers, and writing them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.orders.order.content import ToWrite
from services.orders.order.history import Entry, columns_of, insert_history_from
from services.orders.order.model import Order
from services.orders.order.outdated_words import WORDS_VERSION
from services.orders.order.phones import e164_of_customer
from services.orders.order.words import words_of_ordered
from shared.transaction import Queries, Tx


async def find_fingerprints(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """The fingerprints of those orders that exist."""
    rows = await queries.fetch(
        "SELECT order_id, fingerprint FROM order_contents WHERE order_id = ANY($1::uuid[])", list(order_ids)
    )
    return {row[0]: row[1] for row in rows}


async def draw_numbers(tx: Tx, count: int) -> list[str]:
    """The next numbers of orders."""
    rows = await tx.fetch("SELECT nextval('order_numbers')::text FROM generate_series(1, $1)", count)
    return [row[0] for row in rows]


async def skip_numbers(tx: Tx, given: Sequence[str]) -> None:
    """They were given before; the next ones are above them."""
    await tx.execute(
        "SELECT setval('order_numbers', number) FROM (SELECT max(given::bigint) AS number"
        " FROM unnest($1::text[]) AS given) AS last"
        " WHERE number >= (SELECT last_value FROM order_numbers)",
        list(given),
    )


async def find_numbers(queries: Queries, numbers: Sequence[str]) -> set[str]:
    """Those that orders have."""
    rows = await queries.fetch("SELECT number FROM orders WHERE number = ANY($1::text[])", list(numbers))
    return {row["number"] for row in rows}


async def insert_orders(tx: Tx, placed: Sequence[tuple[ToWrite, Order]], entries: Sequence[Entry]) -> None:
    """Write new orders with their contents, the words by which they are found, and the start of their history."""
    orders = [order for _, order in placed]
    customers = [content.ordered.customer for content, _ in placed]
    phones = [e164_of_customer(customer) for customer in customers]
    await tx.execute(
        _INSERT,
        *([getattr(order, column) for order in orders] for column in _COLUMNS),
        [customer.name for customer in customers],
        [customer.email for customer in customers],
        [customer.phone for customer in customers],
        [content.fingerprint for content, _ in placed],
        ["\n".join({line.sku for line in content.ordered.content.lines}) for content, _ in placed],
        [
            "\n".join(words_of_ordered(order.number, order.reference, content.ordered, phone))
            for (content, order), phone in zip(placed, phones, strict=True)
        ],
        phones,
        [customer.model_dump_json() for customer in customers],
        [content.content_json for content, _ in placed],
        *columns_of(entries),
    )


_COLUMNS = {
    "order_id": "uuid",
    "number": "text",
    "reference": "text",
    "customer_id": "uuid",
    "currency": "text",
    "gross": "numeric",
    "ships": "boolean",
    "pickup": "boolean",
    "placed_at": "timestamptz",
    "created_at": "timestamptz",
    "ships_unpaid": "boolean",
    "expires_after": "interval",
    "expires_at": "timestamptz",
    "hold": "text",
    "hold_sequence": "integer",
    "hold_reason": "text",
    "held_at": "timestamptz",
    "held_by": "text",
    "status": "text",
    "payment_status": "text",
    "shipment_status": "text",
}
_CUSTOMER = {"customer_name": "text", "customer_email": "text", "customer_phone": "text"}
_CONTENTS = {
    "fingerprint": "bytea",
    "skus": "text",
    "words": "text",
    "phone_e164": "text",
    "customer": "jsonb",
    "content": "jsonb",
}
_ALL = _COLUMNS | _CUSTOMER | _CONTENTS

# One round trip for all three tables. An order's SKUs and words come joined by line breaks, which none of them has:
# unnest flattens arrays.
_INSERT = f"""
WITH new AS MATERIALIZED (
    SELECT * FROM unnest({", ".join(f"${n}::{kind}[]" for n, kind in enumerate(_ALL.values(), start=1))})
    AS new ({", ".join(_ALL)})
), contents AS (
    INSERT INTO order_contents (order_id, fingerprint, skus, words, words_version, phone_e164, customer, content)
    SELECT order_id, fingerprint, string_to_array(skus, E'\\n'), array_to_tsvector(string_to_array(words, E'\\n')),
        {WORDS_VERSION:d}, phone_e164, customer, content
    FROM new
), orders AS (
    INSERT INTO orders ({", ".join(_COLUMNS | _CUSTOMER)}, customer_sought)
    SELECT {", ".join(_COLUMNS | _CUSTOMER)}, customer_id IS NOT NULL OR customer ->> 'reference' IS NULL FROM new
)
{insert_history_from(len(_ALL) + 1)}
"""  # noqa: S608
