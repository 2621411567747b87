"""SQL of the revisions of documents."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from services.billing.revisions.model import Revision
from shared.transaction import Queries, Tx


async def list_revisions(queries: Queries, document_ids: Iterable[UUID]) -> dict[UUID, list[Revision]]:
    """Oldest first, of those documents that have some."""
    found: dict[UUID, list[Revision]] = {}
    for row in await queries.fetch(
        f"{SELECT_REVISIONS} WHERE document_id = ANY($1::uuid[]) ORDER BY document_id, revision", list(document_ids)
    ):
        found.setdefault(row["document_id"], []).append(revision_of(row))
    return found


async def find_hash(queries: Queries, document_id: UUID) -> bytes:
    """Of a document that is there, as it was issued."""
    hashed: bytes = await queries.fetchval("SELECT hash FROM documents WHERE document_id = $1", document_id)
    return hashed


async def insert_revisions(tx: Tx, revisions: Sequence[Revision]) -> None:
    await tx.execute(
        "INSERT INTO document_revisions (document_id, revision, order_id, delivery_time, revised_at, by, hash)"
        " SELECT * FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[],"
        " $7::bytea[])",
        [one.document_id for one in revisions],
        [one.revision for one in revisions],
        [one.order_id for one in revisions],
        [one.delivery_time for one in revisions],
        [one.revised_at for one in revisions],
        [one.by for one in revisions],
        [one.hash for one in revisions],
    )


def revision_of(row: asyncpg.Record | Mapping[str, Any]) -> Revision:
    return Revision(**row)


SELECT_REVISIONS = "SELECT document_id, revision, order_id, delivery_time, revised_at, by, hash FROM document_revisions"
