"""The files of a document: what they are called, and what they are made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from services.billing.files.in_euros import InEuros
from services.billing.ledger.model import Entry
from services.billing.rates.model import EuroRate
from services.billing.revisions.model import FIRST, Revision
from services.billing.settings import Seller
from shared.look.look import Look
from shared.money import decimals_of
from shared.refused import NotFound
from shared.schemas.values import Language


class FileNotReady(NotFound):
    type = "file-not-ready"
    retry_after_s: ClassVar[int | None] = 2


class NoSuchFormat(NotFound):
    type = "no-such-format"


class RateMissing(NotFound):
    type = "rate-missing"


class FileKind(StrEnum):
    PDF = "pdf"
    XML = "xml"
    UBL = "ubl"

    @property
    def media_type(self) -> str:
        return "application/pdf" if self is FileKind.PDF else "application/xml"

    @property
    def ending(self) -> str:
        """Of the file's name."""
        return "ubl.xml" if self is FileKind.UBL else self


def has_xml(currency: str) -> bool:
    """EN 16931 has amounts of two decimals: documents in a currency of three are their PDF alone."""
    return decimals_of(currency) <= MOST_DECIMALS


MOST_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class ToPrint:
    """A document as its row has it, with all documents and entries of its order, oldest first, and its look.

    Without a `revision` it is printed as it was issued. `rate` is that of the euro, of what has VAT in another
    currency; what lacks one is not printed.
    """

    document_id: UUID
    number: str
    of_order: Sequence[dict[str, Any]]
    entries: Sequence[Entry]
    look: Look = Look()
    revision: Revision | None = None
    rate: EuroRate | None = None
    lacks_rate: bool = False

    @property
    def count(self) -> int:
        return self.revision.revision if self.revision else FIRST

    def not_made(self, why: str) -> "NotMade":
        return NotMade(self.document_id, why, self.count)


@dataclass(frozen=True, slots=True)
class ToPreview:
    """A sample of the seller's invoices, to see how they look."""

    seller: Seller
    look: Look
    language: Language
    issued_at: datetime
    issued_on: date


@dataclass(frozen=True, slots=True)
class Files:
    """All of one document; see `has_xml`."""

    document_id: UUID
    pdf: bytes
    xml: bytes | None = None
    ubl: bytes | None = None
    revision: int = FIRST
    in_euros: InEuros | None = None


@dataclass(frozen=True, slots=True)
class NotMade:
    """`why` names the kind of error, and tells nothing of what stands in the document."""

    document_id: UUID
    why: str
    revision: int = FIRST


@dataclass(frozen=True, slots=True)
class ServedFile:
    number: str
    revision: int
    content: bytes
    sha256: bytes

    def name(self, kind: FileKind) -> str:
        """Such as FA-2026-000001.pdf; of a revision, with its count."""
        return f"{self.number}{f'-{self.revision}' if self.revision > FIRST else ''}.{kind.ending}"
