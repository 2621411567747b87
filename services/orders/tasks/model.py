"""A task: what somebody of the staff has to do about an order, until when, and whether it is done."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from shared.refused import Refused, StaleVersion

MOST_OF_AN_ORDER = 100

TaskAction = Literal["change", "finish", "reopen", "remove"]
"""What may be done with a task."""


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"


class TaskIsDone(Refused):
    type = "task-done"


class TooManyTasks(Refused):
    type = "too-many-tasks"


@dataclass(frozen=True, slots=True)
class Task:
    """`assignee` is a member of staff, as its account is called; without one it is everybody's."""

    task_id: UUID
    order_id: UUID
    title: str
    due: date | None
    assignee: str | None
    version: int
    added_at: datetime
    added_by: str
    done_at: datetime | None = None
    done_by: str | None = None
    remark: str | None = None
    removed_at: datetime | None = None

    @property
    def state(self) -> TaskState:
        return TaskState.DONE if self.done_at else TaskState.OPEN

    @property
    def may(self) -> tuple[TaskAction, ...]:
        return ("reopen", "remove") if self.done_at else ("change", "finish", "remove")

    def refuse_stale(self, expected_version: int | None) -> None:
        if expected_version not in (None, self.version):
            raise StaleVersion(f"the task is at version {self.version}, not {expected_version}")

    def changed(self, *, title: str, due: date | None, assignee: str | None) -> "Task":
        """The same task where nothing of it changes."""
        if (title, due, assignee) == (self.title, self.due, self.assignee):
            return self
        if self.done_at:
            raise TaskIsDone("the task is done: reopen it before it is changed")
        return replace(self, version=self.version + 1, title=title, due=due, assignee=assignee)

    def done(self, *, remark: str | None, by: str, at: datetime) -> "Task":
        """The same task where it is done already, with the remark of who was first."""
        if self.done_at:
            return self
        return replace(self, version=self.version + 1, done_at=at, done_by=by, remark=remark)

    def reopened(self) -> "Task":
        """The same task where it is open."""
        if not self.done_at:
            return self
        return replace(self, version=self.version + 1, done_at=None, done_by=None, remark=None)

    def removed(self, at: datetime) -> "Task":
        return self if self.removed_at else replace(self, version=self.version + 1, removed_at=at)
