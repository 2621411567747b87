"""Orders are announced again as they are now, for topics that were lost."""

from datetime import datetime
from functools import partial

from services.orders.order.as_it_is import find_as_they_are, find_next_orders, has_order
from shared.messaging.announce_again import MOST, AnnounceAgain, Batch, place_of
from shared.stored import Unreadable
from shared.transaction import Tx


async def read_next_orders(tx: Tx, after: str | None, since: datetime | None) -> Batch:
    """The next orders, locked, and what tells of them."""
    place = await place_of(after, partial(has_order, tx))
    order_ids = await find_next_orders(tx, after=place, since=since, limit=MOST)
    await tx.lock_keys(map(str, order_ids))
    found = await find_as_they_are(tx, order_ids)
    return Batch(
        [event for one in found if not isinstance(one, Unreadable) for event in one.events],
        str(order_ids[-1]) if len(order_ids) == MOST else None,
        [str(one) for one in found if isinstance(one, Unreadable)],
    )


ANNOUNCE_AGAIN = AnnounceAgain(
    read_next_orders,
    {"orders.events": "answers to refused commands, and holds that are over, are not kept as they were announced"},
)
