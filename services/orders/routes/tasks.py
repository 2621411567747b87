"""Tasks over HTTP: those of an order, the list across orders, and what staff do with them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.orders.order.store import get_order
from services.orders.settings import ShopSettings
from services.orders.tasks.list_tasks import Filters, count_tasks, list_tasks, place_of
from services.orders.tasks.model import TaskState
from services.orders.tasks.schemas import (
    TaskBrief,
    TaskCountsView,
    TasksOfOrder,
    TaskSummary,
    TaskToFinish,
    TaskToSave,
    TaskView,
    task_summary,
    task_view,
)
from services.orders.tasks.store import find_task, get_task, list_tasks_of
from services.orders.usecases.work_on_tasks import (
    AddTask,
    ChangeTask,
    FinishTask,
    MoveTask,
    add_task,
    change_task,
    finish_task,
    remove_task,
    reopen_task,
)
from shared.clock import now
from shared.http import (
    Brief,
    Caller,
    Idempotent,
    Page,
    Paging,
    Reading,
    RequiredVersion,
    Writing,
    each_as,
    etag,
    paged_by,
    scope,
)
from shared.refused import NotFound
from shared.schemas.values import Actor, Day
from shared.stored_settings import get_settings
from shared.transaction import Queries

router = APIRouter()

Reader = Annotated[Caller, scope("orders:read")]
Worker = Annotated[Caller, scope("orders:task")]
Assignees = Annotated[tuple[Actor, ...], Query(description="any of these members of staff")]
BRIEF = Brief("orders:read", TaskBrief)


@router.get("/tasks")
async def get_tasks(
    caller: Reader,
    queries: Reading,
    paging: Annotated[Paging[tuple[str, UUID]], paged_by(str, UUID)],
    state: TaskState = TaskState.OPEN,
    assignee: Assignees = (),
    due_to: Annotated[Day | None, Query(description="included; without those that are due on no day")] = None,
) -> Page[TaskSummary]:
    """Open tasks by the day they are due, those without a day last; or those that are done, the last first."""
    found = await list_tasks(queries, Filters(state, assignee, due_to), after=paging.after, limit=paging.fetch)
    places = {one.task.task_id: place_of(one.task) for one in found}
    return paging.page([task_summary(one) for one in found], by=lambda task: places[task.task_id])


@router.get("/tasks/counts")
async def get_task_counts(caller: Reader, queries: Reading, assignee: Assignees = ()) -> TaskCountsView:
    """How many are open, by the day of the shop."""
    counts = await count_tasks(queries, today=await _today(queries), assignee=assignee)
    return TaskCountsView.model_construct(**counts._asdict())


@router.get("/tasks/{task_id}")
async def get_one_task(task_id: UUID, caller: Reader, queries: Reading, response: Response) -> TaskView:
    task = await get_task(queries, task_id)
    response.headers["ETag"] = etag(task.version)
    return task_view(task)


@router.get("/orders/{order_id}/tasks")
async def get_tasks_of_order(order_id: UUID, caller: Reader, queries: Reading) -> TasksOfOrder:
    """All of them: the open ones by the day they are due, then those that are done, the last first."""
    await get_order(queries, order_id)
    return TasksOfOrder(tasks=tuple(map(task_view, await list_tasks_of(queries, order_id))))


@router.post("/orders/{order_id}/tasks", status_code=201, response_model=TaskView | TaskBrief)
async def post_task(order_id: UUID, body: TaskToSave, caller: Worker, once: Idempotent) -> Response:
    """Add a task to the order."""
    command = AddTask(order_id, body.title, body.due, body.assignee, caller.subject)
    return await once(add_task, command, answers=each_as(task_view), brief=BRIEF)


@router.put("/tasks/{task_id}", response_model=TaskView | TaskBrief)
async def put_task(
    task_id: UUID, body: TaskToSave, caller: Worker, database: Writing, response: Response, version: RequiredVersion
) -> TaskView | TaskBrief:
    """Change an open task. `If-Match` takes the version of it that you have read."""
    command = ChangeTask(task_id, body.title, body.due, body.assignee, version, caller.subject)
    async with database.reading() as queries:
        order_id = await _order_of(queries, task_id)
    async with database.transaction(locking=[order_id]) as tx:
        task = await change_task(tx, command)
    response.headers["ETag"] = etag(task.version)
    return task_view(task) if caller.may("orders:read") else TaskBrief(task_id=task.task_id, version=task.version)


@router.post("/tasks/{task_id}/finish", response_model=TaskView | TaskBrief)
async def post_finish(task_id: UUID, caller: Worker, once: Idempotent, body: TaskToFinish | None = None) -> Response:
    """It is done; what was found can be remarked."""
    command = FinishTask(task_id, body.remark if body else None, caller.subject)
    return await once(
        finish_task,
        command,
        order_of=lambda queries: _order_of(queries, task_id),
        answers=each_as(task_view),
        brief=BRIEF,
    )


@router.post("/tasks/{task_id}/reopen", response_model=TaskView | TaskBrief)
async def post_reopen(task_id: UUID, caller: Worker, once: Idempotent) -> Response:
    """It is to be done after all."""
    return await once(
        reopen_task,
        MoveTask(task_id, caller.subject),
        order_of=lambda queries: _order_of(queries, task_id),
        answers=each_as(task_view),
        brief=BRIEF,
    )


@router.post("/tasks/{task_id}/remove", response_model=TaskView | TaskBrief)
async def post_remove(task_id: UUID, caller: Worker, once: Idempotent) -> Response:
    """It was none: the history of its order keeps that it was there."""
    return await once(
        remove_task,
        MoveTask(task_id, caller.subject),
        order_of=lambda queries: _order_of(queries, task_id),
        answers=each_as(task_view),
        brief=BRIEF,
    )


async def _order_of(queries: Queries, task_id: UUID) -> UUID:
    """Also of a task that was removed, as the command that did so may be sent again. Raises NotFound."""
    task = await find_task(queries, task_id)
    if task is None:
        raise NotFound(f"there is no task {task_id}")
    return task.order_id


async def _today(queries: Queries) -> date:
    return now().astimezone((await get_settings(queries, ShopSettings)).time_zone).date()
