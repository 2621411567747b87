"""SQL of documents and their number series. One statement a function."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.billing.documents.exemption import exemption_of
from services.billing.documents.model import Document
from services.billing.settings import Series
from shared.stored import Stored
from shared.transaction import Queries, Tx


@dataclass(frozen=True, slots=True)
class SeriesEnd:
    """A number series and where it ends."""

    legal_entity: str
    series: Series
    prefix: str
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


async def lock_series(tx: Tx, legal_entity: str, prefix: str, year: int) -> SeriesEnd | None:
    row = await tx.fetchrow(
        "SELECT legal_entity, kind, series, year, last_position, last_issued_at, last_hash"
        " FROM series WHERE legal_entity = $1 AND series = $2 AND year = $3 FOR UPDATE",
        legal_entity,
        prefix,
        year,
    )
    return SeriesEnd(row["legal_entity"], _series_of(row), *tuple(row)[2:]) if row else None


async def find_series_of_prefix(queries: Queries, legal_entity: str, prefix: str) -> Series | None:
    """What is numbered with it, in whatever year; None where nothing is yet."""
    row = await queries.fetchrow(
        "SELECT kind, series FROM series WHERE legal_entity = $1 AND series = $2 AND last_position > 0 LIMIT 1",
        legal_entity,
        prefix,
    )
    return _series_of(row) if row else None


def _series_of(row: asyncpg.Record) -> Series:
    """A process of the version before, which knows FA and AV alone, has not told it."""
    return Series(row["kind"] or ("invoices" if row["series"] == "FA" else "credits"))


async def find_last_issued_at(queries: Queries, legal_entity: str, prefix: str) -> datetime | None:
    """When the last document of the series was issued, in whatever year."""
    last: datetime | None = await queries.fetchval(
        "SELECT max(last_issued_at) FROM series WHERE legal_entity = $1 AND series = $2 AND last_position > 0",
        legal_entity,
        prefix,
    )
    return last


async def insert_series(tx: Tx, start: SeriesEnd) -> None:
    await tx.execute(
        "INSERT INTO series (legal_entity, kind, series, year, last_position, last_issued_at, last_hash)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        start.legal_entity,
        start.series,
        start.prefix,
        start.year,
        start.last_position,
        start.last_issued_at,
        start.last_hash,
    )


async def claim_series(tx: Tx, legal_entity: str, series: Series, prefix: str, year: int) -> None:
    """The prefix is of this series unless a document has been numbered with it; waits for who numbers one just now."""
    await tx.execute(
        "INSERT INTO series (legal_entity, kind, series, year, last_position, last_issued_at, last_hash)"
        " VALUES ($1, $2, $3, $4, 0, 'epoch', '') ON CONFLICT (legal_entity, series, year)"
        " DO UPDATE SET kind = EXCLUDED.kind WHERE series.last_position = 0",
        legal_entity,
        series,
        prefix,
        year,
    )


async def update_series(tx: Tx, end: SeriesEnd) -> None:
    await tx.execute(
        "UPDATE series SET last_position = $4, last_issued_at = $5, last_hash = $6"
        " WHERE legal_entity = $1 AND series = $2 AND year = $3",
        end.legal_entity,
        end.prefix,
        end.year,
        end.last_position,
        end.last_issued_at,
        end.last_hash,
    )


async def insert_documents(tx: Tx, issued: Sequence[Numbered], *, end: SeriesEnd, issued_on: date) -> None:
    """Write the documents and the new end of their series, whose row is locked."""
    documents = [numbered.document for numbered in issued]
    await tx.execute(
        _INSERT_DOCUMENTS,
        end.legal_entity,
        end.prefix,
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
        f"{SELECT_DOCUMENTS} WHERE order_id = ANY($1::uuid[]) ORDER BY document_id", list(order_ids)
    )
    return [document_of(row) for row in rows]


async def list_numbered_of_orders(queries: Queries, order_ids: Iterable[UUID]) -> list[Numbered]:
    """With their hashes, oldest first; without the JSON, which is of no use there."""
    rows = await queries.fetch(
        "SELECT document_id, number, document, position, hash FROM documents WHERE order_id = ANY($1::uuid[])"
        " ORDER BY document_id",
        list(order_ids),
    )
    return [Numbered(document_of(row), row["position"], "", row["hash"]) for row in rows]


def document_of(row: asyncpg.Record | Mapping[str, Any]) -> Document:
    """Raises Unreadable. Why it has no VAT is found for documents that were issued before that was kept in them.

    Those do not tell whether their goods were delivered or picked up.
    """
    document = _DOCUMENT.read(row["document"], f"document {row['number']}", place=row["document_id"])
    exemption = document.vat_exemption or exemption_of(document, delivered=False)
    return document.model_copy(update={"vat_exemption": exemption}) if exemption else document


SELECT_DOCUMENTS = "SELECT document_id, number, document FROM documents"
_DOCUMENT: Stored[Document] = Stored(Document)


_INSERT_DOCUMENTS = """
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
