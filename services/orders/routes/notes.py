"""Notes over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.orders.notes.schemas import NoteToSave, NoteView, note_view
from services.orders.usecases.save_note import SaveNote, save_note
from shared.http import Caller, RequiredVersion, Writing, etag, scope
from shared.http.imports import told_by_import

router = APIRouter()

NoteWriter = Annotated[Caller, scope("orders:note")]


@router.put("/orders/{order_id}/note")
async def put_note(
    order_id: UUID,
    body: NoteToSave,
    caller: NoteWriter,
    database: Writing,
    response: Response,
    version: RequiredVersion,
) -> NoteView:
    """Save the internal note of an order. `If-Match` takes the version of the note you have read, "0" before any."""
    command = SaveNote(order_id, body.text, version, caller.subject, told_by_import(caller, body))
    async with database.transaction(locking=[order_id]) as tx:
        note = await save_note(tx, command)
    response.headers["ETag"] = etag(note.version)
    return note_view(note)
