"""SQL of the notes: one an order, and who saved it last."""

from uuid import UUID

import asyncpg

from services.orders.views import NoteView
from shared.transaction import Tx

COLUMNS = "note_version, note_text, saved_at, saved_by"
NOTES = "(SELECT order_id, version AS note_version, text AS note_text, saved_at, saved_by FROM notes) AS note"


async def upsert_note(tx: Tx, order_id: UUID, note: NoteView) -> None:
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


def read_note(row: asyncpg.Record) -> NoteView | None:
    """From a row with these columns, None where no note was saved yet."""
    if row["note_version"] is None:
        return None
    return NoteView.model_construct(
        version=row["note_version"], text=row["note_text"], saved_at=row["saved_at"], saved_by=row["saved_by"]
    )
