"""SQL of the files of documents, and of the queue of those to be made."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.billing.documents.model import DocumentNotFound
from services.billing.files.logos import looks_of
from services.billing.files.model import (
    FileKind,
    FileNotReady,
    Files,
    NoSuchFormat,
    NotMade,
    ServedFile,
    ToPrint,
    has_xml,
)
from services.billing.ledger.store import SELECT_ENTRIES, entry_of
from shared.transaction import Queries, Tx


async def get_file(queries: Queries, document_id: UUID, kind: FileKind) -> ServedFile:
    """Raises DocumentNotFound, FileNotReady until it is made, and NoSuchFormat where it never is."""
    row = await queries.fetchrow(
        "SELECT number, currency, content, sha256 FROM documents AS d"
        " LEFT JOIN document_files AS f ON f.document_id = d.document_id AND f.kind = $2 WHERE d.document_id = $1",
        document_id,
        kind,
    )
    if row is None:
        raise DocumentNotFound(f"there is no document {document_id}")
    if kind is not FileKind.PDF and not has_xml(row["currency"]):
        raise NoSuchFormat(
            f"amounts of {row['currency']} have three decimals, which EN 16931 does not allow:"
            f" document {row['number']} has its PDF alone"
        )
    if row["content"] is None:
        raise FileNotReady(f"the {kind} of document {row['number']} is not made yet; ask again in a moment")
    return ServedFile(row["number"], row["content"], row["sha256"])


async def find_formats(queries: Queries, document_ids: Iterable[UUID]) -> dict[UUID, tuple[FileKind, ...]]:
    """Of those of these documents whose files are made, which there are."""
    rows = await queries.fetch(
        "SELECT document_id, array_agg(kind ORDER BY kind) AS kinds FROM document_files"
        " WHERE document_id = ANY($1::uuid[]) GROUP BY document_id",
        list(document_ids),
    )
    return {row["document_id"]: tuple(map(FileKind, row["kinds"])) for row in rows}


async def has_files_to_make(queries: Queries) -> bool:
    """Cheaper than a claim: a shop at rest asks all the time."""
    has: bool = await queries.fetchval("SELECT EXISTS (SELECT FROM files_to_make WHERE next_try_at <= now())")
    return has


async def are_many_new(queries: Queries) -> bool:
    """Whether documents are being issued at ten a second or more, and faster than files are made."""
    return bool(
        await queries.fetchval(
            "SELECT since > now() - interval '2 seconds' FROM files_to_make ORDER BY document_id DESC OFFSET 19 LIMIT 1"
        )
    )


async def claim_files_to_make(tx: Tx, *, limit: int) -> list[UUID]:
    """The newest first, as somebody may wait for it. No other process gets them for a minute; twice as long each
    time that nothing came of it."""
    rows = await tx.fetch(_CLAIM, limit)
    return [row["document_id"] for row in rows]


async def list_to_print(queries: Queries, document_ids: Collection[UUID]) -> list[ToPrint]:
    documents = await queries.fetch(_OF_THEIR_ORDERS, list(document_ids))
    entries: dict[UUID, list[asyncpg.Record]] = {}
    order_ids = list({row["order_id"] for row in documents})
    for entry in await queries.fetch(f"{SELECT_ENTRIES} WHERE order_id = ANY($1::uuid[]) ORDER BY entry_id", order_ids):
        entries.setdefault(entry["order_id"], []).append(entry)
    looks = await looks_of(queries, {row["look"] for row in documents})
    return [
        ToPrint(
            row["document_id"],
            row["number"],
            [dict(other) for other in documents if other["order_id"] == row["order_id"]],
            [entry_of(entry) for entry in entries.get(row["order_id"], ())],
            looks[row["look"]],
        )
        for row in documents
        if row["document_id"] in document_ids
    ]


async def spare_the_disk(tx: Tx) -> None:
    """Others commit beside it. What a crash of the server loses of files is made again, and is the same."""
    await tx.execute("SET LOCAL synchronous_commit = off")


async def insert_files(tx: Tx, made: Sequence[Files], *, at: datetime) -> None:
    """Of a document that has them already, as where its claim had run out, they stay as they are."""
    files = [(one.document_id, kind, file) for one in made for kind in FileKind if (file := getattr(one, kind))]
    await tx.execute(
        "INSERT INTO document_files (document_id, kind, content, sha256, made_at)"
        " SELECT *, $5 FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[]) ON CONFLICT DO NOTHING",
        [document_id for document_id, _, _ in files],
        [kind for _, kind, _ in files],
        [content for _, _, content in files],
        [hashlib.sha256(content).digest() for _, _, content in files],
        at,
    )
    await tx.execute("DELETE FROM files_to_make WHERE document_id = ANY($1::uuid[])", [one.document_id for one in made])


async def update_not_made(tx: Tx, not_made: Sequence[NotMade]) -> None:
    await tx.execute(
        "UPDATE files_to_make AS f SET error = why FROM unnest($1::uuid[], $2::text[]) AS n (document_id, why)"
        " WHERE f.document_id = n.document_id",
        [one.document_id for one in not_made],
        [one.why for one in not_made],
    )


async def release_files_to_make(tx: Tx, document_ids: Sequence[UUID]) -> None:
    """Nobody has tried them: they are due at once."""
    await tx.execute(
        "UPDATE files_to_make SET next_try_at = now(), tries = tries - 1 WHERE document_id = ANY($1::uuid[])",
        list(document_ids),
    )


_CLAIM = """
WITH due AS (
    SELECT document_id FROM files_to_make WHERE next_try_at <= now()
    ORDER BY document_id DESC LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE files_to_make AS f
SET tries = tries + 1, next_try_at = now() + least(interval '1 minute' * 2 ^ least(tries, 10), interval '1 hour')
FROM due WHERE f.document_id = due.document_id RETURNING f.document_id
"""
_OF_THEIR_ORDERS = """
SELECT document_id, number, order_id, document,
    (SELECT value FROM settings WHERE name = 'documents' AND changed_at <= issued_at ORDER BY version DESC LIMIT 1)
        AS look
FROM documents
WHERE order_id IN (SELECT order_id FROM documents WHERE document_id = ANY($1::uuid[])) ORDER BY document_id
"""
