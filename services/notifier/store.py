"""SQL that writes the message history and works off the queue within it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from services.notifier.model import Attempt, Message, MessageState, Progress
from shared.schemas.notifier import MessageKind
from shared.transaction import Queries, Tx


class Claimed(NamedTuple):
    """A message that this process may send until its claim runs out."""

    message_id: UUID
    order_id: UUID
    recipient: str
    recipient_name: str
    subject: str
    text: str
    html: str
    attempts: int
    created_at: datetime


class Recorded(NamedTuple):
    """A message whose state changed; `sequence` grows with every change."""

    message_id: UUID
    order_id: UUID
    kind: MessageKind
    state: MessageState
    sequence: int


async def insert_messages(tx: Tx, messages: Sequence[Message]) -> None:
    """An order has one message of a kind: the first one stays."""
    await tx.execute(
        "INSERT INTO messages (message_id, order_id, order_number, kind, language, recipient, recipient_name, subject,"
        " text, html, state, reason, next_attempt_at, created_at)"
        " SELECT id, order_id, number, kind, language, recipient, name, subject, text, html, state, reason, at, at"
        " FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],"
        " $9::text[], $10::text[], $11::text[], $12::text[], $13::timestamptz[]) AS new (id, order_id, number, kind,"
        " language, recipient, name, subject, text, html, state, reason, at) ON CONFLICT (order_id, kind) DO NOTHING",
        [message.message_id for message in messages],
        [message.order_id for message in messages],
        [message.order_number for message in messages],
        [message.kind for message in messages],
        [message.language for message in messages],
        [message.recipient for message in messages],
        [message.recipient_name for message in messages],
        [message.subject for message in messages],
        [message.text for message in messages],
        [message.html for message in messages],
        [message.state for message in messages],
        [message.reason for message in messages],
        [message.created_at for message in messages],
    )


async def list_cancelled(queries: Queries, order_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the orders whose cancellation is known."""
    rows = await queries.fetch(
        "SELECT order_id FROM cancelled_orders WHERE order_id = ANY($1::uuid[])", list(order_ids)
    )
    return {row["order_id"] for row in rows}


async def remember_cancellations(tx: Tx, order_ids: Iterable[UUID]) -> None:
    await tx.execute(
        "INSERT INTO cancelled_orders (order_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING", list(order_ids)
    )


async def withdraw_confirmations(tx: Tx, order_ids: Iterable[UUID]) -> None:
    """Those not sent yet; one that is being sent right now may still arrive, and is then recorded as sent."""
    await tx.execute(
        "UPDATE messages SET state = 'not_sent', reason = 'order_cancelled'"
        " WHERE order_id = ANY($1::uuid[]) AND kind = 'order_confirmation' AND state = 'queued'",
        list(order_ids),
    )


async def find_rows_by_index(tx: Tx) -> None:
    """For the rest of this transaction: a plan made while the queue was short must not read all of a long one.

    Sessions read no whole table; by a bitmap they would still gather all that is queued, be it for one batch.
    """
    await tx.execute("SET LOCAL enable_bitmapscan = off")


async def claim_due_messages(tx: Tx, *, limit: int, lease: timedelta) -> list[Claimed]:
    """The longest due first; no other process gets them until the lease is over."""
    rows = await tx.fetch(_CLAIM, limit, lease)
    return [Claimed(*row) for row in rows]


async def release_messages(tx: Tx, message_ids: Sequence[UUID]) -> None:
    await tx.execute("UPDATE messages SET claimed_until = NULL WHERE message_id = ANY($1::uuid[])", message_ids)


async def record_progress(tx: Tx, attempts: Sequence[tuple[Attempt, Progress]]) -> list[Recorded]:
    """Write what attempts came to; returns the messages that were sent or have failed, in the order given."""
    rows = await tx.fetch(
        _RECORD,
        [attempt.message_id for attempt, _ in attempts],
        [progress.state for _, progress in attempts],
        [progress.attempts for _, progress in attempts],
        [progress.next_attempt_at for _, progress in attempts],
        [attempt.at if progress.state is MessageState.SENT else None for attempt, progress in attempts],
        [attempt.answer or None for attempt, _ in attempts],
    )
    recorded = [Recorded(row[0], row[1], MessageKind(row[2]), MessageState(row[3]), sequence=row[4]) for row in rows]
    return sorted(recorded, key=lambda message: message.sequence)


async def find_order_of(queries: Queries, message_id: UUID) -> UUID | None:
    order_id: UUID | None = await queries.fetchval("SELECT order_id FROM messages WHERE message_id = $1", message_id)
    return order_id


async def lock_message(tx: Tx, message_id: UUID) -> tuple[MessageKind, MessageState]:
    """What it is and its state; it exists, as messages are never deleted."""
    row = await tx.fetchrow("SELECT kind, state FROM messages WHERE message_id = $1 FOR UPDATE", message_id)
    assert row is not None
    return MessageKind(row["kind"]), MessageState(row["state"])


async def queue_again(tx: Tx, message_id: UUID, at: datetime) -> None:
    await tx.execute(
        "UPDATE messages SET state = 'queued', attempts = 0, next_attempt_at = $2, claimed_until = NULL"
        " WHERE message_id = $1",
        message_id,
        at,
    )


_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT message_id FROM messages
    WHERE state = 'queued' AND next_attempt_at <= now() AND (claimed_until IS NULL OR claimed_until < now())
    ORDER BY next_attempt_at LIMIT $1 FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE messages AS m SET claimed_until = now() + $2 FROM due WHERE m.message_id = due.message_id
    RETURNING m.message_id, m.order_id, m.recipient, m.recipient_name, m.subject, m.text, m.html, m.attempts,
        m.created_at, m.next_attempt_at
)
SELECT message_id, order_id, recipient, recipient_name, subject, text, html, attempts, created_at
FROM claimed ORDER BY next_attempt_at, message_id
"""

# A message withdrawn meanwhile stays so unless it did go out.
_RECORD = """
WITH result AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::timestamptz[], $5::timestamptz[], $6::text[])
        WITH ORDINALITY AS result (id, state, attempts, next_attempt_at, sent_at, error, place)
), recorded AS (
    UPDATE messages AS m
    SET state = result.state, attempts = result.attempts, next_attempt_at = result.next_attempt_at,
        sent_at = result.sent_at, last_error = result.error, reason = NULL, claimed_until = NULL
    FROM result
    WHERE m.message_id = result.id
        AND (m.state = 'queued' OR m.state = 'not_sent' AND result.state = 'sent')
    RETURNING m.message_id, m.order_id, m.kind, m.state, result.place
)
SELECT message_id, order_id, kind, state, nextval('announcements')
FROM (SELECT * FROM recorded WHERE state <> 'queued' ORDER BY place) AS finished
"""
