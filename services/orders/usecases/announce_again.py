"""Orders are announced again as they are now, for topics that were lost."""

from datetime import datetime

from services.orders.customers.events import customer_created
from services.orders.customers.store import find_customers
from services.orders.order.as_it_is import find_as_they_are, find_next_orders
from shared.messaging.announce_again import AnnounceAgain, Batch, batch_of_orders, lock_next_orders
from shared.stored import Unreadable
from shared.transaction import Tx


async def read_next_orders(tx: Tx, after: str | None, since: datetime | None) -> Batch:
    """The next orders, locked, and what tells of them."""
    order_ids = await lock_next_orders(tx, after, since, find_next_orders)
    found = await find_as_they_are(tx, order_ids)
    known = [one for one in found if not isinstance(one, Unreadable)]
    customers = await find_customers(tx, {one.order.customer_id for one in known if one.order.customer_id})
    events = [*map(customer_created, customers.values()), *(event for one in known for event in one.events)]
    return batch_of_orders(order_ids, events, [one for one in found if isinstance(one, Unreadable)])


ANNOUNCE_AGAIN = AnnounceAgain(
    read_next_orders,
    {
        "orders.events": "answers to refused commands, and holds that are over, are not kept as they were announced;"
        " a custom status is in the snapshot, and its customer is not told twice;"
        " quotes are not told again, as their customers would be written to once more;"
        " customers are told of with their orders, without merges; tasks are followed by nobody who would lack them"
    },
)
