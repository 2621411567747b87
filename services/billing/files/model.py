"""The files of a document: what they are called, and what they are made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from services.billing.ledger.model import Entry
from shared.refused import NotFound


class FileNotReady(NotFound):
    type = "file-not-ready"
    retry_after_s: ClassVar[int | None] = 2


class FileKind(StrEnum):
    PDF = "pdf"
    XML = "xml"

    @property
    def media_type(self) -> str:
        return f"application/{self}"


@dataclass(frozen=True, slots=True)
class ToPrint:
    """A document as its row has it, with all documents and entries of its order, oldest first."""

    document_id: UUID
    number: str
    of_order: Sequence[dict[str, Any]]
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Files:
    """Both of one document."""

    document_id: UUID
    pdf: bytes
    xml: bytes


@dataclass(frozen=True, slots=True)
class NotMade:
    """`why` names the kind of error, and tells nothing of what stands in the document."""

    document_id: UUID
    why: str


@dataclass(frozen=True, slots=True)
class ServedFile:
    number: str
    content: bytes
    sha256: bytes
