"""Whether a customer is reminded now, of what, and by which text; why not, where they are not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.billing.account import Account
from services.billing.ledger.model import NothingDue
from services.billing.ledger.pending import PaymentIsPending
from services.billing.model import Order, OrderIsCancelled, OrderNotFound, OrderOnHold, OrderState
from services.billing.reminders.overdue import (
    content_of,
    customer_of,
    email_of,
    of_business,
    open_invoices,
    overdue,
    reminded,
)
from services.billing.reminders.schedule import Schedule, falls_on, next_level
from services.billing.reminders.settings import LEVELS, Level, ReminderSettings
from shared.refused import Refused
from shared.schemas.billing import PaymentReminderIssued, RemindedInvoice, ReminderContent

NOTICE = 0
"""The text that says what is to be paid and until when; the four that follow remind of what is not paid."""


class RemindedLately(Refused):
    type = "reminded-lately"


class NoAddress(Refused):
    type = "no-address"


class NotOverdueYet(Refused):
    type = "not-overdue-yet"


class TextOutOfTurn(Refused):
    type = "text-out-of-turn"


class Frozen(StrEnum):
    """Why nothing is sent of what is due. `no_address`: the customer gave no e-mail address, or has none any more."""

    HELD = "held"
    PAYMENT_PENDING = "payment_pending"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, slots=True)
class Party:
    """One customer's orders with something due. `pending` are those whose payment is on its way."""

    accounts: Sequence[Account]
    schedules: dict[UUID, Schedule]
    pending: Collection[UUID]

    @property
    def open(self) -> list[Account]:
        """Those that are neither frozen nor cancelled."""
        return [one for one in self.accounts if not self._is_closed(one)]

    def _is_closed(self, account: Account) -> bool:
        return bool(frozen(account, self.pending)) or account.order.state is OrderState.CANCELLED


@dataclass(frozen=True, slots=True)
class Issued:
    """A reminder of one customer: `accounts` are the orders that it lists, that of its mail first.

    `levels` has those that are due for one by the schedule.
    """

    content: ReminderContent
    levels: Mapping[UUID, Level]
    accounts: Sequence[Account]
    schedules: Sequence[Schedule]


def frozen(account: Account, pending: Collection[UUID]) -> Frozen | None:
    if account.order.held:
        return Frozen.HELD
    if account.order.order_id in pending:
        return Frozen.PAYMENT_PENDING
    return None if email_of(account) else Frozen.NO_ADDRESS


def refusal_of_reminder(
    account: Account, pending: Collection[UUID], reminded_at: datetime | None, settings: ReminderSettings, at: datetime
) -> Refused | None:
    """Why nobody reminds the customer of this order by hand; None where somebody may."""
    order = account.order
    match order.state:
        case OrderState.EXPECTED:
            return OrderNotFound(f"order {order.order_id} is not placed yet")
        case OrderState.CANCELLED:
            return OrderIsCancelled(f"order {order.number} is cancelled: nobody is reminded of it")
    if not account.balance.due:
        return NothingDue(f"nothing is due for order {order.number}: there is nothing to remind of")
    match frozen(account, pending):
        case Frozen.HELD:
            return OrderOnHold(f"order {order.number} is on hold: nobody is reminded of it")
        case Frozen.PAYMENT_PENDING:
            return PaymentIsPending(f"a payment of order {order.number} is on its way: nobody is reminded of it")
        case Frozen.NO_ADDRESS:
            return NoAddress(
                f"the customer of order {order.number} has no e-mail address: change the order's customer to have one"
            )
    if (then := next_by_hand(reminded_at, settings)) and reminded_at and at < then:
        return RemindedLately(
            f"the customer of order {order.number} was reminded at {reminded_at.isoformat(timespec='seconds')}:"
            f" the next reminder may follow {settings.hours_between} hours later",
            brief=f"the customer of order {order.number} was reminded a short while ago",
        )
    return None


def next_by_hand(reminded_at: datetime | None, settings: ReminderSettings) -> datetime | None:
    """When the customer who was reminded then may be again."""
    return reminded_at + timedelta(hours=settings.hours_between) if reminded_at else None


def by_schedule(party: Party, settings: ReminderSettings, *, today: date, at: datetime) -> Issued | None:
    """The highest level that one of the customer's orders is due for; None where none is any more.

    It lists all that is overdue of them, also what is due for no level of its own now, which stays at its level.
    """
    accounts = [one for one in party.open if overdue(one, today)]
    due = {one.order.order_id: level for one in accounts if (level := _level_due(party, one, settings, today))}
    if not due:
        return None
    top = max(due.values(), key=lambda level: level.number)
    leads = next(one for one in accounts if due.get(one.order.order_id) == top)
    accounts = [leads, *(one for one in accounts if one is not leads)]
    schedules = []
    for account in accounts:
        order_id = account.order.order_id
        schedule = replace(party.schedules[order_id], reminded_at=at)
        if level := due.get(order_id):
            schedule = replace(schedule, level=level.number, reminded_on=today)
        schedules.append(schedule)
    return Issued(_content(accounts, settings, text=top.text, today=today, late_only=True), due, accounts, schedules)


def by_hand(
    party: Party, asked: Account, settings: ReminderSettings, *, text: int, today: date, at: datetime
) -> Issued:
    """Lists what is overdue of the order that somebody asked for and of its customer's others. No level moves.

    What is not overdue the notice lists too; what waits for its invoice has no day, and each text lists it.
    """
    others = [one for one in party.open if one.order.order_id != asked.order.order_id and overdue(one, today)]
    accounts = [asked, *others]
    schedules = [replace(_schedule_of(party, one, today), reminded_at=at) for one in accounts]
    late_only = text != NOTICE and overdue(asked, today) is not None
    return Issued(_content(accounts, settings, text=text, today=today, late_only=late_only), {}, accounts, schedules)


def texts_by_hand(account: Account, sent: Sequence[PaymentReminderIssued], today: date) -> Sequence[int]:
    """Those whose words are true: the notice until something is overdue, then each once the one before was sent.

    What was sent of an invoice that another one has replaced, or that is paid, counts no more.
    """
    if _until(account, today):
        return (NOTICE,)
    # An order without an invoice is listed itself.
    still_open: set[UUID | None] = {one.invoice.document_id for one in open_invoices(account)} or {None}
    last = max((one.content.text for one in sent if still_open & _listed_of(account, one)), default=NOTICE)
    return range(1, min(last + 1, LEVELS[-1]) + 1)


def text_by_hand(schedule: Schedule | None, settings: ReminderSettings, texts: Sequence[int]) -> int:
    """Which of these somebody is offered first: that of the level that was reached, or else the first."""
    reached = [one.text for one in settings.levels if schedule and one.number <= schedule.level and one.text in texts]
    return reached[-1] if reached else texts[0]


def refusal_of_text(
    account: Account, text: int, texts: Sequence[int], *, today: date, out_of_turn: bool
) -> Refused | None:
    """Why the customer is not sent this text by hand. `out_of_turn`: one is left out knowingly."""
    number = account.order.number
    if text == NOTICE or text in texts:
        return None
    if NOTICE in texts:
        until = _until(account, today)
        return NotOverdueYet(
            f"nothing of order {number} is overdue yet: it is to be paid by {until}, which text 0 says",
            brief=f"nothing of order {number} is overdue yet",
            field="text",
        )
    if out_of_turn:
        return None
    return TextOutOfTurn(
        f"text {text} speaks of the reminders before it: of order {number} text {texts[-1]} is the next", field="text"
    )


def announced(
    issued: Issued, order: Order, *, reminder_id: UUID, at: datetime, by: str | None
) -> PaymentReminderIssued:
    """What is told of one of its orders, whose version it is announced with."""
    leads = issued.accounts[0].order
    content, level, part_of = issued.content, issued.levels.get(order.order_id), None
    if order.order_id != leads.order_id:
        part_of = leads.order_id
        own = tuple(one for one in content.invoices if one.order_id == order.order_id)
        content = content_of(own, text=content.text, business=content.late is not None, settings=ReminderSettings())
    return PaymentReminderIssued(
        order_id=order.order_id,
        sequence=order.version,
        reminder_id=reminder_id,
        level=level and level.number,
        content=content.model_copy(update={"late": issued.content.late}),
        part_of=part_of,
        task=level and level.task,
        issued_at=at,
        by=by,
    )


def as_told(account: Account, before: Schedule | None, event: PaymentReminderIssued, *, on: date) -> Schedule:
    """The schedule of an order after a reminder as it was announced."""
    order = account.order
    schedule = before or Schedule(order.order_id, customer_of(account), on, account.zero, order.currency or "")
    at = max(event.issued_at, schedule.reminded_at or event.issued_at)
    listed = {one.invoice_id for one in event.content.invoices if one.order_id == order.order_id}
    of_another_invoice = not any(one.document_id in listed for one in account.standing)
    if of_another_invoice or event.level is None or event.level <= schedule.level:
        return replace(schedule, reminded_at=at)
    return replace(schedule, level=event.level, reminded_on=on, reminded_at=at)


def _until(account: Account, today: date) -> date | None:
    """When what is open is to be paid, while nothing of it is overdue."""
    days = [one.invoice.due_on for one in open_invoices(account) if one.invoice.due_on]
    return min(days) if days and min(days) >= today else None


def _listed_of(account: Account, one: PaymentReminderIssued) -> set[UUID | None]:
    return {listed.invoice_id for listed in one.content.invoices if listed.order_id == account.order.order_id}


def _level_due(party: Party, account: Account, settings: ReminderSettings, today: date) -> Level | None:
    schedule = party.schedules.get(account.order.order_id)
    late = overdue(account, today)
    level = next_level(settings, schedule.level) if schedule else None
    if schedule is None or late is None or level is None:
        return None
    if settings.due_since and late.due_on < settings.due_since:
        return None
    day = falls_on(level, due_on=late.due_on, reminded_on=schedule.reminded_on)
    return level if day and day <= today else None


def _schedule_of(party: Party, account: Account, today: date) -> Schedule:
    """One that is not overdue has none yet: it is kept with nothing due, for the hours between two reminders."""
    order = account.order
    if schedule := party.schedules.get(order.order_id):
        return schedule
    late = overdue(account, today)
    return late or Schedule(order.order_id, customer_of(account), today, account.zero, order.currency or "")


def _content(
    accounts: Sequence[Account], settings: ReminderSettings, *, text: int, today: date, late_only: bool
) -> ReminderContent:
    invoices: list[RemindedInvoice] = []
    for place, account in enumerate(accounts):
        invoices += reminded(account, today, settings, late_only=late_only or place > 0)
    return content_of(invoices, text=text, business=any(map(of_business, accounts)), settings=settings)
