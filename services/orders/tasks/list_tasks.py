"""SQL of the list of tasks across orders: the open ones by the day they are due, those that are done by when."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from services.orders.tasks.model import Task, TaskState
from services.orders.tasks.store import DUE, IS_OPEN, NO_DAY, TASK_COLUMNS, task_of
from shared.http.pagination import BadCursor
from shared.sql import Sql, all_of, given, joined
from shared.transaction import Queries

COUNTED = 10_000
"""So many are counted, so that counting costs the same however many there are."""


class ListedTask(NamedTuple):
    task: Task
    order_number: str
    customer_name: str


class Filters(NamedTuple):
    """`due_to` is included, and leaves out what is due on no day."""

    state: TaskState
    assignee: tuple[str, ...] = ()
    due_to: date | None = None


class TaskCounts(NamedTuple):
    """Of open tasks: all, those due by the day that was asked for, and those before it; each up to COUNTED."""

    open: int
    due: int
    overdue: int


async def list_tasks(
    queries: Queries, filters: Filters, *, after: tuple[str, UUID] | None, limit: int
) -> list[ListedTask]:
    """Raises BadCursor."""
    where, order = _where(filters), f"{DUE}, task_id"
    if filters.state is TaskState.DONE:
        order = "done_at DESC, task_id DESC"
    if after:
        where.append(_beyond(filters.state, after))
    tasks = all_of(where)
    page = Sql(f"SELECT {TASK_COLUMNS} FROM tasks WHERE {tasks.text} ORDER BY {order} LIMIT {limit:d}", tasks.values)  # noqa: S608
    rows = await queries.fetch(
        f"SELECT tasks.*, number, customer_name FROM ({page.numbered()}) AS tasks"  # noqa: S608
        f" JOIN orders USING (order_id) ORDER BY {order}",
        *page.values,
    )
    return [ListedTask(task_of(row), row["number"], row["customer_name"]) for row in rows]


def place_of(task: Task) -> tuple[str, UUID]:
    """Where it stands in its list."""
    return (task.done_at or task.due or NO_DAY).isoformat(), task.task_id


async def count_tasks(queries: Queries, *, today: date, assignee: tuple[str, ...]) -> TaskCounts:
    counts = [_counted(assignee, due_to) for due_to in (None, today, today - timedelta(days=1))]
    counted = joined(counts, ", ")
    row = await queries.fetchrow(f"SELECT {counted.numbered()}", *counted.values)
    assert row
    return TaskCounts(*row)


def _counted(assignee: tuple[str, ...], due_to: date | None) -> Sql:
    where = all_of([*_where(Filters(TaskState.OPEN, assignee)), *given({"due <= ?": due_to})])
    return Sql(
        f"(SELECT count(*) FROM (SELECT FROM tasks WHERE {where.text} LIMIT {COUNTED:d}) AS found)",  # noqa: S608
        where.values,
    )


def _where(filters: Filters) -> list[Sql]:
    is_done = filters.state is TaskState.DONE
    where = [Sql("done_at IS NOT NULL AND removed_at IS NULL" if is_done else IS_OPEN)]
    if len(filters.assignee) == 1:  # an index has the tasks of one in the list's order
        where.append(Sql("assignee = ?", filters.assignee))
    elif filters.assignee:
        where.append(Sql("assignee = ANY(?::text[])", (list(filters.assignee),)))
    if filters.due_to:
        where.append(Sql(f"due IS NOT NULL AND {DUE} <= ?", (filters.due_to,)))
    return where


def _beyond(state: TaskState, after: tuple[str, UUID]) -> Sql:
    place, task_id = after
    try:
        if state is TaskState.DONE:
            return Sql("(done_at, task_id) < (?, ?)", (datetime.fromisoformat(place), task_id))
        return Sql(f"({DUE}, task_id) > (?, ?)", (date.fromisoformat(place), task_id))
    except ValueError as error:
        raise BadCursor("the cursor is not one that this list gave") from error
