"""What became of messages is taken back from events of this service that its own database, set back, does not know.

What was sent is not sent again: neither what still waits here, nor what is written once its order is read again.
"""

from collections.abc import Sequence
from uuid import UUID

from services.notifier.messages import store
from services.notifier.messages.message_id import id_from_before
from services.notifier.messages.model import MessageState, Outcome
from shared.messaging import take_back
from shared.messaging.take_back import TakeBack, Unknown, Verdict
from shared.schemas.event import Event
from shared.schemas.notifier import (
    FIRST_KINDS,
    MessageFailed,
    MessageFailedV2,
    MessageKind,
    MessageSent,
    MessageSentV2,
)
from shared.transaction import Tx

DRAWN_AT_RANDOM = 7
"""The version of ids that do not follow from what a message tells of."""

Announced = MessageSent | MessageSentV2 | MessageFailed | MessageFailedV2


async def take_back_outcomes(tx: Tx, unknown: Unknown) -> Sequence[Verdict]:
    """In the order of their announcement: a message that had failed may have been sent after all."""
    announced = [event for event in unknown.events if isinstance(event, Announced)]
    if announced:
        outcomes = {message_id: _outcome(event, message_id) for event in announced for message_id in _ids(event)}
        await store.save_outcomes(tx, list(outcomes.values()))
        await store.count_on_from(tx, max(event.sequence for event in announced))
    return [_verdict(event) for event in unknown.events]


TAKE_BACK = TakeBack(take_back_outcomes)


def _ids(event: Announced) -> tuple[UUID, ...]:
    """A message with an id drawn at random, if it is not here, gets another one when its order is read again."""
    if event.message_id.version == DRAWN_AT_RANDOM and event.kind in FIRST_KINDS:
        return event.message_id, id_from_before(MessageKind(event.kind), event.order_id)
    return (event.message_id,)


def _outcome(event: Announced, message_id: UUID) -> Outcome:
    if isinstance(event, MessageSent | MessageSentV2):
        return Outcome(message_id, MessageState.SENT, event.sent_at)
    return Outcome(message_id, MessageState.FAILED, event.failed_at, event.error)


def _verdict(event: Event) -> Verdict:
    if not isinstance(event, Announced):
        return Verdict(take_back.Outcome.OPEN, why="the notifier does not know such an event")
    state = "sent" if isinstance(event, MessageSent | MessageSentV2) else "failed"
    return Verdict(take_back.Outcome.TAKEN, why=f"{event.kind.replace('_', ' ')}, {state}")
