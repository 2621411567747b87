"""SQL of the documents that customers are sent, and of the files that mails wait for."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.notifier.documents.model import Document, UnknownDocument
from services.notifier.messages.model import Addressee
from shared.schemas.notifier import REMINDERS, MessageKind
from shared.transaction import Queries, Tx


class Undecided(NamedTuple):
    """A document whose order is known; `cancellation_told`: whether the customer was to hear of its cancellation."""

    document: Document
    addressee: Addressee
    cancellation_told: bool | None


class ToFetch(NamedTuple):
    message_id: UUID
    document_id: UUID
    tries: int
    kind: MessageKind


class Fetched(NamedTuple):
    message_id: UUID
    name: str
    content: bytes
    sha256: bytes


async def insert_documents(tx: Tx, documents: Sequence[Document]) -> None:
    """Those that are here stay as they are, as where they are announced again."""
    await tx.execute(
        _INSERT,
        [one.document_id for one in documents],
        [one.order_id for one in documents],
        [one.kind for one in documents],
        [one.number for one in documents],
        [one.invoice_number for one in documents],
        [one.currency for one in documents],
        [one.gross for one in documents],
        [one.issued_on for one in documents],
        [one.issued_at for one in documents],
        [one.decision_id for one in documents],
    )


async def decide_documents(tx: Tx, order_ids: Iterable[UUID]) -> list[Undecided]:
    """Those of these orders that nobody has decided on and now may: their customer, and if it takes that, their
    cancellation, is known."""
    rows = await tx.fetch(_DECIDE, list(order_ids))
    return [Undecided(_document_of(row), _addressee_of(row), row["told"]) for row in rows]


async def find_since(queries: Queries) -> datetime | None:
    """Since when the shop tells of documents; None where it always did."""
    since: datetime | None = await queries.fetchval("SELECT since FROM tells_of_documents")
    return since


async def get_document(queries: Queries, document_id: UUID) -> Document:
    """Raises UnknownDocument."""
    row = await queries.fetchrow(f"{SELECT_DOCUMENTS} WHERE document_id = $1", document_id)
    if row is None:
        raise UnknownDocument(f"the notifier knows no document {document_id}")
    return _document_of(row)


async def find_order_of(queries: Queries, document_id: UUID) -> UUID | None:
    order_id: UUID | None = await queries.fetchval("SELECT order_id FROM documents WHERE document_id = $1", document_id)
    return order_id


async def find_addressee(queries: Queries, order_id: UUID) -> Addressee | None:
    """Whom its confirmation was for, or whom staff have said since."""
    row = await queries.fetchrow(_ADDRESSEE, order_id)
    return _addressee_of(row) if row else None


async def list_messages_about(queries: Queries, document_id: UUID) -> list[UUID]:
    """The first one first; not the reminders that carry it."""
    rows = await queries.fetch(
        "SELECT message_id FROM messages WHERE document_id = $1 AND NOT kind = ANY($2::text[])"
        " ORDER BY created_at, message_id",
        document_id,
        list(REMINDERS),
    )
    return [row["message_id"] for row in rows]


async def is_queued(queries: Queries, document_id: UUID) -> bool:
    queued: bool = await queries.fetchval(
        "SELECT EXISTS (SELECT FROM messages WHERE document_id = $1 AND state = 'queued'"
        " AND NOT kind = ANY($2::text[]))",
        document_id,
        list(REMINDERS),
    )
    return queued


async def wait_for_files(tx: Tx, message_ids: Collection[UUID]) -> None:
    """Those of the messages that are queued, carry a file and have none are to get theirs."""
    await tx.execute(_WAIT, list(message_ids))


async def has_files_to_fetch(queries: Queries) -> bool:
    has: bool = await queries.fetchval("SELECT EXISTS (SELECT FROM files_to_fetch WHERE next_try_at <= now())")
    return has


async def claim_files_to_fetch(tx: Tx, *, limit: int) -> list[ToFetch]:
    """No other process gets them for two minutes."""
    return [
        ToFetch(row["message_id"], row["document_id"], row["tries"], MessageKind(row["kind"]))
        for row in await tx.fetch(_CLAIM, limit)
    ]


async def save_fetched(tx: Tx, fetched: Sequence[Fetched]) -> None:
    """Their messages are due at once."""
    await tx.execute(
        _SAVE_FETCHED,
        [one.message_id for one in fetched],
        [one.name for one in fetched],
        [one.content for one in fetched],
        [one.sha256 for one in fetched],
    )


async def rest(tx: Tx, asked: Sequence[tuple[ToFetch, str, timedelta]]) -> None:
    """They are asked for again after that time; a text says why."""
    await tx.execute(
        "UPDATE files_to_fetch AS f SET error = n.error, next_try_at = now() + n.rest"
        " FROM unnest($1::uuid[], $2::text[], $3::interval[]) AS n (id, error, rest) WHERE f.message_id = n.id",
        [one.message_id for one, _, _ in asked],
        [error for _, error, _ in asked],
        [after for _, _, after in asked],
    )


async def give_up(tx: Tx, refused: Sequence[tuple[ToFetch, str]]) -> None:
    """Their messages are due, and fail for want of the file."""
    await tx.execute(
        "WITH refused AS (SELECT * FROM unnest($1::uuid[], $2::text[]) AS refused (id, error)"
        "), said AS (UPDATE files_to_fetch SET error = refused.error, next_try_at = 'infinity'"
        " FROM refused WHERE message_id = refused.id)"
        " UPDATE messages SET next_attempt_at = now() FROM refused WHERE message_id = refused.id AND state = 'queued'",
        [one.message_id for one, _ in refused],
        [error for _, error in refused],
    )


def _document_of(row: asyncpg.Record) -> Document:
    of_row = {name: row[name] for name in Document.__dataclass_fields__}
    return Document(**of_row | {"kind": MessageKind(row["kind"])})


def _addressee_of(row: asyncpg.Record) -> Addressee:
    return Addressee(row["order_id"], row["order_number"], row["language"], row["recipient"], row["recipient_name"])


_COLUMNS = "document_id, order_id, kind, number, invoice_number, currency, gross, issued_on, issued_at, decision_id"
SELECT_DOCUMENTS = f"SELECT {_COLUMNS} FROM documents"  # noqa: S608
_INSERT = f"""
INSERT INTO documents ({_COLUMNS})
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::numeric[], $8::date[],
    $9::timestamptz[], $10::uuid[])
ON CONFLICT DO NOTHING
"""  # noqa: S608
_ADDRESSEE = (
    "SELECT order_id, order_number, language, recipient, recipient_name FROM order_addressees WHERE order_id = $1"
)
_DECIDE = """
UPDATE documents AS d SET decided = true
FROM order_addressees AS m LEFT JOIN cancelled_orders AS c ON c.order_id = m.order_id
WHERE NOT d.decided AND d.order_id = ANY($1::uuid[]) AND m.order_id = d.order_id
    AND (d.kind <> 'cancellation_invoice' OR c.order_id IS NOT NULL)
RETURNING d.document_id, d.order_id, d.kind, d.number, d.invoice_number, d.currency, d.gross, d.issued_on, d.issued_at,
    d.decision_id, m.order_number, m.language, m.recipient, m.recipient_name, c.told
"""
_WAIT = """
INSERT INTO files_to_fetch (message_id, document_id)
SELECT message_id, document_id FROM messages AS m
WHERE message_id = ANY($1::uuid[]) AND state = 'queued' AND document_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM attachments AS a WHERE a.message_id = m.message_id)
ON CONFLICT (message_id) DO UPDATE SET next_try_at = now(), tries = 0
"""
_CLAIM = """
WITH due AS (
    SELECT message_id FROM files_to_fetch WHERE next_try_at <= now()
    ORDER BY next_try_at LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE files_to_fetch AS f SET tries = tries + 1, next_try_at = now() + interval '2 minutes'
FROM due JOIN messages AS m USING (message_id)
WHERE f.message_id = due.message_id RETURNING f.message_id, f.document_id, f.tries, m.kind
"""
_SAVE_FETCHED = """
WITH fetched AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[]) AS fetched (id, name, content, sha256)
), fetched_now AS (
    DELETE FROM files_to_fetch USING fetched WHERE message_id = fetched.id
), kept AS (
    INSERT INTO attachments (message_id, content) SELECT id, content FROM fetched ON CONFLICT DO NOTHING
)
UPDATE messages SET attachment_name = fetched.name, attachment_bytes = length(fetched.content),
    attachment_sha256 = fetched.sha256, next_attempt_at = now()
FROM fetched WHERE message_id = fetched.id AND state = 'queued'
"""
