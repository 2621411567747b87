"""Staff write to the customer of an order, in their own words."""

from uuid import UUID

from services.notifier.documents.store import find_addressee
from services.notifier.messages import store
from services.notifier.messages.model import MessageWithText, at_address
from services.notifier.writing.by_hand import by_hand
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.refused import NotFound
from shared.schemas.event import Contract
from shared.schemas.values import Actor, Email, Letter, Line
from shared.transaction import Tx


class UnknownOrder(NotFound):
    type = "order-not-found"


class WriteByHand(Contract):
    """Without `to` it goes to the address that the order's confirmation went to."""

    order_id: UUID
    subject: Line
    text: Letter
    by: Actor
    to: Email | None = None


async def write_by_hand(tx: Tx, command: WriteByHand) -> MessageWithText:
    """Raises UnknownOrder, NoAddress, ImpossibleAddress."""
    message = await preview_by_hand(tx, command)
    await store.insert_messages(tx, [message])
    return message


async def preview_by_hand(tx: Tx, command: WriteByHand) -> MessageWithText:
    """The message as it would be sent, which it is not."""
    known = await find_addressee(tx, command.order_id)
    if known is None:
        raise UnknownOrder(f"the notifier knows no order {command.order_id}")
    to = at_address(known, command.to, what=f"order {known.number}" if known.number else "this order")
    earlier = await store.count_by_hand(tx, command.order_id)
    texts = await get_texts(tx)
    return by_hand(to, command.subject, command.text, texts, at=now(), earlier=earlier, by=command.by)
