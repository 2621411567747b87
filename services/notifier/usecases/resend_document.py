"""Staff have a document sent to its customer again: a new message that points to the first."""

from uuid import UUID

from services.notifier.documents import store as documents
from services.notifier.documents.model import NoFiles, refuse_resend
from services.notifier.messages import store
from services.notifier.messages.model import MessageWithText
from services.notifier.settings import BillingSettings
from services.notifier.untold.credit_store import find_returns_of_credits
from services.notifier.writing.compose import about_document
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.schemas.event import Contract
from shared.schemas.values import Actor, Email
from shared.transaction import Tx


class ResendDocument(Contract):
    """Without `to` it goes to the address that the order's confirmation went to."""

    document_id: UUID
    by: Actor
    to: Email | None = None


async def resend_document(tx: Tx, command: ResendDocument) -> MessageWithText:
    """Raises UnknownDocument, NoFiles, and what `refuse_resend` raises."""
    document = await documents.get_document(tx, command.document_id)
    settings = BillingSettings()
    if not settings.has_files:
        raise NoFiles("mails carry no documents here: whoever runs the shop gives the notifier BACKSHOP_BILLING_TOKEN")
    to = refuse_resend(
        document,
        await documents.find_addressee(tx, document.order_id),
        address=command.to,
        is_queued=await documents.is_queued(tx, document.document_id),
    )
    before = await documents.list_messages_about(tx, document.document_id)
    returns = await find_returns_of_credits(tx, [document.decision_id])
    message = about_document(
        document,
        to,
        at=now(),
        wait=settings.file_wait,
        resend_of=before[0] if before else None,
        earlier=len(before),
        by=command.by,
        texts=await get_texts(tx),
        return_number=returns.get(document.decision_id),
    )
    await store.insert_messages(tx, [message])
    await documents.wait_for_files(tx, [message.message_id])
    return message
