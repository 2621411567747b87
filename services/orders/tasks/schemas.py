"""What the API takes and answers of tasks."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.orders.tasks.list_tasks import ListedTask
from services.orders.tasks.model import Task, TaskAction, TaskState
from shared.schemas.event import Asked, Contract
from shared.schemas.values import Actor, Day, Line, Text


class TaskToSave(Asked):
    """`assignee` is a member of staff, as its account is called; null is everybody's task."""

    title: Line
    due: Day | None = None
    assignee: Actor | None = None


class TaskToFinish(Asked):
    remark: Text | None = None


class TaskView(Contract):
    """`done_at`, `done_by` and `remark` are null while it is open. `may` names what may be done with it now."""

    task_id: UUID
    order_id: UUID
    state: TaskState
    title: Line
    due: date | None
    assignee: Actor | None
    version: int
    added_at: datetime
    added_by: Actor
    done_at: datetime | None
    done_by: Actor | None
    remark: Text | None
    may: tuple[TaskAction, ...]


class TaskBrief(Contract):
    """What a command answers to callers who may not read orders."""

    task_id: UUID
    version: int


class TaskSummary(TaskView):
    """A task in the list across orders."""

    order_number: str
    customer_name: Line


class TasksOfOrder(Contract):
    tasks: tuple[TaskView, ...]


class TaskCountsView(Contract):
    """Of open tasks: all, those that are due today or before, and those that were due before today.

    Counted up to 10,000: at that number there may be more.
    """

    open: int
    due: int
    overdue: int


def task_view(task: Task) -> TaskView:
    return TaskView.model_construct(**_shown(task))


def task_summary(listed: ListedTask) -> TaskSummary:
    return TaskSummary.model_construct(
        **_shown(listed.task), order_number=listed.order_number, customer_name=listed.customer_name
    )


def _shown(task: Task) -> dict[str, Any]:
    names = ("task_id", "order_id", "state", "title", "due", "assignee", "version", "added_at", "added_by")
    return {name: getattr(task, name) for name in (*names, "done_at", "done_by", "remark", "may")}
