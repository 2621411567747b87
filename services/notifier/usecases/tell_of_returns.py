"""Customers are told that their return is approved, or why it is declined."""

from collections.abc import Sequence
from uuid import UUID

from services.notifier.messages.store import insert_messages
from services.notifier.shipments.store import lock_left_of
from services.notifier.untold.store import Untold, find_confirmed, insert_untold
from services.notifier.writing.about_returns import Decided, about_return, kind_of
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.schemas.fulfilment import LineTitle
from shared.transaction import Tx


async def tell_of_returns(tx: Tx, events: Sequence[Decided]) -> None:
    confirmed = await find_confirmed(tx, {event.order_id for event in events})
    # The order may still be to come.
    if untold := [Untold(kind_of(one), one.return_id, one) for one in events if one.order_id not in confirmed]:
        await insert_untold(tx, untold)
    if known := [event for event in events if event.order_id in confirmed]:
        texts, at = await get_texts(tx), now()
        messages = [
            about_return(one, confirmed[one.order_id].to, await _titles(tx, one.order_id), texts, at=at)
            for one in known
        ]
        await insert_messages(tx, messages)


async def _titles(tx: Tx, order_id: UUID) -> list[LineTitle]:
    """Of what has left of the order."""
    return [title for left in await lock_left_of(tx, order_id) for title in left.titles]
