"""Events of tasks: what staff have to do about an order."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from shared.schemas.event import Event
from shared.schemas.values import Actor, Instant, Line, Text


class TaskEvent(Event):
    """Something that staff have to do about an order, as it is then. Its version counts its own events.

    `assignee` is a member of staff, as its account is called; null is everybody's task.
    """

    owner: ClassVar[str] = "orders"
    topic: ClassVar[str] = "orders.events"

    order_id: UUID
    order_number: str
    task_id: UUID
    task_version: int
    title: Line
    due: date | None = None
    assignee: Actor | None = None
    recorded_at: Instant
    by: Actor

    @property
    def key(self) -> str:
        return str(self.order_id)

    @property
    def aggregate_version(self) -> int:
        return self.task_version


class TaskAdded(TaskEvent):
    """There is something to do, as somebody says, or a level of reminders."""


class TaskChanged(TaskEvent):
    """Its title, day or assignee is another one now."""


class TaskDone(TaskEvent):
    """It is done; `remark` is what was found."""

    remark: Text | None = None


class TaskReopened(TaskEvent):
    """It is to be done after all."""


class TaskRemoved(TaskEvent):
    """It was none."""
