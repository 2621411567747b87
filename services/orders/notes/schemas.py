"""What the API takes and answers of notes."""

from datetime import datetime

from services.orders.notes.model import Note
from shared.http.imports import BroughtOver
from shared.schemas.event import Contract
from shared.schemas.values import Actor, NoteText


class NoteToSave(BroughtOver):
    """An empty text clears the note."""

    text: NoteText


class NoteView(Contract):
    """The internal note of an order, never shown to customers; it has a version of its own."""

    text: NoteText
    version: int
    saved_at: datetime
    saved_by: Actor


def note_view(note: Note) -> NoteView:
    return NoteView.model_construct(**note._asdict())
