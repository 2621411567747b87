"""Staff have a failed message sent again: it starts anew, with all its attempts."""

from uuid import UUID

from services.notifier.messages import store
from services.notifier.messages.model import MessageWithText
from shared.clock import now
from shared.schemas.event import Contract
from shared.transaction import Tx


class ResendMessage(Contract):
    message_id: UUID


async def resend_message(tx: Tx, command: ResendMessage) -> MessageWithText:
    """Refused unless the message has failed; its Message-ID stays, as nobody has received it."""
    message = await store.lock_message(tx, command.message_id)
    queued = message.queued_again(now())
    await store.update_message(tx, queued)
    return queued
