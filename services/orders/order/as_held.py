"""That a hold was effective before it ended, from what was announced of it: it is heard only of a hold that stands."""

from collections.abc import Sequence
from datetime import datetime

from services.orders.order.apply import apply
from services.orders.order.entries import entries_of, happened_at
from services.orders.order.history import Entry
from services.orders.order.model import Order
from shared.schemas.billing import InvoicingHeld
from shared.schemas.fulfilment import FulfilmentHeld
from shared.schemas.orders import OrdersEvent

HoldApplied = InvoicingHeld | FulfilmentHeld


def as_held(order: Order, event: OrdersEvent, applied: Sequence[HoldApplied]) -> tuple[Order, list[Entry]]:
    """The order just before this was done with it.

    What was applied after that, or by services that did not tell when, made nothing effective.
    """
    end, entries = max(event.occurred_at or event.recorded_at or order.began_at, order.began_at), list[Entry]()
    for one in applied:
        if (one.order_id, one.hold_sequence) == (order.order_id, order.hold_sequence) and _was_applied(one, end):
            at = happened_at(order, one, end)
            after = apply(order, one, at)
            entries += entries_of(order, one, after, at, known=True)
            order = after
    return order, entries


def _was_applied(event: HoldApplied, end: datetime) -> bool:
    at = event.occurred_at or event.applied_at
    return at is not None and at <= end
