"""Messages went out to customers, or were given up: only the history tells of them."""

from collections.abc import Sequence

from services.orders.history import Entry, add_history
from services.orders.views import Action
from shared.schemas.notifier import MessageFailed, MessageSent
from shared.transaction import Tx


async def record_sent_messages(tx: Tx, events: Sequence[MessageSent]) -> None:
    await add_history(
        tx,
        [
            Entry(event.order_id, event.sent_at, "notifier", Action.MESSAGE_SENT, {"kind": event.kind})
            for event in events
        ],
    )


async def record_failed_messages(tx: Tx, events: Sequence[MessageFailed]) -> None:
    await add_history(tx, [_failed(event) for event in events])


def _failed(event: MessageFailed) -> Entry:
    # The text is a mail server's: jsonb takes no NUL.
    detail = {"kind": event.kind, "error": event.error[:500].replace("\0", "")}
    return Entry(event.order_id, event.failed_at, "notifier", Action.MESSAGE_FAILED, detail)
