"""Reminders over HTTP: what is overdue, reminding by hand, and what a reminder says by now."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.billing.account import get_account, list_accounts
from services.billing.reminders import store
from services.billing.reminders.model import Party
from services.billing.reminders.schemas import (
    NewReminder,
    OverdueCounts,
    OverdueView,
    ReminderBrief,
    ReminderNow,
    ReminderPreview,
    ReminderView,
    overdue_view,
    reminder_view,
)
from services.billing.reminders.still_due import still_due, why_it_waits
from services.billing.reminders.store import Reminder
from services.billing.reminders.today import read_today
from services.billing.usecases.remind import RemindByHand, read_by_hand, remind_by_hand
from shared.http import Brief, Caller, Idempotent, Page, Paging, Reading, each_as, paged_by, scope
from shared.refused import NotFound

router = APIRouter()

Read = [scope("billing:read")]
Fetch = [scope("billing:read", or_else="documents:read")]
Writer = Annotated[Caller, scope("billing:write")]
BRIEF = Brief("billing:read", ReminderBrief)
LevelReached = Annotated[int, Query(ge=0, le=4)]
Text = Annotated[int, Query(ge=0, le=4)]


class UnknownReminder(NotFound):
    type = "reminder-not-found"


@router.get("/overdue", dependencies=Read)
async def get_overdue(
    queries: Reading,
    paging: Annotated[Paging[tuple[date, UUID]], paged_by(date, UUID)],
    level: LevelReached | None = None,
) -> Page[OverdueView]:
    """Orders with something overdue, the longest first; those alone that have come to this level."""
    today = await read_today(queries)
    found = await store.list_overdue(queries, level=level, after=paging.after, limit=paging.fetch)
    views = [overdue_view(one, today) for one in found]
    return paging.page(views, by=lambda one: (one.due_on, one.order_id))


@router.get("/overdue/counts", dependencies=Read)
async def get_overdue_counts(queries: Reading) -> OverdueCounts:
    return OverdueCounts(overdue=await store.count_overdue(queries))


@router.post("/orders/{order_id}/reminders", status_code=201, response_model=ReminderView | ReminderBrief)
async def post_reminder(order_id: UUID, body: NewReminder, caller: Writer, once: Idempotent) -> Response:
    """Remind the customer of what is due of the order, and of what is overdue of their others."""
    command = RemindByHand(order_id=order_id, by=caller.subject, text=body.text, out_of_turn=body.out_of_turn)
    return await once(remind_by_hand, command, answers=each_as(lambda said: reminder_view(Reminder(said))), brief=BRIEF)


@router.get("/orders/{order_id}/reminders/preview", dependencies=Read)
async def get_reminder_preview(
    queries: Reading, order_id: UUID, text: Text | None = None, out_of_turn: bool = False
) -> ReminderPreview:
    """What a reminder sent now would say; refused where none may be sent."""
    today, account = await read_today(queries), await get_account(queries, order_id)
    issued = await read_by_hand(queries, today, account, text, out_of_turn=out_of_turn)
    return ReminderPreview(order_id=order_id, content=issued.content)


@router.get("/reminders/{reminder_id}", dependencies=Fetch)
async def get_reminder(queries: Reading, reminder_id: UUID) -> ReminderNow:
    """Whoever sends it asks right before: nobody is reminded of what is paid meanwhile."""
    reminders = await store.list_orders_of(queries, reminder_id)
    if not reminders:
        raise UnknownReminder(f"there is no reminder {reminder_id}")
    order_ids = [one.said.order_id for one in reminders]
    accounts, pending = await list_accounts(queries, order_ids), await store.list_pending(queries, order_ids)
    today = await read_today(queries)
    party = Party(accounts, {}, pending)
    said = [one.said for one in reminders]
    content = still_due(said, party, today.settings, today=today.day)
    waits = None if content else why_it_waits(said, party, today.settings, today=today.day)
    return ReminderNow(reminder_id=reminder_id, content=content, waits=waits)
