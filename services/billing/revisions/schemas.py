"""What the API takes and answers of revisions."""

from collections.abc import Container, Sequence
from datetime import datetime
from uuid import UUID

from pydantic import Field

from services.billing.documents.model import Document, DocumentKind
from services.billing.revisions.model import FIRST, Revision
from shared.json_limits import Many
from shared.schemas.event import Asked, Contract
from shared.schemas.values import Actor, Line


class NewRevision(Asked):
    """`revises` is the latest revision, 1 of a document without; null as `delivery_time` takes it off."""

    revises: int = Field(strict=True, ge=1, le=2**31 - 1)
    delivery_time: Line | None


class RevisionView(Contract):
    """`by` is null of the first, the document as it was issued.

    `has_files`: its PDF and XML are made; `lacks_rate`: they wait for a rate of the euro.
    """

    revision: int
    delivery_time: Line | None
    revised_at: datetime
    by: Actor | None
    has_files: bool
    lacks_rate: bool = False


class RevisionsView(Contract):
    """A document with its latest revision and delivery time, and all revisions, the latest last."""

    document_id: UUID
    number: str
    kind: DocumentKind
    order_id: UUID
    order_number: str
    revision: int
    delivery_time: Line | None
    revisions: Many[RevisionView]


def revisions_view(
    document: Document,
    revisions: Sequence[Revision],
    with_files: Container[int] = (),
    lacking_rate: Container[int] = (),
) -> RevisionsView:
    """The new one of a command has no files yet; those of the others are left out of its answer."""
    first = RevisionView(
        revision=FIRST,
        delivery_time=None,
        revised_at=document.issued_at,
        by=None,
        has_files=FIRST in with_files,
        lacks_rate=FIRST in lacking_rate,
    )
    later = [
        RevisionView(
            revision=one.revision,
            delivery_time=one.delivery_time,
            revised_at=one.revised_at,
            by=one.by,
            has_files=one.revision in with_files,
            lacks_rate=one.revision in lacking_rate,
        )
        for one in revisions
    ]
    return RevisionsView(
        document_id=document.document_id,
        number=document.number,
        kind=document.kind,
        order_id=document.order_id,
        order_number=document.order_number,
        revision=(first, *later)[-1].revision,
        delivery_time=(first, *later)[-1].delivery_time,
        revisions=(first, *later),
    )
