"""Staff have a failed message sent again: it starts anew, with all its attempts."""

from dataclasses import replace
from uuid import UUID

from services.notifier.documents.store import wait_for_files
from services.notifier.messages import store
from services.notifier.messages.model import MessageWithText
from services.notifier.settings import BillingSettings
from shared.clock import now
from shared.schemas.event import Contract
from shared.transaction import Tx


class ResendMessage(Contract):
    message_id: UUID


async def resend_message(tx: Tx, command: ResendMessage) -> MessageWithText:
    """Refused unless the message has failed; its Message-ID stays, as nobody has received it."""
    message = await store.lock_message(tx, command.message_id)
    queued = message.queued_again(now())
    if message.document_id and not message.attachment_name:
        queued = replace(queued, next_attempt_at=now() + BillingSettings().file_wait)
    await store.update_message(tx, queued)
    await wait_for_files(tx, [queued.message_id])
    return queued
