"""What is told beside documents and payments is taken in as it was: revisions, and what settles exchanges."""

from services.billing.documents.lookup import find_document
from services.billing.exchanges.store import save_exchange, save_settlements
from services.billing.exchanges.told import exchange_as_told
from services.billing.revisions.model import latest_of, revision_as_announced
from services.billing.revisions.store import find_hash, insert_revisions, list_revisions
from shared.messaging.take_back import Outcome, Verdict
from shared.schemas.billing import DocumentRevised, ExchangeSettled
from shared.transaction import Tx


async def take_revision(tx: Tx, event: DocumentRevised) -> Verdict:
    about = f"{event.number}, revision {event.revision}"
    revisions = (await list_revisions(tx, [event.document_id])).get(event.document_id, [])
    if any(one.revision == event.revision for one in revisions):
        return Verdict(Outcome.THERE, about)
    if await find_document(tx, event.document_id) is None or event.revision != latest_of(revisions) + 1:
        return Verdict(Outcome.OPEN, about, "what it revises is not here")
    revision = revision_as_announced(event)
    previous = revisions[-1].hash if revisions else await find_hash(tx, event.document_id)
    if revision.chained(previous).hex() != event.hash:
        return Verdict(Outcome.OPEN, about, "it is not just as it was made")
    await insert_revisions(tx, [revision])
    return Verdict(Outcome.TAKEN, about)


async def take_exchange(tx: Tx, event: ExchangeSettled) -> Verdict:
    """Its halves, a refund and a payment, are told by themselves."""
    exchange, settlements = exchange_as_told(event)
    await save_exchange(tx, exchange)
    await save_settlements(tx, settlements)
    return Verdict(Outcome.TAKEN, event.exchange_order_number)
