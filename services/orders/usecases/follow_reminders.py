"""A reminder is noted, and its level can ask for something to be done about the order: that is a task, made once."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from services.orders.order.store import find_orders
from services.orders.settings import ShopSettings
from services.orders.tasks.model import Task
from services.orders.tasks.store import find_task
from services.orders.usecases.follow_orders import follow_orders
from services.orders.usecases.work_on_tasks import save
from shared.clock import now
from shared.schemas.billing import PaymentReminderIssued
from shared.schemas.orders import TaskAdded
from shared.stored_settings import get_settings
from shared.transaction import Tx

BY_BILLING = "billing"
_OF_REMINDERS = UUID("3f2b8f0e-0c64-5d0b-9f1a-6f6f0f6d2a11")
"""The namespace of their ids, which follow from the reminder: the same one heard again is the same task."""


async def follow_reminders(tx: Tx, events: Sequence[PaymentReminderIssued]) -> None:
    await follow_orders(tx, events)
    await add_tasks_of_reminders(tx, events)


async def add_tasks_of_reminders(tx: Tx, events: Sequence[PaymentReminderIssued]) -> None:
    """Due on the day of the reminder. One that was removed is not added again, nor one of an order unknown here."""
    asked = [event for event in events if event.task]
    if not asked:
        return
    orders = await find_orders(tx, {event.order_id for event in asked})
    time_zone = (await get_settings(tx, ShopSettings)).time_zone
    for event in asked:
        order, task_id = orders.get(event.order_id), _id_of(event)
        if order is None or await find_task(tx, task_id):
            continue
        at, by = now(), event.by or BY_BILLING
        task = Task(
            task_id=task_id,
            order_id=event.order_id,
            title=event.task or "",
            due=event.issued_at.astimezone(time_zone).date(),
            assignee=None,
            version=1,
            added_at=at,
            added_by=by,
        )
        await save(tx, order, task, TaskAdded, at=at, by=by)


def _id_of(event: PaymentReminderIssued) -> UUID:
    return uuid5(_OF_REMINDERS, f"the task of reminder {event.reminder_id} about order {event.order_id}")
