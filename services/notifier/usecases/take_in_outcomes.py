"""What became of messages is taken in from events of this service that its own database, set back, does not know.

What was sent is not sent again: neither what still waits here, nor what is written once its order is read again.
"""

from collections.abc import Sequence

from services.notifier.messages import store
from services.notifier.messages.model import MessageState, Outcome
from shared.schemas.notifier import MessageFailed, MessageFailedV2, MessageSent, MessageSentV2
from shared.transaction import Tx

Announced = MessageSent | MessageSentV2 | MessageFailed | MessageFailedV2


async def take_in_outcomes(tx: Tx, events: Sequence[Announced]) -> None:
    """In the order of their announcement: one that had failed may have been sent after all."""
    if events:
        await store.save_outcomes(tx, list({event.message_id: _outcome(event) for event in events}.values()))
        await store.count_on_from(tx, max(event.sequence for event in events))


def _outcome(event: Announced) -> Outcome:
    if isinstance(event, MessageSent | MessageSentV2):
        return Outcome(event.message_id, MessageState.SENT, event.sent_at)
    return Outcome(event.message_id, MessageState.FAILED, event.failed_at, event.error)
