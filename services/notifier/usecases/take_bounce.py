"""A mail came back: it is said of the message, and where its address is to blame, nothing more is sent there.

Staff say when it takes mails again.
"""

from typing import NamedTuple
from uuid import UUID

from services.notifier.bounces import store
from services.notifier.bounces.model import Bounce, read_bounce
from services.notifier.messages.model import MessageWithText
from services.notifier.messages.store import get_message
from shared.clock import now
from shared.schemas.event import Contract
from shared.transaction import Tx


class TakeBounce(NamedTuple):
    raw: bytes


class ClearAddress(Contract):
    message_id: UUID


class Taken(NamedTuple):
    """What became of a report; None where it is of no mail of ours, or of one that is still tried."""

    bounce: Bounce | None
    is_undeliverable: bool = False


async def take_bounce(tx: Tx, command: TakeBounce) -> Taken:
    bounce = read_bounce(command.raw)
    if bounce is None or not bounce.is_failure:
        return Taken(None)
    at = now()
    recipient = await store.save_bounce(tx, bounce, at=at)
    if recipient is None:
        return Taken(None)
    if bounce.blames_address:
        await store.mark_undeliverable(tx, recipient, bounce, at=at)
    return Taken(bounce, is_undeliverable=bounce.blames_address)


async def clear_address(tx: Tx, command: ClearAddress) -> MessageWithText:
    """Of this message: mails are sent to it again, from now on."""
    message = await get_message(tx, command.message_id)
    if message.recipient:
        await store.clear_undeliverable(tx, message.recipient)
    return await get_message(tx, command.message_id)
