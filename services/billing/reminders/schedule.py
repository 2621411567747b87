"""On which day each level of reminders falls, and what is overdue late enough for it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from services.billing.reminders.settings import CountedFrom, Level, ReminderSettings


@dataclass(frozen=True, slots=True)
class Schedule:
    """Of an order that is overdue, or was: `due` is 0 then. `level` is the last that was issued, on `reminded_on`.

    `reminded_at` is when a reminder last listed it, of whatever level or by hand.
    """

    order_id: UUID
    customer: str
    due_on: date
    due: Decimal
    currency: str
    level: int = 0
    reminded_on: date | None = None
    reminded_at: datetime | None = None

    @property
    def has_address(self) -> bool:
        """Whether there is an e-mail address to remind at: `customer` is the order alone where there is none."""
        return "@" in self.customer


def next_level(settings: ReminderSettings, level: int) -> Level | None:
    """The one after this: None where all are issued."""
    return next((one for one in settings.levels if one.number > level), None)


def falls_on(level: Level, *, due_on: date, reminded_on: date | None) -> date | None:
    """None of a level that counts from the one before it, where that was never issued."""
    match level.counted_from:
        case CountedFrom.DUE_DATE:
            return due_on + timedelta(days=level.days)
        case CountedFrom.END_OF_MONTH:
            return _end_of_month(due_on + timedelta(days=level.days))
        case CountedFrom.PREVIOUS:
            return reminded_on + timedelta(days=level.days) if reminded_on else None


def latest(level: Level, today: date) -> date:
    """The latest due date, or day of the reminder before it, of what the level falls on by this day."""
    if level.counted_from is CountedFrom.END_OF_MONTH and today != _end_of_month(today):
        today = today.replace(day=1) - timedelta(days=1)
    return today - timedelta(days=level.days)


def next_on(schedule: Schedule, settings: ReminderSettings) -> tuple[Level, date] | None:
    """The level that comes next, and when; None where nothing is sent by itself any more."""
    level = next_level(settings, schedule.level)
    if not settings.automatic or level is None or (settings.due_since and schedule.due_on < settings.due_since):
        return None
    day = falls_on(level, due_on=schedule.due_on, reminded_on=schedule.reminded_on)
    return (level, day) if day else None


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
