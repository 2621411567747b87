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
    RateMissing,
    ServedFile,
    ToPrint,
    has_xml,
)
from services.billing.ledger.store import SELECT_ENTRIES, entry_of
from services.billing.rates.model import GOOD_FOR
from services.billing.rates.store import NO_RATE, rate_of
from services.billing.revisions.model import FIRST
from services.billing.revisions.store import list_revisions
from shared.transaction import Queries, Tx


async def get_file(queries: Queries, document_id: UUID, kind: FileKind, revision: int | None = None) -> ServedFile:
    """Of the latest revision unless one is named.

    Raises DocumentNotFound, FileNotReady until it is made, RateMissing where that waits for a rate, and
    NoSuchFormat where it never is.
    """
    row = await queries.fetchrow(_GET_FILE, document_id, kind, revision)
    if row is None:
        raise DocumentNotFound(f"there is no document {document_id}")
    if kind is not FileKind.PDF and not has_xml(row["currency"]):
        raise NoSuchFormat(
            f"amounts of {row['currency']} have three decimals, which EN 16931 does not allow:"
            f" document {row['number']} has its PDF alone"
        )
    if revision is not None and not FIRST <= revision <= row["latest"]:
        raise DocumentNotFound(f"document {row['number']} has no revision {revision}: its latest is {row['latest']}")
    if row["content"] is None and row["error"] == NO_RATE:
        raise RateMissing(
            f"document {row['number']} says its VAT in euros too, and waits for a rate of {row['currency']} of the day"
            " of its issue or of the week before"
        )
    if row["content"] is None:
        raise FileNotReady(f"the {kind} of document {row['number']} is not made yet; ask again in a moment")
    return ServedFile(row["number"], revision or row["latest"], row["content"], row["sha256"])


async def find_formats(queries: Queries, document_ids: Iterable[UUID]) -> dict[UUID, tuple[FileKind, ...]]:
    """Of those of these documents whose files are made, of their latest revision, which there are."""
    rows = await queries.fetch(
        _FORMATS,
        list(document_ids),
    )
    return {row["document_id"]: tuple(map(FileKind, row["kinds"])) for row in rows}


async def list_revisions_with_files(queries: Queries, document_id: UUID) -> set[int]:
    rows = await queries.fetch(
        "SELECT revision FROM document_files WHERE document_id = $1 AND kind = 'pdf'", document_id
    )
    return {row["revision"] for row in rows}


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


async def claim_files_to_make(tx: Tx, *, limit: int) -> list[tuple[UUID, int]]:
    """Documents with their revision; the oldest first: mails wait for them, of an invoice before its credit. No other
    process gets them for a minute; twice as long each time that nothing came of it."""
    rows = await tx.fetch(_CLAIM, limit)
    return [(row["document_id"], row["revision"]) for row in rows]


async def list_to_print(queries: Queries, wanted: Collection[tuple[UUID, int]]) -> list[ToPrint]:
    document_ids = list({document_id for document_id, _ in wanted})
    documents = await queries.fetch(_OF_THEIR_ORDERS, document_ids, GOOD_FOR.days)
    revised = await list_revisions(queries, {document_id for document_id, count in wanted if count > FIRST})
    entries: dict[UUID, list[asyncpg.Record]] = {}
    order_ids = list({row["order_id"] for row in documents})
    for entry in await queries.fetch(f"{SELECT_ENTRIES} WHERE order_id = ANY($1::uuid[]) ORDER BY entry_id", order_ids):
        entries.setdefault(entry["order_id"], []).append(entry)
    looks = await looks_of(queries, {row["look"] for row in documents})
    found = {row["document_id"]: row for row in documents}
    return [
        ToPrint(
            document_id,
            found[document_id]["number"],
            [dict(other) for other in documents if other["order_id"] == found[document_id]["order_id"]],
            [entry_of(entry) for entry in entries.get(found[document_id]["order_id"], ())],
            looks[found[document_id]["look"]],
            next((one for one in revised.get(document_id, ()) if one.revision == count), None),
            rate_of(found[document_id]) if found[document_id]["rate"] else None,
            found[document_id]["needs_rate"] and found[document_id]["rate"] is None,
        )
        for document_id, count in wanted
        if document_id in found
    ]


async def spare_the_disk(tx: Tx) -> None:
    """Others commit beside it. What a crash of the server loses of files is made again, and is the same."""
    await tx.execute("SET LOCAL synchronous_commit = off")


async def insert_files(tx: Tx, made: Sequence[Files], *, at: datetime) -> None:
    """Of a document that has them already, as where its claim had run out, they stay as they are."""
    files = [(one, kind, file) for one in made for kind in FileKind if (file := getattr(one, kind))]
    await tx.execute(
        "INSERT INTO document_files (document_id, revision, kind, content, sha256, made_at)"
        " SELECT *, $6 FROM unnest($1::uuid[], $2::int[], $3::text[], $4::bytea[], $5::bytea[]) ON CONFLICT DO NOTHING",
        [one.document_id for one, _, _ in files],
        [one.revision for one, _, _ in files],
        [kind for _, kind, _ in files],
        [content for _, _, content in files],
        [hashlib.sha256(content).digest() for _, _, content in files],
        at,
    )
    await _insert_vat_in_euros(tx, made)
    await tx.execute(
        _DELETE_MADE,
        [one.document_id for one in made],
        [one.revision for one in made],
    )


async def _insert_vat_in_euros(tx: Tx, made: Sequence[Files]) -> None:
    said = [(one.document_id, one.in_euros) for one in made if one.in_euros]
    if said:
        await tx.execute(
            "INSERT INTO vat_in_euros (document_id, currency, day, rate, source, vat) SELECT * FROM"
            " unnest($1::uuid[], $2::text[], $3::date[], $4::numeric[], $5::text[], $6::numeric[])"
            " ON CONFLICT DO NOTHING",
            [document_id for document_id, _ in said],
            [euros.rate.currency for _, euros in said],
            [euros.rate.day for _, euros in said],
            [euros.rate.rate for _, euros in said],
            [euros.rate.source for _, euros in said],
            [euros.vat for _, euros in said],
        )


async def find_lacking_rate(queries: Queries, document_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these documents whose files wait for a rate of the euro."""
    rows = await queries.fetch(
        "SELECT document_id FROM files_to_make WHERE document_id = ANY($1::uuid[]) AND error = $2",
        list(document_ids),
        NO_RATE,
    )
    return {row["document_id"] for row in rows}


async def list_revisions_lacking_rate(queries: Queries, document_id: UUID) -> set[int]:
    rows = await queries.fetch(
        "SELECT revision FROM files_to_make WHERE document_id = $1 AND error = $2", document_id, NO_RATE
    )
    return {row["revision"] for row in rows}


async def update_not_made(tx: Tx, not_made: Sequence[NotMade]) -> None:
    await tx.execute(
        _UPDATE_NOT_MADE,
        [one.document_id for one in not_made],
        [one.revision for one in not_made],
        [one.why for one in not_made],
    )


async def release_files_to_make(tx: Tx, to_print: Sequence[ToPrint]) -> None:
    """Nobody has tried them: they are due at once."""
    await tx.execute(
        _RELEASE,
        [one.document_id for one in to_print],
        [one.count for one in to_print],
    )


_SAME = "f.document_id = n.document_id AND f.revision = n.revision"
_LATEST = "coalesce((SELECT max(r.revision) FROM document_revisions AS r WHERE r.document_id = {}.document_id), 1)"
_FORMATS = f"""
SELECT document_id, array_agg(kind ORDER BY kind) AS kinds FROM document_files AS f
WHERE document_id = ANY($1::uuid[]) AND revision = {_LATEST.format("f")} GROUP BY document_id
"""  # noqa: S608
_DELETE_MADE = f"""
DELETE FROM files_to_make AS f USING unnest($1::uuid[], $2::int[]) AS n (document_id, revision) WHERE {_SAME}
"""  # noqa: S608
# A rate that was entered while these were tried has released only those that waited then.
_UPDATE_NOT_MADE = f"""
UPDATE files_to_make AS f SET error = why, next_try_at = CASE
    WHEN why = '{NO_RATE}' AND EXISTS (SELECT FROM euro_rates WHERE entered_at > now() - interval '1 minute')
    THEN now() ELSE next_try_at END
FROM unnest($1::uuid[], $2::int[], $3::text[]) AS n (document_id, revision, why) WHERE {_SAME}
"""  # noqa: S608
_RELEASE = f"""
UPDATE files_to_make AS f SET next_try_at = now(), tries = tries - 1
FROM unnest($1::uuid[], $2::int[]) AS n (document_id, revision) WHERE {_SAME}
"""  # noqa: S608
_GET_FILE = f"""
SELECT number, currency, latest, content, sha256, error
FROM (
    SELECT document_id, number, currency, {_LATEST.format("d")} AS latest FROM documents AS d WHERE document_id = $1
) AS known
LEFT JOIN document_files AS f
    ON f.document_id = known.document_id AND f.kind = $2 AND f.revision = coalesce($3::int, latest)
LEFT JOIN files_to_make AS w ON w.document_id = known.document_id AND w.revision = coalesce($3::int, latest)
"""  # noqa: S608
_CLAIM = """
WITH due AS (
    SELECT document_id, revision FROM files_to_make WHERE next_try_at <= now()
    ORDER BY document_id, revision LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE files_to_make AS f
SET tries = tries + 1, next_try_at = now() + least(interval '1 minute' * 2 ^ least(tries, 10), interval '1 hour')
FROM due WHERE f.document_id = due.document_id AND f.revision = due.revision RETURNING f.document_id, f.revision
"""
_OF_THEIR_ORDERS = """
SELECT document_id, number, order_id, document,
    (SELECT value FROM settings WHERE name = 'documents' AND changed_at <= issued_at ORDER BY version DESC LIMIT 1)
        AS look,
    currency, currency <> 'EUR' AND vat > 0 AS needs_rate, known.day, known.rate, known.source
FROM documents AS d
LEFT JOIN LATERAL (  -- as its own files have it, else those of its invoice, else of the day of issue
    SELECT day, rate, source FROM (
        SELECT day, rate, source, document_id <> d.document_id AS place, 0 AS rate_id FROM vat_in_euros AS e
        WHERE e.document_id IN (d.document_id, d.invoice_id)
        UNION ALL
        SELECT r.day, rate, source, NULL, rate_id FROM euro_rates AS r,
            coalesce((SELECT issued_on FROM documents AS o WHERE o.document_id = d.invoice_id), d.issued_on) AS on_day
        WHERE r.currency = d.currency AND r.day <= on_day AND r.day > on_day - $2::int
    ) AS found ORDER BY place NULLS LAST, day DESC, rate_id DESC LIMIT 1
) AS known ON d.currency <> 'EUR' AND d.vat > 0
WHERE order_id IN (SELECT order_id FROM documents WHERE document_id = ANY($1::uuid[])) ORDER BY document_id
"""
