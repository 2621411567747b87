"""Tasks that were announced and are not known any more are taken in as they were announced."""

from dataclasses import replace

from services.orders.order.history import insert_history
from services.orders.order.own_history import task_entry
from services.orders.order.store import find_orders
from services.orders.tasks.model import Task
from services.orders.tasks.store import find_task, save_task
from shared.messaging.take_back import Outcome, Verdict
from shared.schemas.orders import TaskDone, TaskEvent, TaskRemoved, TaskReopened
from shared.transaction import Tx


async def take_task(tx: Tx, event: TaskEvent) -> Verdict:
    order = (await find_orders(tx, [event.order_id])).get(event.order_id)
    if order is None:
        return Verdict(Outcome.OPEN, why="its order is not known here")
    before = await find_task(tx, event.task_id)
    if before and before.version >= event.task_version:
        return Verdict(Outcome.THERE, order.number)
    replaced = before.title if before and before.title != event.title else None
    await save_task(tx, _as_announced(event, before))
    await insert_history(tx, [task_entry(event, max(event.recorded_at, order.began_at), replaced)])
    return Verdict(Outcome.TAKEN, order.number)


def _as_announced(event: TaskEvent, before: Task | None) -> Task:
    """Of one that was added before what is still announced, that is when it was added."""
    first = before or Task(
        task_id=event.task_id,
        order_id=event.order_id,
        title=event.title,
        due=event.due,
        assignee=event.assignee,
        version=event.task_version,
        added_at=event.recorded_at,
        added_by=event.by,
    )
    task = replace(first, title=event.title, due=event.due, assignee=event.assignee, version=event.task_version)
    match event:
        case TaskDone():
            return replace(task, done_at=event.recorded_at, done_by=event.by, remark=event.remark)
        case TaskReopened():
            return replace(task, done_at=None, done_by=None, remark=None)
        case TaskRemoved():
            return replace(task, removed_at=event.recorded_at)
    return task
