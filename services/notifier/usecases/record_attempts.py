"""The results of a few attempts are recorded, and a message that was sent or given up is announced."""

from collections.abc import Sequence
from typing import Any

from services.notifier.messages.model import MessageState
from services.notifier.queue import store
from services.notifier.queue.model import Attempt, Claimed, Finished, Outcome, progress
from shared.schemas.notifier import FIRST_KINDS, MessageFailed, MessageFailedV2, MessageSent, MessageSentV2, WhyFailed
from shared.transaction import Tx, announce


async def record_attempts(tx: Tx, attempts: Sequence[Attempt], untried: Sequence[Claimed]) -> None:
    """`untried` messages were claimed but not sent; they are due again at once."""
    await store.read_by_index(tx)
    if untried:
        await store.release_messages(tx, untried)
    if attempts:
        by_message = {attempt.message_id: attempt for attempt in attempts}
        made = [(attempt, progress(attempt)) for attempt in attempts]
        for message in await store.update_attempted_messages(tx, made):
            # Nobody else needs to know what became of a mail to staff, nor of a reminder that was none any more.
            if message.order_id is None or message.state is MessageState.NOT_SENT:
                continue
            announce(tx, _event(message, by_message[message.message_id]))


def _event(message: Finished, attempt: Attempt) -> MessageSent | MessageSentV2 | MessageFailed | MessageFailedV2:
    about: dict[str, Any] = {
        "order_id": message.order_id,
        "sequence": message.sequence,
        "message_id": message.message_id,
        "kind": message.kind,
    }
    of_first = message.kind in FIRST_KINDS and message.by is None
    if not of_first:
        about |= {"document_id": message.document_id, "by": message.by, "to": message.to}
    if message.state is MessageState.SENT:
        return (MessageSent if of_first else MessageSentV2)(**about, sent_at=attempt.at)
    # The server's own words may name the customer's address, and none that staff did not choose leaves in an event.
    error = f"{_WHY.get(attempt.outcome, WhyFailed.IN_VAIN)}: {attempt.code}"
    return (MessageFailed if of_first else MessageFailedV2)(**about, failed_at=attempt.at, error=error)


_WHY = {Outcome.REFUSED: WhyFailed.REFUSED, Outcome.WITHOUT_FILE: WhyFailed.WITHOUT_FILE}
