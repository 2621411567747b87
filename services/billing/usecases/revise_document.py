"""The delivery time on an issued invoice makes a revision of it: the invoice itself stays, byte for byte."""

from dataclasses import replace
from uuid import UUID

from services.billing.documents.lookup import get_document
from services.billing.documents.model import Document
from services.billing.revisions.model import Revision, document_revised, latest_of, refuse_revision
from services.billing.revisions.store import find_hash, insert_revisions, list_revisions
from services.billing.store import get_order, save_orders
from shared.clock import now
from shared.schemas.event import Contract
from shared.schemas.values import Actor, Line
from shared.transaction import Tx, announce


class ReviseDocument(Contract):
    """`revises` is the revision that was seen: of two who revise the same one, the second is told."""

    document_id: UUID
    revises: int
    delivery_time: Line | None
    by: Actor


async def revise_document(tx: Tx, command: ReviseDocument) -> tuple[Document, list[Revision]]:
    """The document and its revisions, with the new one. Raises DocumentNotFound, and what `refuse_revision` raises."""
    document = await get_document(tx, command.document_id)
    revisions = (await list_revisions(tx, [document.document_id])).get(document.document_id, [])
    refuse_revision(document, revisions, revises=command.revises, to=command.delivery_time)

    revision = Revision(
        document_id=document.document_id,
        revision=latest_of(revisions) + 1,
        order_id=document.order_id,
        delivery_time=command.delivery_time,
        revised_at=now(),
        by=command.by,
    )
    previous = revisions[-1].hash if revisions else await find_hash(tx, document.document_id)
    revision = replace(revision, hash=revision.chained(previous))
    await insert_revisions(tx, [revision])
    order = (await get_order(tx, document.order_id)).announce()
    await save_orders(tx, [order])
    announce(tx, document_revised(revision, document.number, sequence=order.version))
    return document, [*revisions, revision]
