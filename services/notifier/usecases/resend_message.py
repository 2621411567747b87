"""Staff have a failed message sent again: it starts anew, with all its attempts."""

from uuid import UUID

from services.notifier import store
from services.notifier.model import MessageState
from services.notifier.views import MessageView
from shared.clock import now
from shared.postgres.tx import Tx
from shared.refused import NotFound
from shared.schemas.event import Contract


class ResendMessage(Contract):
    message_id: UUID


async def resend_message(tx: Tx, command: ResendMessage) -> MessageView:
    """Refused unless the message has failed; its Message-ID stays, as nobody has received it."""
    state = await store.lock_message(tx, command.message_id)
    if state is None:
        raise NotFound(f"there is no message {command.message_id}")
    state.to(MessageState.QUEUED)
    await store.queue_again(tx, command.message_id, now())
    message = await store.find_message(tx, command.message_id)
    assert message
    return message
