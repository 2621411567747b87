"""Staff save the note of an order, whatever state the order is in; what somebody else saved is never overwritten."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.orders.notes import store as notes
from services.orders.notes.model import Note
from services.orders.order.events import snapshot
from services.orders.order.history import Action, Entry, insert_history
from services.orders.order.own_history import NoteDetail
from services.orders.order.store import get_order
from shared.clock import now
from shared.refused import StaleVersion
from shared.transaction import Tx, announce


class SaveNote(NamedTuple):
    """`expected_version` is that of the note the caller has read, 0 where there was none.

    `occurred_at` is when it was saved elsewhere, where it is brought over from there.
    """

    order_id: UUID
    text: str
    expected_version: int
    by: str
    occurred_at: datetime | None = None


async def save_note(tx: Tx, command: SaveNote) -> Note:
    """The note as it is then; the text that it replaces is kept in the history.

    The order keeps its version: who is about to cancel it is not stopped by a note.
    """
    order = await get_order(tx, command.order_id)
    before = await notes.find_note(tx, command.order_id)
    if before and _is_saved(before, command):
        return before
    version = before.version if before else 0
    if command.expected_version != version:
        raise StaleVersion(
            f"the note of order {order.number} is at version {version}, not {command.expected_version}",
            brief=f"the note is not at version {command.expected_version}",
        )

    note = _note(command, version + 1, order.when(command.occurred_at, now()))
    await notes.save_note(tx, command.order_id, note)
    replaced = NoteDetail(replaced=before.text) if before and before.text else None
    await insert_history(tx, [Entry(command.order_id, note.saved_at, command.by, Action.NOTE_SAVED, replaced)])
    announce(tx, snapshot(order))
    return note


def _is_saved(note: Note, command: SaveNote) -> bool:
    """Whether nothing is left to do: the text was not changed, or the caller has not heard that it is saved."""
    repeated = note.saved_by == command.by and note.version == command.expected_version + 1
    return note.text == command.text and (repeated or note.version == command.expected_version)


def _note(command: SaveNote, version: int, at: datetime) -> Note:
    return Note(text=command.text, version=version, saved_at=at, saved_by=command.by)
