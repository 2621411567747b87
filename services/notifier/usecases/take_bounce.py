"""A mail came back: it is said of the message, and where its address is to blame, nothing more is sent there.

Staff say when it takes mails again.
"""

from typing import Any, NamedTuple
from uuid import UUID

from services.notifier.bounces import store
from services.notifier.bounces.model import Bounce
from services.notifier.bounces.store import CameBack
from services.notifier.messages.model import MessageWithText
from services.notifier.messages.store import get_message
from shared.clock import now
from shared.schemas.event import Contract
from shared.schemas.notifier import AddressCleared, MessageBounced
from shared.schemas.values import Actor
from shared.transaction import Tx, announce


class TakeBounce(NamedTuple):
    """What a report says; None where it is none, or of no mail of ours."""

    bounce: Bounce | None


class ClearAddress(Contract):
    message_id: UUID
    by: Actor


class Taken(NamedTuple):
    """What became of a report; None where it is of no mail of ours, or of one that is still tried."""

    bounce: Bounce | None
    is_undeliverable: bool = False


async def take_bounce(tx: Tx, command: TakeBounce) -> Taken:
    bounce, at = command.bounce, now()
    if bounce is None or not bounce.is_failure:
        return Taken(None)
    message = await store.save_bounce(tx, bounce, at=at)
    if message is None:
        return Taken(None)
    is_dead = bounce.blames(message.recipient)
    is_news = is_dead and await store.mark_undeliverable(tx, message.recipient, bounce, at=at)
    # Nobody else needs to know what became of a mail about no order.
    if message.order_id and (message.is_news or is_news):
        announce(
            tx,
            MessageBounced(
                **await _about(tx, message.order_id, message),
                document_id=message.document_id,
                to=message.to,
                bounced_at=at,
                status=bounce.status,
                address_undeliverable=is_dead,
            ),
        )
    return Taken(bounce, is_undeliverable=is_dead)


async def clear_address(tx: Tx, command: ClearAddress) -> MessageWithText:
    """Of this message: mails are sent to it again, from now on."""
    message, at = await get_message(tx, command.message_id), now()
    was_marked = message.recipient and await store.clear_undeliverable(tx, message.recipient, at=at)
    if was_marked and message.order_id:
        announce(tx, AddressCleared(**await _about(tx, message.order_id, message), by=command.by, cleared_at=at))
    return await get_message(tx, command.message_id)


async def _about(tx: Tx, order_id: UUID, message: CameBack | MessageWithText) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "sequence": await store.next_sequence(tx),
        "message_id": message.message_id,
        "kind": message.kind,
    }
