"""Reminders as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.billing.reminders.model import Frozen
from services.billing.reminders.of_order import OfOrder
from services.billing.reminders.schedule import Schedule, next_on
from services.billing.reminders.store import Overdue, Reminder
from services.billing.reminders.today import Today
from shared.json_limits import Many
from shared.schemas.billing import ReminderContent
from shared.schemas.event import Asked, Contract
from shared.schemas.money import Currency, Sum
from shared.schemas.values import Actor, Flag, Instant, Line


class NewReminder(Asked):
    """`text` is which of the texts: 0 says what is to be paid until when, 1 to 4 remind of what is overdue. Without
    it, that of the level which the order has reached. `out_of_turn`: also one whose text before was not sent.
    """

    text: Annotated[int, Field(ge=0, le=4, strict=True)] | None = None
    out_of_turn: Flag = False


class ReminderView(Contract):
    """A reminder that lists an order: of a `level` of the schedule, or sent by somebody. `part_of` is the order whose
    mail it was, where that is another.
    """

    reminder_id: UUID
    level: int | None
    text: int
    part_of: UUID | None
    issued_at: datetime
    by: Actor | None


class NextReminder(Contract):
    """The level that comes next by itself, and the first day on which it may."""

    level: int
    on: date


class RemindersView(Contract):
    """How an order stands: `level` is the last that was issued by the schedule, 0 before the first.

    `overdue` is what is due of its invoices after their day, since `due_on`, null where nothing is. `next` is null
    where no reminder follows by itself; `frozen` is what it waits for. `refusal` is why nobody may remind the customer
    now, by the type of that refusal; `not_before` is when somebody may who may not yet, as a customer was reminded less
    than `hours_between` ago. `text` is which of the `texts` that may be sent in turn is offered first.
    """

    level: int
    overdue: Sum | None
    due_on: date | None
    next: NextReminder | None
    frozen: Frozen | None
    refusal: str | None
    text: int
    texts: Many[int]
    not_before: Instant | None
    hours_between: int
    sent: Many[ReminderView]


class OverdueView(Contract):
    """An order of the list of what is overdue, with the level it has reached."""

    order_id: UUID
    number: Line
    customer_name: Line | None
    due: Sum
    currency: Currency
    due_on: date
    days: int
    level: int
    reminded_at: datetime | None
    next: NextReminder | None
    frozen: Frozen | None


class OverdueCounts(Contract):
    """Counted up to 10,000: at that number there may be more."""

    overdue: int


class ReminderPreview(Contract):
    """What a reminder would say that was sent now."""

    order_id: UUID
    content: ReminderContent


class ReminderNow(Contract):
    """What a reminder says by now: without what was paid, or held, since it was issued. Null where nothing is left.

    `waits`: nothing goes out now, but something may once the order is resumed, or its payment has failed.
    """

    reminder_id: UUID
    content: ReminderContent | None
    waits: Frozen | None = None


class ReminderBrief(Contract):
    """What reminding answers to callers who may not read it."""

    order_id: UUID
    reminder_id: UUID


def reminder_view(one: Reminder) -> ReminderView:
    said = one.said
    return ReminderView(
        reminder_id=said.reminder_id,
        level=said.level,
        text=said.content.text,
        part_of=said.part_of,
        issued_at=said.issued_at,
        by=said.by,
    )


def reminders_view(of: OfOrder) -> RemindersView:
    schedule = of.schedule if of.schedule and of.schedule.due else None
    return RemindersView(
        level=of.schedule.level if of.schedule else 0,
        overdue=schedule and schedule.due,
        due_on=schedule and schedule.due_on,
        next=_next(schedule, of.today) if schedule else None,
        frozen=of.frozen,
        refusal=of.refusal and of.refusal.type,
        text=of.text,
        texts=tuple(of.texts),
        not_before=of.not_before,
        hours_between=of.today.settings.hours_between,
        sent=tuple(reminder_view(one) for one in of.sent),
    )


def overdue_view(one: Overdue, today: Today) -> OverdueView:
    schedule = one.schedule
    addressless = None if schedule.has_address else Frozen.NO_ADDRESS
    frozen = Frozen.HELD if one.held else Frozen.PAYMENT_PENDING if one.pending else addressless
    return OverdueView(
        order_id=schedule.order_id,
        number=one.number,
        customer_name=one.customer_name,
        due=schedule.due,
        currency=schedule.currency,
        due_on=schedule.due_on,
        days=(today.day - schedule.due_on).days,
        level=schedule.level,
        reminded_at=schedule.reminded_at,
        next=_next(schedule, today),
        frozen=frozen,
    )


def _next(schedule: Schedule, today: Today) -> NextReminder | None:
    """A day that is over is today: it waits for its hour, the rate, or the hours between two reminders."""
    found = next_on(schedule, today.settings)
    if found is None:
        return None
    earliest = today.day
    if schedule.reminded_at and schedule.reminded_at > today.guard:
        earliest = today.seller.date_of(schedule.reminded_at + (today.at - today.guard))
    return NextReminder(level=found[0].number, on=max(found[1], earliest))
