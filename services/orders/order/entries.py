"""When an event of another service happened, and the entries of the history that come of it."""

from collections.abc import Iterator
from datetime import datetime

from services.orders.order.history import Action, Entry
from services.orders.order.model import Order
from services.orders.order.said import SAID
from shared.schemas.billing import CancellationInvoiceIssued, InvoicingHeld, NothingToCredit
from shared.schemas.event import OrderEvent
from shared.schemas.fulfilment import CancellationTooLate, FulfilmentHeld, SlipsVoided
from shared.schemas.notifier import MessageFailed, MessageKind, MessageSent
from shared.schemas.order_status import Hold
from shared.schemas.returns import ReturnDecisionAnswered, ReturnOpened


def happened_at(order: Order, event: OrderEvent, now: datetime) -> datetime:
    """When it happened, by the clock of the service that tells of it, and not by when that is heard.

    Clocks differ, so it is never after this service has heard of it, nor before what it follows from.
    """
    said = SAID.get(type(event))
    told: datetime | None = getattr(event, "occurred_at", None)
    if told is None and said and said.at:
        told = getattr(event, said.at)
    if told is None and isinstance(event, InvoicingHeld | FulfilmentHeld):
        told = event.applied_at
    return max(min(told or now, now), _cause(order, event))


def _cause(order: Order, event: OrderEvent) -> datetime:
    """When that happened which the event follows from."""
    match event:
        case CancellationInvoiceIssued() | NothingToCredit() | SlipsVoided() | CancellationTooLate():
            return order.cancelled_at or order.began_at
        case MessageSent() | MessageFailed() if event.kind is MessageKind.ORDER_CANCELLATION:
            return order.cancelled_at or order.began_at
        case InvoicingHeld() | FulfilmentHeld():
            return order.held_at or order.began_at
        case ReturnOpened():
            return order.parcel_left_at or order.cancelled_at or order.began_at
    return order.began_at


def entries_of(before: Order, event: OrderEvent, after: Order, at: datetime, *, known: bool) -> Iterator[Entry]:
    """What the event says, also where it is stale, unless that is known, and what follows from it.

    `at` is when it happened.
    """
    said = None if known else SAID.get(type(event))
    if said and not _is_silent(event, after):
        by = getattr(event, "by", None) or event.owner
        yield Entry(event.order_id, at, by, said.action, said.detail(event) if said.detail else None)
    if after.hold is Hold.EFFECTIVE and before.hold is not Hold.EFFECTIVE:
        yield Entry(event.order_id, at, "orders", Action.HOLD_EFFECTIVE)
    if after.settled_at and not before.settled_at:
        yield Entry(event.order_id, after.settled_at, "orders", Action.CANCELLATION_SETTLED)


def _is_silent(event: OrderEvent, after: Order) -> bool:
    """There is nothing to tell, or who has carried out what a return decided tells it."""
    if isinstance(event, ReturnDecisionAnswered):
        return event.done
    return isinstance(event, SlipsVoided) and after.nothing_was_here
