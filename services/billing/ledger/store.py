"""SQL of the ledger of payments. One statement a function."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import asyncpg

from services.billing.ledger.model import Entry, EntryKind
from shared.transaction import Queries, Tx


async def list_entries(queries: Queries, order_id: UUID) -> list[Entry]:
    """The ledger of an order, oldest first."""
    rows = await queries.fetch(f"{SELECT_ENTRIES} WHERE order_id = $1 ORDER BY entry_id", order_id)
    return [entry_of(row) for row in rows]


async def list_entries_of_orders(queries: Queries, order_ids: Sequence[UUID]) -> dict[UUID, list[Entry]]:
    """The ledgers of these orders, each oldest first; none of those without an entry."""
    rows = await queries.fetch(f"{SELECT_ENTRIES} WHERE order_id = ANY($1::uuid[]) ORDER BY entry_id", order_ids)
    found: dict[UUID, list[Entry]] = {}
    for row in rows:
        found.setdefault(row["order_id"], []).append(entry_of(row))
    return found


async def sum_entries(queries: Queries, order_ids: Sequence[UUID]) -> dict[UUID, Decimal]:
    """What is paid or written off of each of these orders; none of those without an entry."""
    rows = await queries.fetch(
        "SELECT order_id, sum(amount) AS settled FROM ledger WHERE order_id = ANY($1::uuid[]) GROUP BY order_id",
        order_ids,
    )
    return {row["order_id"]: row["settled"] for row in rows}


def entry_of(row: asyncpg.Record) -> Entry:
    return Entry(**(dict(row) | {"kind": EntryKind(row["kind"])}))


SELECT_ENTRIES = (
    "SELECT entry_id, order_id, kind, amount, currency, method, reference, reason, reverses, paid_at, recorded_at, by"
    " FROM ledger"
)


async def insert_entries(tx: Tx, entries: Sequence[Entry]) -> None:
    await tx.execute(
        "INSERT INTO ledger (entry_id, order_id, kind, amount, currency, method, reference, reason, reverses, paid_at,"
        " recorded_at, by) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::numeric[], $5::text[],"
        " $6::text[], $7::text[], $8::text[], $9::uuid[], $10::timestamptz[], $11::timestamptz[], $12::text[])",
        [entry.entry_id for entry in entries],
        [entry.order_id for entry in entries],
        [entry.kind for entry in entries],
        [entry.amount for entry in entries],
        [entry.currency for entry in entries],
        [entry.method for entry in entries],
        [entry.reference for entry in entries],
        [entry.reason for entry in entries],
        [entry.reverses for entry in entries],
        [entry.paid_at for entry in entries],
        [entry.recorded_at for entry in entries],
        [entry.by for entry in entries],
    )
