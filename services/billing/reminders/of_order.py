"""How an order stands with reminders: what was sent, what comes next, and why nothing does."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.billing.account import Account
from services.billing.reminders.model import (
    Frozen,
    RemindedLately,
    frozen,
    next_by_hand,
    refusal_of_reminder,
    text_by_hand,
    texts_by_hand,
)
from services.billing.reminders.overdue import customer_of
from services.billing.reminders.schedule import Schedule
from services.billing.reminders.store import Reminder, find_last_reminded, find_schedules, list_pending, list_reminders
from services.billing.reminders.today import Today, read_today
from shared.refused import Refused
from shared.transaction import Queries


class OfOrder(NamedTuple):
    """`refusal` is why nobody may remind its customer by hand now; `text` which of the
    `texts` that may be sent they would be offered first. `not_before`
    is when somebody may who may not yet."""

    today: Today
    schedule: Schedule | None
    sent: Sequence[Reminder]
    frozen: Frozen | None
    refusal: Refused | None
    text: int
    texts: Sequence[int]
    not_before: datetime | None


async def read_of_order(queries: Queries, account: Account) -> OfOrder:
    order_id, today = account.order.order_id, await read_today(queries)
    schedule = (await find_schedules(queries, [order_id])).get(order_id)
    pending = await list_pending(queries, [order_id])
    last = await find_last_reminded(queries, customer_of(account))
    sent = await list_reminders(queries, order_id)
    texts = texts_by_hand(account, [one.said for one in sent], today.day)
    refusal = refusal_of_reminder(account, pending, last, today.settings, today.at)
    return OfOrder(
        today=today,
        schedule=schedule,
        sent=sent,
        frozen=frozen(account, pending),
        refusal=refusal,
        text=text_by_hand(schedule, today.settings, texts),
        texts=texts,
        not_before=next_by_hand(last, today.settings) if isinstance(refusal, RemindedLately) else None,
    )
