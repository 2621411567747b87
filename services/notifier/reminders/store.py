"""SQL of reminders of payment as billing told of them, and of the further files that their mails carry."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.notifier.messages.model import Addressee, MessageWithText
from shared.schemas.billing import PaymentReminderIssued, ReminderContent
from shared.schemas.notifier import REMINDERS
from shared.stored import Stored
from shared.transaction import Queries, Tx


class Reminder(NamedTuple):
    """`to` is whom the confirmation of the order was for."""

    said: PaymentReminderIssued
    to: Addressee


class FurtherFile(NamedTuple):
    """Beside the first, which the message itself names. Without `content` it is not fetched yet."""

    message_id: UUID
    place: int
    document_id: UUID
    name: str | None = None
    content: bytes | None = None


async def insert_reminders(tx: Tx, events: Sequence[PaymentReminderIssued]) -> None:
    """Those that are here stay as they are, as where they are announced again."""
    await tx.execute(
        "INSERT INTO reminders (reminder_id, order_id, said)"
        " SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::jsonb[]) ON CONFLICT DO NOTHING",
        [event.reminder_id for event in events],
        [event.order_id for event in events],
        [event.model_dump_json() for event in events],
    )


async def decide_reminders(tx: Tx, order_ids: Iterable[UUID]) -> list[Reminder]:
    """Those of these orders that nobody has decided on, and now may: their customer is known."""
    return [reminder_of(row) for row in await tx.fetch(_DECIDE, list(order_ids))]


async def get_reminder(queries: Queries, reminder_id: UUID) -> Reminder:
    row = await queries.fetchrow(_GET, reminder_id)
    assert row  # a message about it is written once it is here
    return reminder_of(row)


async def find_said(queries: Queries, reminder_id: UUID) -> ReminderContent:
    """What its mail says."""
    said = await queries.fetchval("SELECT said FROM reminders WHERE reminder_id = $1", reminder_id)
    return _SAID.read(said, f"reminder {reminder_id}").content


async def list_going_to(queries: Queries, order_ids: Collection[UUID], address: str) -> set[UUID]:
    """Those of the orders whose mails go to this address now."""
    rows = await queries.fetch(
        "SELECT order_id FROM order_addressees WHERE order_id = ANY($1::uuid[]) AND lower(recipient) = lower($2)",
        list(order_ids),
        address,
    )
    return {row["order_id"] for row in rows}


async def save_rewritten(tx: Tx, said: PaymentReminderIssued, message: MessageWithText) -> None:
    """What is left to be said of it, and its mail, if that still waits."""
    await tx.execute("UPDATE reminders SET said = $2 WHERE reminder_id = $1", said.reminder_id, said.model_dump_json())
    await tx.execute(
        "UPDATE messages SET subject = $3, text = $4, html = $5, facts = $6, own_text_failed = $7"
        " WHERE about = $1 AND kind = ANY($2::text[]) AND state = 'queued'",
        said.reminder_id,
        list(REMINDERS),
        message.subject,
        message.text,
        message.html,
        message.facts,
        message.own_text_failed,
    )


async def insert_further(tx: Tx, files: Sequence[FurtherFile]) -> None:
    """Of messages that wait for their files."""
    await tx.execute(
        "INSERT INTO further_files (message_id, place, document_id)"
        " SELECT id, place, document_id FROM unnest($1::uuid[], $2::int[], $3::uuid[]) AS n (id, place, document_id)"
        " WHERE EXISTS (SELECT FROM messages WHERE message_id = id AND state = 'queued') ON CONFLICT DO NOTHING",
        [one.message_id for one in files],
        [one.place for one in files],
        [one.document_id for one in files],
    )


async def list_further(queries: Queries, message_ids: Collection[UUID]) -> dict[UUID, list[FurtherFile]]:
    """In their places, with what is fetched."""
    rows = await queries.fetch(f"{SELECT_FURTHER} WHERE message_id = ANY($1::uuid[]) ORDER BY place", list(message_ids))
    found: dict[UUID, list[FurtherFile]] = {}
    for row in rows:
        found.setdefault(row["message_id"], []).append(FurtherFile(**dict(row)))
    return found


async def list_further_of(queries: Queries, message_id: UUID) -> list[FurtherFile]:
    return (await list_further(queries, [message_id])).get(message_id, [])


async def save_further(tx: Tx, files: Sequence[FurtherFile]) -> None:
    """Their content."""
    await tx.execute(
        "UPDATE further_files AS f SET name = n.name, content = n.content"
        " FROM unnest($1::uuid[], $2::int[], $3::text[], $4::bytea[]) AS n (id, place, name, content)"
        " WHERE f.message_id = n.id AND f.place = n.place",
        [one.message_id for one in files],
        [one.place for one in files],
        [one.name for one in files],
        [one.content for one in files],
    )


def reminder_of(row: asyncpg.Record) -> Reminder:
    said = _SAID.read(row["said"], f"reminder {row['reminder_id']}")
    to = Addressee(row["order_id"], row["order_number"], row["language"], row["recipient"], row["recipient_name"])
    return Reminder(said, to)


SELECT_REMINDERS = "SELECT reminder_id, order_id, said, decided FROM reminders"
SELECT_FURTHER = "SELECT message_id, place, document_id, name, content FROM further_files"
_SAID: Stored[PaymentReminderIssued] = Stored(PaymentReminderIssued)
_TO = "m.order_number, m.language, m.recipient, m.recipient_name"
_DECIDE = f"""
UPDATE reminders AS r SET decided = true FROM order_addressees AS m
WHERE NOT r.decided AND r.order_id = ANY($1::uuid[]) AND m.order_id = r.order_id
RETURNING r.reminder_id, r.order_id, r.said, {_TO}
"""  # noqa: S608
_GET = f"""
SELECT r.reminder_id, r.order_id, r.said, {_TO} FROM reminders AS r JOIN order_addressees AS m USING (order_id)
WHERE reminder_id = $1
"""  # noqa: S608
