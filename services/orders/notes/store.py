"""SQL of the notes: one an order, and who saved it last."""

from collections.abc import Iterable
from uuid import UUID

import asyncpg

from services.orders.notes.model import Note
from shared.transaction import Queries, Tx

NOTE_COLUMNS = "note_version, note_text, saved_at, saved_by"
NOTES = "(SELECT order_id, version AS note_version, text AS note_text, saved_at, saved_by FROM notes) AS note"


async def save_note(tx: Tx, order_id: UUID, note: Note) -> None:
    await tx.execute(
        "INSERT INTO notes (order_id, version, text, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (order_id) DO UPDATE SET version = EXCLUDED.version, text = EXCLUDED.text,"
        " saved_at = EXCLUDED.saved_at, saved_by = EXCLUDED.saved_by",
        order_id,
        note.version,
        note.text,
        note.saved_at,
        note.saved_by,
    )


async def find_notes(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, Note]:
    rows = await queries.fetch(
        "SELECT order_id, text, version, saved_at, saved_by FROM notes WHERE order_id = ANY($1::uuid[])",
        list(order_ids),
    )
    return {row[0]: Note(*row[1:]) for row in rows}


async def find_note(queries: Queries, order_id: UUID) -> Note | None:
    return (await find_notes(queries, [order_id])).get(order_id)


def note_of(row: asyncpg.Record) -> Note | None:
    """From a row with these columns, None where no note was saved yet."""
    if row["note_version"] is None:
        return None
    return Note(row["note_text"], row["note_version"], row["saved_at"], row["saved_by"])
