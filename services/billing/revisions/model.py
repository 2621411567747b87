"""Revisions of a document: what was agreed on its delivery time later, beside the document, which stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.billing.documents.model import Document, DocumentKind, canonical_json, chained
from shared.refused import Refused
from shared.schemas.billing import DocumentRevised

FIRST = 1
"""The document as it was issued."""


class NotAnInvoice(Refused):
    type = "not-an-invoice"


class RevisedMeanwhile(Refused):
    type = "revised-meanwhile"
    field = "revises"


class NothingToRevise(Refused):
    type = "nothing-to-revise"
    field = "delivery_time"


@dataclass(frozen=True, slots=True)
class Revision:
    """`revision` counts from 2. Its hash covers it and the hash before it: of the document, or of its last revision."""

    document_id: UUID
    revision: int
    order_id: UUID
    delivery_time: str | None
    revised_at: datetime
    by: str
    hash: bytes = b""

    def where(self, time_zone: ZoneInfo) -> "Revision":
        """With its time there, by which its day is said."""
        return replace(self, revised_at=self.revised_at.astimezone(time_zone))

    def chained(self, previous: bytes) -> bytes:
        content = {
            "by": self.by,
            "delivery_time": self.delivery_time,
            "document_id": str(self.document_id),
            "revised_at": self.revised_at.astimezone(UTC).isoformat(),
            "revision": self.revision,
        }
        return chained(previous, canonical_json(content))


def refuse_revision(document: Document, revisions: Sequence[Revision], *, revises: int, to: str | None) -> None:
    """Raises NotAnInvoice, RevisedMeanwhile, NothingToRevise. `revises` is the revision that the caller has seen."""
    number, latest = document.number, latest_of(revisions)
    if document.kind is not DocumentKind.INVOICE:
        raise NotAnInvoice(f"{number} is a credit, which bears no delivery time: invoices do")
    if revises != latest:
        raise RevisedMeanwhile(
            f"revision {latest} of {number} is the latest, not {revises}: read it and say {latest}", limit=latest
        )
    if to == delivery_time_of(revisions):
        said = f"the delivery time {to}" if to else "no delivery time"
        raise NothingToRevise(f"{number} bears {said} already; write another one")


def latest_of(revisions: Sequence[Revision]) -> int:
    return revisions[-1].revision if revisions else FIRST


def delivery_time_of(revisions: Sequence[Revision]) -> str | None:
    return revisions[-1].delivery_time if revisions else None


def document_revised(revision: Revision, number: str, *, sequence: int, again: bool = False) -> DocumentRevised:
    return DocumentRevised(
        order_id=revision.order_id,
        sequence=sequence,
        again=again,
        document_id=revision.document_id,
        number=number,
        revision=revision.revision,
        delivery_time=revision.delivery_time,
        revised_at=revision.revised_at,
        hash=revision.hash.hex(),
        by=revision.by,
    )


def revision_as_announced(event: DocumentRevised) -> Revision:
    return Revision(
        document_id=event.document_id,
        revision=event.revision,
        order_id=event.order_id,
        delivery_time=event.delivery_time,
        revised_at=event.revised_at,
        by=event.by,
        hash=bytes.fromhex(event.hash),
    )
