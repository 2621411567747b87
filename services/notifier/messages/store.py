"""SQL of the messages and of the orders that are cancelled. One statement a function."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from services.notifier.messages.message_id import id_from_before
from services.notifier.messages.model import Message, MessageState, MessageWithText, NotSentReason, Outcome
from shared.refused import NotFound
from shared.schemas.notifier import MessageKind
from shared.schemas.values import Language
from shared.transaction import Queries, Tx


async def insert_messages(tx: Tx, messages: Sequence[MessageWithText]) -> None:
    """Of several messages of a kind about one thing, the first stays; so does one that is here, by its id.

    What is known to have become of one is written with it: it is not sent again, and bears the date of that. Of its
    attempts is known that there was one.
    """
    await tx.execute(
        _INSERT,
        [message.message_id for message in messages],
        [message.order_id for message in messages],
        [message.about for message in messages],
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
        [message.next_attempt_at or message.created_at for message in messages],
        [message.created_at for message in messages],
        [
            id_from_before(message.kind, message.order_id) if message.order_id else message.message_id
            for message in messages
        ],
        [message.document_id for message in messages],
        [message.resend_of for message in messages],
        [message.asked_by for message in messages],
        [message.facts for message in messages],
        [message.own_text_failed for message in messages],
    )


async def save_outcomes(tx: Tx, outcomes: Sequence[Outcome]) -> None:
    """Of messages that are here, and of those that are still to come; one of each message."""
    await tx.execute(
        _SAVE_OUTCOMES,
        [outcome.message_id for outcome in outcomes],
        [outcome.state for outcome in outcomes],
        [outcome.at for outcome in outcomes],
        [outcome.error for outcome in outcomes],
        [outcome.bounced_at for outcome in outcomes],
        [outcome.bounce for outcome in outcomes],
        [outcome.undeliverable for outcome in outcomes],
    )


async def count_on_from(tx: Tx, sequence: int) -> None:
    """Events to come are later than the one of this number."""
    await tx.execute("SELECT setval('announcements', greatest($1, nextval('announcements')))", sequence)


async def get_message(queries: Queries, message_id: UUID) -> MessageWithText:
    return _found(await queries.fetchrow(_GET, message_id), message_id)


async def lock_message(tx: Tx, message_id: UUID) -> MessageWithText:
    return _found(await tx.fetchrow(f"{_GET} FOR UPDATE", message_id), message_id)


async def update_message(tx: Tx, message: Message) -> None:
    """Write its state, its attempts and whom it is for; it is claimed by nobody then."""
    await tx.execute(
        "UPDATE messages SET state = $2, attempts = $3, next_attempt_at = coalesce($4, next_attempt_at),"
        " recipient = $5, recipient_name = $6, claimed_until = NULL WHERE message_id = $1",
        message.message_id,
        message.state,
        message.attempts,
        message.next_attempt_at,
        message.recipient,
        message.recipient_name,
    )


async def count_copies(queries: Queries, message: Message) -> int:
    """So often its first message was sent again."""
    count: int = await queries.fetchval(
        "SELECT count(*) FROM messages WHERE order_id IS NOT DISTINCT FROM $1 AND resend_of = $2",
        message.order_id,
        message.resend_of or message.message_id,
    )
    return count


async def count_by_hand(queries: Queries, order_id: UUID) -> int:
    count: int = await queries.fetchval(
        "SELECT count(*) FROM messages WHERE order_id = $1 AND kind = 'by_hand'", order_id
    )
    return count


async def find_order_id(queries: Queries, message_id: UUID) -> UUID | None:
    order_id: UUID | None = await queries.fetchval("SELECT order_id FROM messages WHERE message_id = $1", message_id)
    return order_id


async def find_recipient(queries: Queries, message_id: UUID) -> str | None:
    recipient: str | None = await queries.fetchval("SELECT recipient FROM messages WHERE message_id = $1", message_id)
    return recipient


async def find_facts(queries: Queries, kind: MessageKind, language: Language, order_number: str) -> str | None:
    """What the newest mail of the kind about the order was written of, in this language."""
    facts: str | None = await queries.fetchval(
        "SELECT facts FROM messages WHERE order_number = $1 AND kind = $2 AND language = $3 AND facts IS NOT NULL"
        " ORDER BY message_id DESC LIMIT 1",
        order_number,
        kind,
        language,
    )
    return facts


async def withdraw_messages(tx: Tx, order_ids: Iterable[UUID]) -> None:
    """Those that make sense of an order that stands, and are not sent yet.

    One that is being sent right now may still arrive, and is then recorded as sent.
    """
    await tx.execute(
        "UPDATE messages SET state = 'not_sent', reason = 'order_cancelled'"
        " WHERE order_id = ANY($1::uuid[]) AND kind IN ('order_confirmation', 'pickup_ready') AND state = 'queued'",
        list(order_ids),
    )


async def withdraw_statuses(tx: Tx, order_ids: Iterable[UUID]) -> None:
    """What is not sent yet of the custom statuses of these orders; as `withdraw_messages`."""
    await tx.execute(
        "UPDATE messages SET state = 'not_sent', reason = 'taken_back'"
        " WHERE order_id = ANY($1::uuid[]) AND kind = 'custom_status' AND state IN ('queued', 'failed')",
        list(order_ids),
    )


async def list_cancelled(queries: Queries, order_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the orders whose cancellation is known."""
    rows = await queries.fetch(
        "SELECT order_id FROM cancelled_orders WHERE order_id = ANY($1::uuid[])", list(order_ids)
    )
    return {row["order_id"] for row in rows}


async def save_cancellations(tx: Tx, orders: Mapping[UUID, bool]) -> None:
    """With whether their customers are told."""
    await tx.execute(
        "INSERT INTO cancelled_orders (order_id, told) SELECT * FROM unnest($1::uuid[], $2::boolean[])"
        " ON CONFLICT DO NOTHING",
        list(orders),
        list(orders.values()),
    )


def read_message(row: asyncpg.Record) -> Message:
    """Of a row with COLUMNS and ORDER_CANCELLED."""
    return Message(**_fields(row))


def _found(row: asyncpg.Record | None, message_id: UUID) -> MessageWithText:
    if row is None:
        raise NotFound(f"there is no message {message_id}")
    return message_of(row)


def message_of(row: asyncpg.Record) -> MessageWithText:
    return MessageWithText(**_fields(row))


def _fields(row: asyncpg.Record) -> dict[str, Any]:
    return dict(row) | {
        "kind": MessageKind(row["kind"]),
        "state": MessageState(row["state"]),
        "reason": NotSentReason(row["reason"]) if row["reason"] else None,
    }


_INSERT = """
WITH written AS (
INSERT INTO messages (message_id, order_id, about, order_number, kind, language, recipient, recipient_name,
    subject, text, html, state, reason, attempts, next_attempt_at, created_at, sent_at, last_error,
    document_id, resend_of, asked_by, facts, own_text_failed, bounced_at, bounce)
SELECT id, order_id, about, number, kind, language, recipient, name,
    subject, text, html, coalesce(known.state, CASE WHEN dead THEN 'not_sent' ELSE new.state END),
    CASE WHEN known.state IS NULL THEN CASE WHEN dead THEN 'undeliverable' ELSE reason END END,
    CASE WHEN known.state IS NULL THEN 0 ELSE 1 END, coalesce(known.at, due), least(known.at, new.at),
    CASE known.state WHEN 'sent' THEN known.at END, known.error, document_id, resend_of, asked_by, facts, own_failed,
    known.bounced_at, known.bounce
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::text[], $12::text[], $13::text[], $14::timestamptz[], $15::timestamptz[], $16::uuid[],
    $17::uuid[], $18::uuid[], $19::text[], $20::text[], $21::boolean[])
    AS new (id, order_id, about, number, kind, language, recipient, name,
        subject, text, html, state, reason, due, at, from_before, document_id, resend_of, asked_by, facts, own_failed)
LEFT JOIN outcomes AS known
    ON known.message_id = ANY(ARRAY[new.id, new.from_before]) AND new.recipient IS NOT NULL
CROSS JOIN LATERAL (SELECT new.state = 'queued' AND asked_by IS NULL
    AND coalesce((SELECT true FROM undeliverable WHERE address = lower(new.recipient)), false) AS dead) AS found
ON CONFLICT DO NOTHING
RETURNING message_id, recipient, bounced_at, bounce
)
INSERT INTO undeliverable (address, since, message_id, said)
SELECT DISTINCT ON (lower(recipient)) lower(recipient), bounced_at, message_id, bounce FROM written
WHERE bounced_at IS NOT NULL AND (SELECT undeliverable FROM outcomes AS o WHERE o.message_id = written.message_id)
ON CONFLICT DO NOTHING
"""

_SAVE_OUTCOMES = """
WITH known AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::timestamptz[], $6::text[],
        $7::boolean[]) AS known (id, state, at, error, bounced_at, bounce, undeliverable)
), settled AS (
    UPDATE messages AS m
    SET state = known.state, reason = NULL, claimed_until = NULL, last_error = known.error,
        attempts = greatest(1, m.attempts), next_attempt_at = known.at,
        sent_at = CASE known.state WHEN 'sent' THEN known.at END,
        bounced_at = coalesce(m.bounced_at, known.bounced_at), bounce = coalesce(m.bounce, known.bounce)
    FROM known WHERE m.message_id = known.id AND m.recipient IS NOT NULL
        AND (m.state = 'queued' OR known.state = 'sent' AND m.state <> 'sent')
), came_back AS (
    UPDATE messages AS m SET bounced_at = coalesce(m.bounced_at, known.bounced_at),
        bounce = coalesce(m.bounce, known.bounce)
    FROM known WHERE m.message_id = known.id AND m.state = 'sent' AND known.bounced_at IS NOT NULL
)
INSERT INTO outcomes (message_id, state, at, error, bounced_at, bounce, undeliverable)
SELECT id, state, at, error, bounced_at, bounce, undeliverable FROM known
ON CONFLICT (message_id) DO UPDATE SET state = EXCLUDED.state, at = EXCLUDED.at, error = EXCLUDED.error,
    bounced_at = EXCLUDED.bounced_at, bounce = EXCLUDED.bounce, undeliverable = EXCLUDED.undeliverable
"""

WAITS_FOR_RESUMPTION = (
    "(kind = 'pickup_ready'"
    " AND coalesce((SELECT true FROM held_orders AS h WHERE h.order_id = messages.order_id), false))"
)
WAITS_FOR_FILE = "(document_id IS NOT NULL AND attachment_name IS NULL)"
IS_UNDELIVERABLE = "coalesce((SELECT true FROM undeliverable WHERE address = lower(recipient)), false)"
SENT_AGAIN = (
    "((state = 'failed' OR bounced_at IS NOT NULL) AND coalesce((SELECT true FROM messages AS c"
    " WHERE c.resend_of = coalesce(messages.resend_of, messages.message_id) AND c.message_id > messages.message_id"
    " AND c.state IN ('queued', 'sent') AND c.bounced_at IS NULL LIMIT 1), false))"
)
"""Nobody needs to do anything about one that failed or came back: a later one of the same went out, or is about to."""
COLUMNS = (
    "message_id, order_id, coalesce(about, order_id) AS about, order_number, kind, language, recipient, recipient_name,"
    " subject, state, reason, created_at, attempts, sent_at, last_error,"
    " document_id, resend_of, asked_by, attachment_name, attachment_bytes, own_text_failed, bounced_at, bounce,"
    f" {IS_UNDELIVERABLE} AS undeliverable, {SENT_AGAIN} AS sent_again,"
    f" CASE WHEN state = 'queued' AND NOT {WAITS_FOR_RESUMPTION} AND NOT {WAITS_FOR_FILE}"
    " THEN next_attempt_at END AS next_attempt_at"
)
# Not EXISTS, for which a plan may read all orders that are cancelled, and stay in use.
ORDER_CANCELLED = (
    "coalesce((SELECT true FROM cancelled_orders AS c WHERE c.order_id = messages.order_id), false) AS order_cancelled"
)

SELECT_MESSAGES = f"SELECT {COLUMNS}, {ORDER_CANCELLED}, text, html FROM messages"  # noqa: S608
_GET = f"{SELECT_MESSAGES} WHERE message_id = $1"
