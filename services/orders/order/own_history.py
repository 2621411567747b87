"""What the history says of what is done with an order here: placed, held, resumed, edited, cancelled and more."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from services.orders.order.content import OrderContent
from services.orders.order.history import Action, Detail, Entry
from services.orders.order.model import Order
from shared.schemas.event import Contract
from shared.schemas.order_status import Hold
from shared.schemas.orders import (
    CancelCode,
    CustomStatusCleared,
    CustomStatusSet,
    ExchangePlaced,
    LineChange,
    OrderEdited,
    TaskAdded,
    TaskChanged,
    TaskDone,
    TaskEvent,
    TaskRemoved,
    TaskReopened,
)


class HoldDetail(Detail):
    reason: str


class AmountChange(Contract):
    before: Decimal
    after: Decimal


class ShippingChange(Contract):
    """By method and price; a method is null where there is no shipping."""

    method_before: str | None
    price_before: Decimal
    method: str | None
    price: Decimal


class CancellationDetail(Detail):
    reason: str | None
    code: CancelCode | None = None
    notify_customer: bool


class EditDetail(Detail):
    """What was changed; a shipping or discount is null where it stayed as it was."""

    changes: tuple[LineChange, ...]
    gross_before: Decimal
    gross: Decimal
    currency: str
    discount: AmountChange | None = None
    shipping: ShippingChange | None = None
    reason: str | None = None
    notify_customer: bool = False


class ExchangeDetail(Detail):
    """`number` is of the return, `order` of the order that was placed for what its goods are exchanged for."""

    number: str
    order: str
    order_id: UUID
    gross: Decimal
    currency: str


class NoteDetail(Detail):
    """The text that is not to be seen any more."""

    replaced: str


class CustomStatusDetail(Detail):
    """Its titles as they were then."""

    status: str
    title_en: str
    title_fr: str


class TaskDetail(Detail):
    """`replaced` is the title that is not to be seen any more."""

    title: str
    due: date | None = None
    assignee: str | None = None
    remark: str | None = None
    replaced: str | None = None


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


def exchange_entry(event: ExchangePlaced, at: datetime) -> Entry:
    detail = ExchangeDetail(
        number=event.return_number,
        order=event.exchange_order_number,
        order_id=event.exchange_order_id,
        gross=event.gross,
        currency=event.currency,
    )
    return Entry(event.order_id, at, event.by, Action.EXCHANGE_PLACED, detail)


def edit_entry(event: OrderEdited, before: OrderContent) -> Entry:
    """`before` is what the order consisted of until then."""
    discount = AmountChange(before=before.discount, after=event.discount)
    old, new, nothing = before.shipping, event.shipping, Decimal(0)
    shipping = ShippingChange(
        method_before=old.method if old else None,
        price_before=old.price if old else nothing,
        method=new.method if new else None,
        price=new.price if new else nothing,
    )
    detail = EditDetail(
        changes=event.changes,
        gross_before=event.gross_before,
        gross=event.totals.gross,
        currency=event.currency,
        discount=discount if discount.before != discount.after else None,
        shipping=shipping if old != new else None,
        reason=event.reason,
        notify_customer=event.notify_customer,
    )
    return Entry(event.order_id, event.edited_at, event.by, Action.EDITED, detail)


def task_entry(event: TaskEvent, at: datetime, replaced: str | None = None) -> Entry:
    remark = event.remark if isinstance(event, TaskDone) else None
    detail = TaskDetail(title=event.title, due=event.due, assignee=event.assignee, remark=remark, replaced=replaced)
    return Entry(event.order_id, at, event.by, _OF_TASKS[type(event)], detail)


_OF_TASKS: dict[type[TaskEvent], Action] = {
    TaskAdded: Action.TASK_ADDED,
    TaskChanged: Action.TASK_CHANGED,
    TaskDone: Action.TASK_DONE,
    TaskReopened: Action.TASK_REOPENED,
    TaskRemoved: Action.TASK_REMOVED,
}
