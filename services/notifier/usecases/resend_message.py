"""Staff have a failed message sent again: it starts anew, with all its attempts."""

from uuid import UUID

from services.notifier import listing, store
from services.notifier.model import MessageState, may_resend
from services.notifier.views import MessageView
from shared.clock import now
from shared.refused import NotFound
from shared.schemas.event import Contract
from shared.transaction import Tx


class ResendMessage(Contract):
    message_id: UUID


async def resend_message(tx: Tx, command: ResendMessage) -> MessageView:
    """Refused unless the message has failed; its Message-ID stays, as nobody has received it."""
    order_id = await store.find_order_of(tx, command.message_id)
    if order_id is None:
        raise NotFound(f"there is no message {command.message_id}")
    kind, state = await store.lock_message(tx, command.message_id)
    may_resend(kind, state, order_cancelled=bool(await store.list_cancelled(tx, [order_id])))
    state.to(MessageState.QUEUED)
    await store.queue_again(tx, command.message_id, now())
    message = await listing.find_message(tx, command.message_id)
    assert message
    return message
