"""SQL of quotes: reading, writing and finding them by their ids."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.orders.order.content import OrderContent, Ordered
from services.orders.order.phones import e164_of_customer
from services.orders.order.words import words_of_ordered
from services.orders.quotes.model import Quote, QuoteState
from services.orders.quotes.settings import Paper
from shared.refused import NotFound
from shared.schemas.orders import Customer
from shared.stored import Stored, Unreadable, each_readable
from shared.transaction import Queries, Tx, lock_numbers


async def find_quote(queries: Queries, quote_id: UUID) -> Quote | None:
    """Whoever changes it has locked it before."""
    row = await queries.fetchrow(f"{SELECT_QUOTES} WHERE quote_id = $1", quote_id)
    return quote_of(row) if row else None


async def get_quote(queries: Queries, quote_id: UUID) -> Quote:
    """Raises NotFound."""
    quote = await find_quote(queries, quote_id)
    if quote is None:
        raise NotFound(f"there is no quote {quote_id}")
    return quote


async def find_version(queries: Queries, number: str, revision: int) -> Quote | None:
    row = await queries.fetchrow(f"{SELECT_QUOTES} WHERE number = $1 AND revision = $2", number, revision)
    return quote_of(row) if row else None


async def draw_number(tx: Tx) -> str:
    number: str = await tx.fetchval("SELECT 'Q' || nextval('quote_numbers')")
    return number


async def skip_number(tx: Tx, number: str) -> None:
    """It was given before; the next ones are above it."""
    await tx.execute(
        "SELECT setval('quote_numbers', $1) WHERE $1 >= (SELECT last_value FROM quote_numbers)",
        int(number.removeprefix("Q")),
    )


async def insert_quote(tx: Tx, quote: Quote) -> None:
    values = _values(quote)
    places = ", ".join(f"${at}" for at in range(1, len(values) + 1))
    await tx.execute(
        f"INSERT INTO quotes ({', '.join(values)}, words)"  # noqa: S608
        f" VALUES ({places}, array_to_tsvector(${len(values) + 1}::text[]))",
        *values.values(),
        _words(quote),
    )


async def save_quote(tx: Tx, quote: Quote) -> None:
    values = _values(quote)
    changed = ", ".join(f"{name} = ${at}" for at, name in enumerate(values, start=1) if name != "quote_id")
    await tx.execute(
        f"UPDATE quotes SET {changed}, words = array_to_tsvector(${len(values) + 1}::text[]) WHERE quote_id = $1",  # noqa: S608
        *values.values(),
        _words(quote),
    )


async def lock_next_over(tx: Tx, at: datetime, *, limit: int) -> list[Quote | Unreadable]:
    """Sent quotes whose time is over; none that another transaction works on, which is not waited for."""
    due = await tx.fetch(_OVER, at, limit)
    by_number = {lock_numbers([str(row["quote_id"])])[0]: row["quote_id"] for row in due}
    locked = await tx.fetch(_TRY_LOCKS, list(by_number)) if due else []
    ids = [by_number[row["number"]] for row in locked]
    # Only now, with their locks: what was answered until then is known.
    rows = await tx.fetch(f"{SELECT_QUOTES} WHERE quote_id = ANY($1::uuid[])", ids) if ids else []
    return each_readable(rows, quote_of)


def quote_of(row: asyncpg.Record) -> Quote:
    """Raises Unreadable."""
    name = f"quote {row['number']}, version {row['revision']}"
    ordered = Ordered(_CUSTOMER.read(row["customer"], name), _CONTENT.read(row["content"], name))
    plain = {column: row[column] for column in _PLAIN}
    paper = _PAPER.read(row["paper"] or "null", name)
    return Quote(**plain, ordered=ordered, state=QuoteState(row["state"]), paper=paper)


def _values(quote: Quote) -> dict[str, Any]:
    customer, content = quote.ordered
    return {
        "quote_id": quote.quote_id,
        **{column: getattr(quote, column) for column in _PLAIN if column != "quote_id"},
        "state": quote.state,
        "customer": customer.model_dump_json(),
        "content": content.model_dump_json(),
        "paper": quote.paper.model_dump_json() if quote.paper else None,
        "customer_name": customer.name,
        "customer_email": customer.email,
        "currency": content.currency,
        "gross": content.totals.gross,
    }


def _words(quote: Quote) -> list[str]:
    """Its number too is found with or without its letter, as that of a document."""
    phone = e164_of_customer(quote.ordered.customer)
    words = words_of_ordered(quote.number, None, quote.ordered, phone)
    return sorted({*words, quote.number.lower(), quote.number.removeprefix("Q")})


_CUSTOMER: Stored[Customer] = Stored(Customer)
_CONTENT: Stored[OrderContent] = Stored(OrderContent)
_PAPER: Stored[Paper | None] = Stored(Paper | None)

_PLAIN = tuple(name for name in Quote.__dataclass_fields__ if name not in ("ordered", "state", "paper"))
SELECT_QUOTES = f"SELECT {', '.join(_PLAIN)}, state, customer, content, paper FROM quotes"  # noqa: S608
_OVER = """
SELECT quote_id FROM quotes WHERE state = 'sent' AND valid_until <= $1::timestamptz - interval '1 second'
ORDER BY valid_until, quote_id LIMIT $2
"""
_TRY_LOCKS = "SELECT number FROM unnest($1::bigint[]) AS number WHERE pg_try_advisory_xact_lock(number)"
