"""What the shop writes in a kind of mail, in a language, in place of the default."""

from datetime import datetime
from typing import NamedTuple

from shared.schemas.notifier import MessageKind
from shared.schemas.values import Language


class Source(NamedTuple):
    """As staff write it."""

    subject: str
    body: str


class TextVersion(NamedTuple):
    """Without `source` the default is written again. Version 0 is the default before anybody has changed it."""

    kind: MessageKind
    language: Language
    version: int
    source: Source | None
    changed_at: datetime | None = None
    changed_by: str | None = None
