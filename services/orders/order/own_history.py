"""What the history says of what is done with an order here: it is placed, held, resumed, cancelled, noted, labelled."""

from collections.abc import Iterator
from datetime import datetime

from services.orders.order.history import Action, Detail, Entry
from services.orders.order.model import Order
from shared.schemas.order_status import Hold
from shared.schemas.orders import CancelCode, CustomStatusCleared, CustomStatusSet


class HoldDetail(Detail):
    reason: str


class CancellationDetail(Detail):
    reason: str | None
    code: CancelCode | None = None
    notify_customer: bool


class NoteDetail(Detail):
    """The text that is not to be seen any more."""

    replaced: str


class CustomStatusDetail(Detail):
    """Its titles as they were then."""

    status: str
    title_en: str
    title_fr: str


def placement_entries(order: Order, by: str) -> Iterator[Entry]:
    """Of an order that was just placed, on hold or not."""
    yield Entry(order.order_id, order.began_at, by, Action.PLACED)
    if order.hold is not Hold.NONE:
        yield hold_entry(order)


def hold_entry(order: Order) -> Entry:
    assert order.held_at
    assert order.held_by
    assert order.hold_reason
    return Entry(
        order.order_id, order.held_at, order.held_by, Action.HOLD_REQUESTED, HoldDetail(reason=order.hold_reason)
    )


def resume_entry(order: Order, by: str, at: datetime) -> Entry:
    return Entry(order.order_id, at, by, Action.RESUMED)


def cancellation_entry(order: Order) -> Entry:
    assert order.cancelled_at
    assert order.cancelled_by
    detail = CancellationDetail(
        reason=order.cancel_reason, code=order.cancel_code, notify_customer=bool(order.notify_customer)
    )
    return Entry(order.order_id, order.cancelled_at, order.cancelled_by, Action.CANCELLED, detail)


def custom_status_entry(event: CustomStatusSet | CustomStatusCleared, at: datetime) -> Entry:
    is_set = isinstance(event, CustomStatusSet)
    action = Action.CUSTOM_STATUS_SET if is_set else Action.CUSTOM_STATUS_CLEARED
    detail = CustomStatusDetail(status=event.status, title_en=event.title_en, title_fr=event.title_fr)
    return Entry(event.order_id, at, event.by, action, detail)
