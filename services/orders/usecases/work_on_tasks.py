"""Staff note what is to be done about an order, do it, or take it back; whatever state the order is in."""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.orders.order.events import snapshot
from services.orders.order.history import insert_history
from services.orders.order.model import Order
from services.orders.order.own_history import task_entry
from services.orders.order.store import get_order
from services.orders.tasks.model import MOST_OF_AN_ORDER, Task, TooManyTasks
from services.orders.tasks.store import count_tasks_of, get_task, save_task
from shared.clock import now
from shared.schemas.orders import TaskAdded, TaskChanged, TaskDone, TaskEvent, TaskRemoved, TaskReopened
from shared.transaction import Tx, announce


class AddTask(NamedTuple):
    order_id: UUID
    title: str
    due: date | None
    assignee: str | None
    by: str


class ChangeTask(NamedTuple):
    """`expected_version` is that of the task that the caller has read."""

    task_id: UUID
    title: str
    due: date | None
    assignee: str | None
    expected_version: int
    by: str


class FinishTask(NamedTuple):
    task_id: UUID
    remark: str | None
    by: str


class MoveTask(NamedTuple):
    """Reopen or remove it."""

    task_id: UUID
    by: str


async def add_task(tx: Tx, command: AddTask) -> Task:
    order = await get_order(tx, command.order_id)
    if await count_tasks_of(tx, command.order_id) >= MOST_OF_AN_ORDER:
        detail = f"order {order.number} has {MOST_OF_AN_ORDER} tasks, and no more are added: remove some first"
        raise TooManyTasks(detail)
    at = now()
    task = Task(
        task_id=uuid7(),
        order_id=command.order_id,
        title=command.title,
        due=command.due,
        assignee=command.assignee,
        version=1,
        added_at=at,
        added_by=command.by,
    )
    return await save(tx, order, task, TaskAdded, at=at, by=command.by)


async def change_task(tx: Tx, command: ChangeTask) -> Task:
    """Where nothing of it changes, it keeps its version."""
    before = await get_task(tx, command.task_id)
    after = before.changed(title=command.title, due=command.due, assignee=command.assignee)
    repeated = after is before and before.version == command.expected_version + 1
    if not repeated:
        before.refuse_stale(command.expected_version)
    replaced = before.title if before.title != after.title else None
    return await _save_changed(tx, before, after, TaskChanged, by=command.by, replaced=replaced)


async def finish_task(tx: Tx, command: FinishTask) -> Task:
    before = await get_task(tx, command.task_id)
    after = before.done(remark=command.remark, by=command.by, at=now())
    return await _save_changed(tx, before, after, TaskDone, by=command.by)


async def reopen_task(tx: Tx, command: MoveTask) -> Task:
    before = await get_task(tx, command.task_id)
    return await _save_changed(tx, before, before.reopened(), TaskReopened, by=command.by)


async def remove_task(tx: Tx, command: MoveTask) -> Task:
    before = await get_task(tx, command.task_id)
    return await _save_changed(tx, before, before.removed(now()), TaskRemoved, by=command.by)


async def save(
    tx: Tx,
    order: Order,
    task: Task,
    said: Callable[..., TaskEvent],
    *,
    at: datetime,
    by: str,
    replaced: str | None = None,
) -> Task:
    """Write it, note it in the history and announce it. The order keeps its version, as with a note."""
    event = said(
        order_id=task.order_id,
        order_number=order.number,
        task_id=task.task_id,
        task_version=task.version,
        title=task.title,
        due=task.due,
        assignee=task.assignee,
        recorded_at=at,
        by=by,
        **({"remark": task.remark} if task.done_at and not task.removed_at else {}),
    )
    await save_task(tx, task)
    await insert_history(tx, [task_entry(event, max(at, order.began_at), replaced)])
    announce(tx, event, snapshot(order))
    return task


async def _save_changed(
    tx: Tx, before: Task, after: Task, said: Callable[..., TaskEvent], *, by: str, replaced: str | None = None
) -> Task:
    if after is before:
        return before
    order = await get_order(tx, after.order_id)
    return await save(tx, order, after, said, at=now(), by=by, replaced=replaced)
