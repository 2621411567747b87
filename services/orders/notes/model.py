"""The internal note of an order: one text, with who saved it last and a version of its own."""

from datetime import datetime
from typing import NamedTuple


class Note(NamedTuple):
    """An empty text is a note that was cleared."""

    text: str
    version: int
    saved_at: datetime
    saved_by: str
