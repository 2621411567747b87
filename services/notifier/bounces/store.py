"""SQL of mails that came back, and of the addresses that take none."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.notifier.bounces.model import Bounce
from shared.transaction import Queries, Tx


class CameBack(NamedTuple):
    """A message that came back. `is_news`: nobody knew that; `to` is where it went, of one that somebody had sent."""

    message_id: UUID
    order_id: UUID | None
    kind: str
    document_id: UUID | None
    recipient: str
    to: str | None
    is_news: bool


class Undeliverable(NamedTuple):
    """An address, in small letters, that takes no mail since then, as the message that came back has shown."""

    address: str
    since: datetime
    message_id: UUID
    said: str


async def save_bounce(tx: Tx, bounce: Bounce, *, at: datetime) -> CameBack | None:
    """Of a mail that was sent; None where there is no such mail."""
    row = await tx.fetchrow(
        "WITH before AS (SELECT message_id, bounced_at FROM messages WHERE message_id = $1 FOR UPDATE)"
        " UPDATE messages AS m SET bounced_at = coalesce(m.bounced_at, $2), bounce = $3 FROM before"
        " WHERE m.message_id = before.message_id AND m.sent_at IS NOT NULL AND m.recipient IS NOT NULL"
        " RETURNING m.message_id, m.order_id, m.kind, m.document_id, m.recipient,"
        " CASE WHEN m.asked_by IS NOT NULL THEN m.recipient END, before.bounced_at IS NULL",
        bounce.message_id,
        at,
        bounce.said,
    )
    return CameBack(*row) if row else None


async def mark_undeliverable(tx: Tx, address: str, bounce: Bounce, *, at: datetime) -> bool:
    """What waits to be sent there by itself is not sent. Whether it was not marked before."""
    is_new = await tx.fetchval(
        "INSERT INTO undeliverable (address, since, message_id, said) VALUES (lower($1), $2, $3, $4)"
        " ON CONFLICT DO NOTHING RETURNING true",
        address,
        at,
        bounce.message_id,
        bounce.said,
    )
    await tx.execute(
        "UPDATE messages SET state = 'not_sent', reason = 'undeliverable' WHERE lower(recipient) = lower($1)"
        " AND state = 'queued' AND asked_by IS NULL AND (claimed_until IS NULL OR claimed_until < now())",
        address,
    )
    return bool(is_new)


async def clear_undeliverable(tx: Tx, address: str, *, at: datetime) -> bool:
    """Whether it was marked by then."""
    cleared = await tx.fetchval(
        "DELETE FROM undeliverable WHERE address = lower($1) AND since <= $2 RETURNING true", address, at
    )
    return bool(cleared)


async def list_undeliverable(queries: Queries, addresses: Sequence[str]) -> list[Undeliverable]:
    """Those of the addresses that take no mail."""
    rows = await queries.fetch(
        f"{SELECT_UNDELIVERABLE} WHERE address = ANY(SELECT lower(asked) FROM unnest($1::text[]) AS asked)",  # noqa: S608
        list(addresses),
    )
    return [Undeliverable(*row) for row in rows]


async def next_sequence(tx: Tx) -> int:
    """Of an event about a message; as of those that were sent."""
    sequence: int = await tx.fetchval("SELECT nextval('announcements')")
    return sequence


SELECT_UNDELIVERABLE = "SELECT address, since, message_id, said FROM undeliverable"
