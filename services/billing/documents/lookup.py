"""Documents by their id, and in lists as the API filters them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import asyncpg

from services.billing.documents.model import Document, DocumentKind, DocumentNotFound
from services.billing.documents.store import SELECT_DOCUMENTS, document_of
from shared.sql import Sql, all_of, given
from shared.stored import Unreadable, each_readable
from shared.transaction import Queries


async def find_document(queries: Queries, document_id: UUID) -> Document | None:
    row = await queries.fetchrow(f"{SELECT_DOCUMENTS} WHERE document_id = $1", document_id)
    return document_of(row) if row else None


async def get_document(queries: Queries, document_id: UUID) -> Document:
    """Raises DocumentNotFound."""
    document = await find_document(queries, document_id)
    if document is None:
        raise DocumentNotFound(f"there is no document {document_id}")
    return document


async def find_order_of(queries: Queries, document_id: UUID) -> UUID | None:
    order_id: UUID | None = await queries.fetchval("SELECT order_id FROM documents WHERE document_id = $1", document_id)
    return order_id


async def get_invoice(queries: Queries, invoice_id: UUID) -> Document:
    """Raises DocumentNotFound, also where the document of this id is a credit."""
    document = await find_document(queries, invoice_id)
    if document is None or document.kind is not DocumentKind.INVOICE:
        raise DocumentNotFound(f"there is no invoice {invoice_id}")
    return document


async def get_credit(queries: Queries, document_id: UUID) -> Document:
    """A credit note or cancellation invoice; raises DocumentNotFound, also where the document is an invoice."""
    document = await find_document(queries, document_id)
    if document is None or document.kind is DocumentKind.INVOICE:
        raise DocumentNotFound(f"there is no credit note {document_id}")
    return document


async def list_invoices(
    queries: Queries,
    *,
    order_id: UUID | None,
    customer: str | None,
    sku: str | None,
    number: str | None,
    before: UUID | None,
    limit: int,
) -> list[Document | Unreadable]:
    """Newest first; each filter that is given narrows the list."""
    filters = {
        "order_id = ?": order_id,
        "customer_reference = ?": customer,
        "skus @> ?": [sku] if sku is not None else None,
        "number = ?": number,
        "document_id < ?": before,
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
) -> list[Document | Unreadable]:
    """Credit notes and cancellation invoices, newest first; each filter that is given narrows the list."""
    filters = {
        "order_id = ?": order_id,
        "invoice_id = ?": invoice_id,
        "reference = ?": reference,
        "document_id < ?": before,
    }
    return await _list_documents(queries, "invoice_id IS NOT NULL", filters, limit)


async def list_credits_of_invoices(queries: Queries, invoice_ids: Iterable[UUID]) -> list[Document | Unreadable]:
    """Oldest first; the place of an unreadable one is its invoice's id."""
    rows = await queries.fetch(
        f"{SELECT_CREDITS} WHERE invoice_id = ANY($1::uuid[]) ORDER BY document_id", list(invoice_ids)
    )
    return each_readable(rows, _credit_of)


def _credit_of(row: asyncpg.Record) -> Document:
    try:
        return document_of(row)
    except Unreadable as unreadable:
        unreadable.place = row["invoice_id"]
        raise


async def _list_documents(
    queries: Queries, first: str, filters: Mapping[str, object], limit: int
) -> list[Document | Unreadable]:
    """Each set of filters is a statement of its own, planned with the index that serves it best."""
    where = all_of([Sql(first), *given(filters)])
    sql = Sql(f"{SELECT_DOCUMENTS} WHERE {where.text} ORDER BY document_id DESC LIMIT ?")
    return each_readable(await queries.fetch(sql.numbered(), *where.values, limit), document_of)


SELECT_CREDITS = "SELECT document_id, number, invoice_id, document FROM documents"
