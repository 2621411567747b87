"""Billing's SQL: orders, number series, documents, the ledger. One statement a function."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import asyncpg

from services.billing.document import Document, Series
from services.billing.ledger import Entry, EntryKind
from services.billing.model import Order, OrderState
from shared.schemas.orders import OrderPlaced
from shared.transaction import Queries, Tx


@dataclass(frozen=True, slots=True)
class SeriesEnd:
    """A number series and where it ends."""

    legal_entity: str
    series: Series
    year: int
    last_position: int
    last_issued_at: datetime
    last_hash: bytes


@dataclass(frozen=True, slots=True)
class Numbered:
    """A document ready to be issued: its place in its series and its hash; `json` is its content."""

    document: Document
    position: int
    json: str
    hash: bytes


async def list_orders(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, Order]:
    """The orders billing knows something of; whoever changes them has locked them before."""
    rows = await queries.fetch(
        "SELECT order_id, state, held, applied, version, number, currency, gross, placed"
        " FROM orders WHERE order_id = ANY($1::uuid[])",
        list(order_ids),
    )
    return {row["order_id"]: _order(row) for row in rows}


async def save_orders(tx: Tx, orders: Sequence[Order]) -> None:
    await tx.execute(
        "INSERT INTO orders (order_id, state, held, applied, version, number, currency, gross, placed)"
        " SELECT * FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::int[], $5::int[], $6::text[], $7::text[],"
        " $8::numeric[], $9::jsonb[])"
        " ON CONFLICT (order_id) DO UPDATE SET state = EXCLUDED.state, held = EXCLUDED.held,"
        " applied = EXCLUDED.applied, version = EXCLUDED.version, number = EXCLUDED.number,"
        " currency = EXCLUDED.currency, gross = EXCLUDED.gross, placed = EXCLUDED.placed",
        [order.order_id for order in orders],
        [order.state for order in orders],
        [order.held for order in orders],
        [order.applied for order in orders],
        [order.version for order in orders],
        [order.number for order in orders],
        [order.currency for order in orders],
        [order.gross for order in orders],
        [order.placed and order.placed.model_dump_json() for order in orders],
    )


async def lock_series(tx: Tx, legal_entity: str, series: Series, year: int) -> SeriesEnd | None:
    row = await tx.fetchrow(
        "SELECT legal_entity, series, year, last_position, last_issued_at, last_hash"
        " FROM series WHERE legal_entity = $1 AND series = $2 AND year = $3 FOR UPDATE",
        legal_entity,
        series,
        year,
    )
    return SeriesEnd(**(dict(row) | {"series": series})) if row else None


async def begin_series(tx: Tx, start: SeriesEnd) -> None:
    await tx.execute(
        "INSERT INTO series (legal_entity, series, year, last_position, last_issued_at, last_hash)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        start.legal_entity,
        start.series,
        start.year,
        start.last_position,
        start.last_issued_at,
        start.last_hash,
    )


async def add_documents(tx: Tx, issued: Sequence[Numbered], *, end: SeriesEnd, issued_on: date) -> None:
    """Write the documents and the new end of their series, whose row is locked."""
    documents = [numbered.document for numbered in issued]
    await tx.execute(
        _ADD_DOCUMENTS,
        end.legal_entity,
        end.series,
        end.year,
        end.last_position,
        end.last_issued_at,
        end.last_hash,
        issued_on,
        [document.document_id for document in documents],
        [document.kind for document in documents],
        [document.order_id for document in documents],
        [document.original and document.original.invoice_id for document in documents],
        [numbered.position for numbered in issued],
        [document.number for document in documents],
        [document.currency for document in documents],
        [document.totals.net for document in documents],
        [document.totals.vat for document in documents],
        [document.totals.gross for document in documents],
        [document.customer.reference for document in documents],
        [document.reference for document in documents],
        [numbered.json for numbered in issued],
        [numbered.hash for numbered in issued],
    )


async def list_documents_of_orders(queries: Queries, order_ids: Iterable[UUID]) -> list[Document]:
    """All documents of these orders, oldest first."""
    rows = await queries.fetch(
        "SELECT document FROM documents WHERE order_id = ANY($1::uuid[]) ORDER BY document_id", list(order_ids)
    )
    return [_document(row) for row in rows]


async def list_invoices(
    queries: Queries,
    *,
    order_id: UUID | None,
    customer: str | None,
    sku: str | None,
    number: str | None,
    before: UUID | None,
    limit: int,
) -> list[Document]:
    """Newest first; each filter that is given narrows the list."""
    filters = {
        "order_id = ": order_id,
        "customer_reference = ": customer,
        "skus @> ": [sku] if sku is not None else None,
        "number = ": number,
        "document_id < ": before,
    }
    return await _list_documents(queries, "kind = 'invoice'", filters, limit)


async def list_credits(
    queries: Queries,
    *,
    order_id: UUID | None,
    invoice_id: UUID | None,
    reference: str | None,
    before: UUID | None,
    limit: int,
) -> list[Document]:
    """Credit notes and cancellation invoices, newest first; each filter that is given narrows the list."""
    filters = {
        "order_id = ": order_id,
        "invoice_id = ": invoice_id,
        "reference = ": reference,
        "document_id < ": before,
    }
    return await _list_documents(queries, "invoice_id IS NOT NULL", filters, limit)


async def list_credits_of_invoices(queries: Queries, invoice_ids: Iterable[UUID]) -> list[Document]:
    """Oldest first."""
    rows = await queries.fetch(
        "SELECT document FROM documents WHERE invoice_id = ANY($1::uuid[]) ORDER BY document_id", list(invoice_ids)
    )
    return [_document(row) for row in rows]


async def read_document(queries: Queries, document_id: UUID) -> Document | None:
    row = await queries.fetchrow("SELECT document FROM documents WHERE document_id = $1", document_id)
    return _document(row) if row else None


async def list_entries(queries: Queries, order_id: UUID) -> list[Entry]:
    """The ledger of an order, oldest first."""
    rows = await queries.fetch(
        "SELECT entry_id, order_id, kind, amount, currency, method, reference, reason, reverses, paid_at, recorded_at,"
        " by FROM ledger WHERE order_id = $1 ORDER BY entry_id",
        order_id,
    )
    return [Entry(**(dict(row) | {"kind": EntryKind(row["kind"])})) for row in rows]


async def add_entry(tx: Tx, entry: Entry) -> None:
    await tx.execute(
        "INSERT INTO ledger (entry_id, order_id, kind, amount, currency, method, reference, reason, reverses, paid_at,"
        " recorded_at, by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        entry.entry_id,
        entry.order_id,
        entry.kind,
        entry.amount,
        entry.currency,
        entry.method,
        entry.reference,
        entry.reason,
        entry.reverses,
        entry.paid_at,
        entry.recorded_at,
        entry.by,
    )


def _order(row: asyncpg.Record) -> Order:
    placed = row["placed"] and OrderPlaced.model_validate_json(row["placed"])
    return Order(**(dict(row) | {"state": OrderState(row["state"]), "placed": placed}))


def _document(row: asyncpg.Record) -> Document:
    return Document.model_validate_json(row["document"])


async def _list_documents(queries: Queries, first: str, filters: Mapping[str, object], limit: int) -> list[Document]:
    """Newest first. Each set of filters has a statement of its own, planned with the index that serves it best."""
    given = [(condition, value) for condition, value in filters.items() if value is not None]
    wheres = [first] + [f"{condition}${place}" for place, (condition, _) in enumerate(given, start=2)]
    # The conditions are written in this file and only their values come from outside, as parameters.
    sql = f"SELECT document FROM documents WHERE {' AND '.join(wheres)} ORDER BY document_id DESC LIMIT $1"  # noqa: S608
    return [_document(row) for row in await queries.fetch(sql, limit, *(value for _, value in given))]


_ADD_DOCUMENTS = """
WITH ended AS (
    UPDATE series SET last_position = $4, last_issued_at = $5, last_hash = $6
    WHERE legal_entity = $1 AND series = $2 AND year = $3
)
INSERT INTO documents (document_id, kind, order_id, invoice_id, legal_entity, series, year, position, number,
    issued_on, issued_at, currency, net, vat, gross, customer_reference, reference, skus, document, hash)
SELECT document_id, kind, order_id, invoice_id, $1, $2, $3, position, number, $7, $5, currency, net, vat, gross,
    customer_reference, reference,
    ARRAY(SELECT DISTINCT line ->> 'sku' FROM jsonb_array_elements(document -> 'lines') AS line), document, hash
FROM unnest($8::uuid[], $9::text[], $10::uuid[], $11::uuid[], $12::int[], $13::text[], $14::text[], $15::numeric[],
    $16::numeric[], $17::numeric[], $18::text[], $19::text[], $20::jsonb[], $21::bytea[])
    AS issued (document_id, kind, order_id, invoice_id, position, number, currency, net, vat, gross,
        customer_reference, reference, document, hash)
"""
