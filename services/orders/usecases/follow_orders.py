"""Orders follow what billing, fulfilment, returns and the notifier announce: their states, and their history."""

from collections.abc import Sequence

from services.orders.order import store
from services.orders.order.apply import apply
from services.orders.order.entries import entries_of, happened_at
from services.orders.order.events import snapshot
from services.orders.order.heard import find_heard
from services.orders.order.history import Entry
from services.orders.order.words import numbers_given
from shared.clock import now
from shared.schemas.billing import BillingEvent
from shared.schemas.event import OrderEvent
from shared.transaction import Tx, announce


async def follow_orders(tx: Tx, events: Sequence[OrderEvent]) -> None:
    """Several events of an order are applied one after the other; those of orders unknown here are passed over.

    What is told twice is noted once. Of a document or payment that is known nothing is left to apply; of goods a later
    telling says how they are now.
    """
    before = await store.find_orders(tx, {event.order_id for event in events})
    heard = await find_heard(tx, before, events)
    orders, entries, heard_at = dict(before), list[Entry](), now()
    for event in events:
        if order := orders.get(event.order_id):
            at = happened_at(order, event, heard_at)
            known = heard.has(event, at)
            if known and isinstance(event, BillingEvent):
                continue
            orders[order.order_id] = after = apply(order, event, at)
            entries += entries_of(order, event, after, at, known=known)

    changed = [order for order_id, order in orders.items() if order is not before[order_id]]
    await store.save_orders(tx, changed, entries, numbers_given(entries))
    told_of = {order.order_id for order in changed} | {entry.order_id for entry in entries}
    announce(tx, *(snapshot(order) for order_id, order in orders.items() if order_id in told_of))
