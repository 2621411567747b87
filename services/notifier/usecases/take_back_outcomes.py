"""What became of messages is taken back from events of this service that its own database, set back, does not know.

What was sent is not sent again: neither what still waits here, nor what is written once its order is read again.
"""

from collections.abc import Sequence

from services.notifier.messages import store
from services.notifier.messages.model import MessageState, Outcome
from shared.messaging import take_back
from shared.messaging.take_back import Verdict
from shared.schemas.event import Event
from shared.schemas.notifier import MessageFailed, MessageFailedV2, MessageSent, MessageSentV2
from shared.transaction import Tx

Announced = MessageSent | MessageSentV2 | MessageFailed | MessageFailedV2


async def take_back_outcomes(
    tx: Tx, events: Sequence[Event], needed: Sequence[Event], accept: bool
) -> Sequence[Verdict]:
    """In the order of their announcement: a message that had failed may have been sent after all."""
    announced = [event for event in events if isinstance(event, Announced)]
    if announced:
        await store.save_outcomes(tx, list({event.message_id: _outcome(event) for event in announced}.values()))
        await store.count_on_from(tx, max(event.sequence for event in announced))
    return [_verdict(event) for event in events]


def _outcome(event: Announced) -> Outcome:
    if isinstance(event, MessageSent | MessageSentV2):
        return Outcome(event.message_id, MessageState.SENT, event.sent_at)
    return Outcome(event.message_id, MessageState.FAILED, event.failed_at, event.error)


def _verdict(event: Event) -> Verdict:
    if not isinstance(event, Announced):
        return Verdict(take_back.Outcome.OPEN, why="the notifier does not know such an event")
    state = "sent" if isinstance(event, MessageSent | MessageSentV2) else "failed"
    return Verdict(take_back.Outcome.TAKEN, why=f"{event.kind.replace('_', ' ')}, {state}")
