"""SQL of the tasks, and of the day on each order that says when its next one is due."""

from dataclasses import fields
from datetime import date
from uuid import UUID

import asyncpg

from services.orders.tasks.model import Task
from shared.refused import NotFound
from shared.transaction import Queries, Tx

NO_DAY = date(9999, 12, 31)
"""Of a task that is due on none: after all others."""


async def find_task(queries: Queries, task_id: UUID) -> Task | None:
    """Also where it was removed."""
    row = await queries.fetchrow(f"{SELECT_TASKS} WHERE task_id = $1", task_id)
    return task_of(row) if row else None


async def get_task(queries: Queries, task_id: UUID) -> Task:
    """Raises NotFound, also where it was removed."""
    task = await find_task(queries, task_id)
    if task is None or task.removed_at:
        raise NotFound(f"there is no task {task_id}")
    return task


async def list_tasks_of(queries: Queries, order_id: UUID) -> list[Task]:
    """The open ones first, by the day they are due; then those that are done, the last first."""
    rows = await queries.fetch(
        f"{SELECT_TASKS} WHERE order_id = $1 AND removed_at IS NULL"
        f" ORDER BY done_at IS NOT NULL, done_at DESC, {DUE}, task_id",
        order_id,
    )
    return [task_of(row) for row in rows]


async def count_tasks_of(queries: Queries, order_id: UUID) -> int:
    count: int = await queries.fetchval(
        "SELECT count(*) FROM tasks WHERE order_id = $1 AND removed_at IS NULL", order_id
    )
    return count


async def save_task(tx: Tx, task: Task) -> None:
    """And the day on which the next of its order is due."""
    await tx.execute(_SAVE, *(getattr(task, column) for column in _FIELDS))
    await tx.execute(_NEXT_DUE, task.order_id)


def task_of(row: asyncpg.Record) -> Task:
    return Task(**{name: row[name] for name in _FIELDS})


_FIELDS = tuple(field.name for field in fields(Task))
TASK_COLUMNS = ", ".join(f"tasks.{name}" for name in _FIELDS)
SELECT_TASKS = f"SELECT {TASK_COLUMNS} FROM tasks"  # noqa: S608
DUE = f"coalesce(due, DATE '{NO_DAY}')"
IS_OPEN = "done_at IS NULL AND removed_at IS NULL"
_SAVE = f"""
INSERT INTO tasks ({", ".join(_FIELDS)}) VALUES ({", ".join(f"${n}" for n in range(1, len(_FIELDS) + 1))})
ON CONFLICT (task_id) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in _FIELDS[2:])}
"""  # noqa: S608
NEXT_DUE = f"(SELECT min({DUE}) FROM tasks WHERE tasks.order_id = orders.order_id AND {IS_OPEN})"  # noqa: S608
_NEXT_DUE = f"UPDATE orders SET next_task_due = {NEXT_DUE} WHERE order_id = $1"  # noqa: S608
