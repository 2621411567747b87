"""SQL of the queue: claims of messages that are due, and the results of attempts."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from services.notifier.messages.model import MessageState
from services.notifier.messages.store import WAITS_FOR_RESUMPTION
from services.notifier.queue.model import Attempt, Claimed, Finished, Progress
from shared.schemas.notifier import MessageKind
from shared.transaction import Queries, Tx


async def read_by_index(tx: Tx) -> None:
    """For the rest of this transaction: a plan made while the queue was short must not read all of a long one.

    Sessions read no whole table; by a bitmap they would still gather all that is queued, be it for one batch.
    """
    await tx.execute("SET LOCAL enable_bitmapscan = off")


async def has_due_messages(queries: Queries) -> bool:
    """Cheaper than a claim, which is made in a transaction: a shop at rest asks all the time."""
    due: bool = await queries.fetchval(f"SELECT EXISTS (SELECT FROM messages WHERE {_DUE})")  # noqa: S608
    return due


async def claim_due_messages(tx: Tx, *, limit: int, lease: timedelta) -> list[Claimed]:
    """The longest due first; no other process gets them until the lease is over."""
    rows = await tx.fetch(_CLAIM, limit, lease)
    return [Claimed(*row) for row in rows]


async def release_messages(tx: Tx, messages: Sequence[Claimed]) -> None:
    """They are due again at once."""
    await tx.execute(
        "UPDATE messages SET claimed_until = NULL WHERE message_id = ANY($1::uuid[])",
        [message.message_id for message in messages],
    )


async def update_attempted_messages(tx: Tx, attempts: Sequence[tuple[Attempt, Progress]]) -> list[Finished]:
    """Write the results of attempts; returns the messages that wait no more, in the order given."""
    rows = await tx.fetch(
        _UPDATE_ATTEMPTED,
        [attempt.message_id for attempt, _ in attempts],
        [progress.state for _, progress in attempts],
        [progress.attempts for _, progress in attempts],
        [progress.next_attempt_at for _, progress in attempts],
        [attempt.at if progress.state is MessageState.SENT else None for attempt, progress in attempts],
        [attempt.answer or None for attempt, _ in attempts],
    )
    finished = [Finished(row[0], row[1], MessageKind(row[2]), MessageState(row[3]), *row[4:]) for row in rows]
    return sorted(finished, key=lambda message: message.sequence)


async def find_attachment(queries: Queries, message_id: UUID) -> bytes | None:
    content: bytes | None = await queries.fetchval("SELECT content FROM attachments WHERE message_id = $1", message_id)
    return content


async def find_why_without_file(queries: Queries, message_id: UUID) -> str | None:
    """What kept its file from coming, as far as that is known."""
    why: str | None = await queries.fetchval("SELECT error FROM files_to_fetch WHERE message_id = $1", message_id)
    return why


_DUE = (
    "state = 'queued' AND next_attempt_at <= now() AND (claimed_until IS NULL OR claimed_until < now())"
    f" AND NOT {WAITS_FOR_RESUMPTION}"
)
_CLAIM = f"""
WITH due AS MATERIALIZED (
    SELECT message_id FROM messages
    WHERE {_DUE}
    ORDER BY next_attempt_at LIMIT $1 FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE messages AS m SET claimed_until = now() + $2 FROM due WHERE m.message_id = due.message_id
    RETURNING m.message_id, m.order_id, m.recipient, m.recipient_name, m.subject, m.text, m.html, m.attempts,
        m.created_at, m.document_id, m.attachment_name, m.kind, m.about, m.next_attempt_at
)
SELECT message_id, order_id, recipient, recipient_name, subject, text, html, attempts, created_at,
    document_id, attachment_name, kind, about
FROM claimed ORDER BY next_attempt_at, message_id
"""  # noqa: S608

# A message withdrawn meanwhile stays so unless it did go out.
_UPDATE_ATTEMPTED = """
WITH result AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::timestamptz[], $5::timestamptz[], $6::text[])
        WITH ORDINALITY AS result (id, state, attempts, next_attempt_at, sent_at, error, place)
), recorded AS (
    UPDATE messages AS m
    SET state = result.state, attempts = result.attempts, next_attempt_at = result.next_attempt_at,
        sent_at = result.sent_at, last_error = result.error, claimed_until = NULL,
        reason = CASE result.state WHEN 'not_sent' THEN 'nothing_due' END
    FROM result
    WHERE m.message_id = result.id
        AND (m.state = 'queued' OR m.state = 'not_sent' AND result.state = 'sent')
    RETURNING m.message_id, m.order_id, m.kind, m.state, m.document_id, m.asked_by, m.recipient, result.place
), carried AS (
    DELETE FROM attachments USING recorded
    WHERE attachments.message_id = recorded.message_id AND recorded.state IN ('sent', 'not_sent')
), carried_too AS (
    DELETE FROM further_files USING recorded
    WHERE further_files.message_id = recorded.message_id AND recorded.state IN ('sent', 'not_sent')
), given_up AS (
    DELETE FROM files_to_fetch USING recorded
    WHERE files_to_fetch.message_id = recorded.message_id AND recorded.state <> 'queued'
)
SELECT message_id, order_id, kind, state, nextval('announcements'), document_id, asked_by,
    CASE WHEN asked_by IS NOT NULL THEN recipient END
FROM (SELECT * FROM recorded WHERE state <> 'queued' ORDER BY place) AS finished
"""
