"""What became of messages is taken back from events of this service that its own database, set back, does not know.

What was sent is not sent again: neither what still waits here, nor what is written once its order is read again. What
came back has come back, and its address takes no mail unless it was cleared since.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.notifier.bounces.model import Bounce
from services.notifier.bounces.store import clear_undeliverable, mark_undeliverable
from services.notifier.messages import store
from services.notifier.messages.message_id import id_from_before
from services.notifier.messages.model import MessageState, Outcome
from shared.messaging import take_back
from shared.messaging.take_back import TakeBack, Unknown, Verdict
from shared.schemas.event import Event
from shared.schemas.notifier import (
    FIRST_KINDS,
    AddressCleared,
    MessageBounced,
    MessageFailed,
    MessageFailedV2,
    MessageKind,
    MessageSent,
    MessageSentV2,
)
from shared.transaction import Tx

DRAWN_AT_RANDOM = 7
"""The version of ids that do not follow from what a message tells of."""

Told = MessageSent | MessageSentV2 | MessageFailed | MessageFailedV2 | MessageBounced
Announced = Told | AddressCleared


async def take_back_outcomes(tx: Tx, unknown: Unknown) -> Sequence[Verdict]:
    """In the order of their announcement: a message that had failed may have been sent after all."""
    announced = [event for event in unknown.events if isinstance(event, Announced)]
    if announced:
        await store.save_outcomes(tx, list(_outcomes(announced).values()))
        await _take_back_addresses(tx, announced)
        await store.count_on_from(tx, max(event.sequence for event in announced))
    return [_verdict(event) for event in unknown.events]


TAKE_BACK = TakeBack(take_back_outcomes)


def _outcomes(announced: Sequence[Announced]) -> dict[UUID, Outcome]:
    outcomes: dict[UUID, Outcome] = {}
    for event in announced:
        for message_id in _ids(event):
            before = outcomes.get(message_id)
            if isinstance(event, AddressCleared):
                if before:
                    outcomes[message_id] = replace(before, undeliverable=False)
            else:
                outcomes[message_id] = _outcome(event, message_id, before)
    return outcomes


async def _take_back_addresses(tx: Tx, announced: Sequence[Announced]) -> None:
    """Of messages that are here; of others their outcomes know it. By time, as one address may have several orders."""
    about_addresses = [event for event in announced if isinstance(event, MessageBounced | AddressCleared)]
    for event in sorted(about_addresses, key=_at):
        recipient = await store.find_recipient(tx, event.message_id)
        if recipient is None:
            continue
        if isinstance(event, AddressCleared):
            await clear_undeliverable(tx, recipient, at=event.cleared_at)
        elif event.address_undeliverable:
            bounce = Bounce(event.message_id, is_failure=True, status=event.status, said=event.status)
            await mark_undeliverable(tx, recipient, bounce, at=event.bounced_at)


def _at(event: MessageBounced | AddressCleared) -> datetime:
    return event.bounced_at if isinstance(event, MessageBounced) else event.cleared_at


def _ids(event: Announced) -> tuple[UUID, ...]:
    """A message with an id drawn at random, if it is not here, gets another one when its order is read again."""
    if event.message_id.version == DRAWN_AT_RANDOM and event.kind in FIRST_KINDS:
        return event.message_id, id_from_before(MessageKind(event.kind), event.order_id)
    return (event.message_id,)


def _outcome(event: Told, message_id: UUID, before: Outcome | None) -> Outcome:
    match event:
        case MessageSent() | MessageSentV2():
            return Outcome(message_id, MessageState.SENT, event.sent_at)
        case MessageBounced():
            # What came back was sent before, be that known here already.
            sent = before or Outcome(message_id, MessageState.SENT, event.bounced_at)
            is_dead = sent.undeliverable or event.address_undeliverable
            return replace(sent, bounced_at=event.bounced_at, bounce=event.status, undeliverable=is_dead)
    return Outcome(message_id, MessageState.FAILED, event.failed_at, event.error)


def _verdict(event: Event) -> Verdict:
    if not isinstance(event, Announced):
        return Verdict(take_back.Outcome.OPEN, why="the notifier does not know such an event")
    return Verdict(take_back.Outcome.TAKEN, why=f"{event.kind.replace('_', ' ')}, {_WHAT[type(event)]}")


_WHAT: dict[type[Event], str] = {
    MessageSent: "sent",
    MessageSentV2: "sent",
    MessageFailed: "failed",
    MessageFailedV2: "failed",
    MessageBounced: "came back",
    AddressCleared: "its address was cleared",
}
