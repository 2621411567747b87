"""Customers are reminded of what is overdue: by the schedule, at a steady rate, or once by hand."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import ceil
from typing import Annotated
from uuid import UUID

from pydantic import Field
from uuid_utils.compat import uuid7

from services.billing.account import Account, get_account, list_accounts
from services.billing.model import Order
from services.billing.reminders import store
from services.billing.reminders.follow import follow
from services.billing.reminders.model import (
    Issued,
    Party,
    announced,
    by_hand,
    by_schedule,
    refusal_of_reminder,
    refusal_of_text,
    text_by_hand,
    texts_by_hand,
)
from services.billing.reminders.overdue import customer_of
from services.billing.reminders.schedule import latest
from services.billing.reminders.settings import CountedFrom, Level
from services.billing.reminders.store import Reminder, Seek
from services.billing.reminders.today import Today, read_today
from services.billing.store import save_orders
from shared.schemas.billing import PaymentReminderIssued
from shared.schemas.event import Contract
from shared.schemas.values import Actor
from shared.transaction import Database, Queries, Tx, announce, lock_numbers

LOOK_S = 5
"""While something is due: so often a part of what the rate allows in a minute is sent."""
IDLE_S = 30
MINUTE = timedelta(minutes=1)
ONE_AT_A_TIME = "reminders by the schedule"


async def remind_overdue(database: Database) -> float:
    """What the rate allows by now; returns after how many seconds to look again."""
    async with database.reading() as queries:
        today = await read_today(queries)
        if not today.settings.automatic or not today.is_time:
            return IDLE_S
        customers = await _due_customers(queries, today, limit=1)
    if not customers:
        return IDLE_S
    async with database.transaction() as tx:
        issued = await remind_some(tx)
    return LOOK_S if issued is not None else IDLE_S


async def remind_some(tx: Tx) -> int | None:
    """How many customers were reminded; None where another process is at it."""
    if not await store.try_lock(tx, lock_numbers([ONE_AT_A_TIME])):
        return None
    today = await read_today(tx)
    if not today.settings.automatic or not today.is_time:
        return None
    per_minute = today.settings.per_minute
    room = min(per_minute - await store.count_sent(tx, today.at - MINUTE), ceil(per_minute * LOOK_S / 60))
    customers = await _due_customers(tx, today, limit=room) if room > 0 else []
    parties = await _lock_parties(tx, customers)
    issued = list[Issued]()
    for name, party in parties.items():
        if others := [one for one in party.accounts if customer_of(one) != name]:  # as a version before wrote it
            await follow(tx, others)
            continue
        if one := by_schedule(party, today.settings, today=today.day, at=today.at):
            issued.append(one)
        else:  # a process of the version before has not told that it is paid
            await follow(tx, party.accounts)
    await _write(tx, issued, at=today.at, by=None)
    return len(issued)


class RemindByHand(Contract):
    """`text` is which of the four; without it, that of the level that the order has reached."""

    order_id: UUID
    by: Actor
    text: Annotated[int, Field(ge=0, le=4)] | None = None
    out_of_turn: bool = False


async def remind_by_hand(tx: Tx, command: RemindByHand) -> PaymentReminderIssued:
    """Raises OrderNotFound, OrderIsCancelled, NothingDue, OrderOnHold, PaymentIsPending, NoAddress, RemindedLately,
    NotOverdueYet, TextOutOfTurn.
    """
    today = await read_today(tx)
    account = await get_account(tx, command.order_id)
    # Two orders of one customer, asked for at the same time, would be two reminders else.
    await tx.lock_keys([_of(customer_of(account))])
    issued = await read_by_hand(tx, today, account, command.text, out_of_turn=command.out_of_turn, lock=tx)
    return (await _write(tx, [issued], at=today.at, by=command.by))[0]


async def read_by_hand(
    queries: Queries,
    today: Today,
    account: Account,
    text: int | None,
    *,
    out_of_turn: bool = False,
    lock: Tx | None = None,
) -> Issued:
    """What would be sent now; with a `lock`, without those orders of the customer that somebody works on.

    Raises as `remind_by_hand`.
    """
    order_id, customer = account.order.order_id, customer_of(account)
    schedules = {one.order_id: one for one in await store.list_of_customers(queries, [customer])}
    schedules |= await store.find_schedules(queries, [order_id])
    others = [one for one in schedules if one != order_id]
    if lock:
        others = await _lock(lock, others)
    pending = await store.list_pending(queries, [order_id, *others])
    last = await store.find_last_reminded(queries, customer)
    if refusal := refusal_of_reminder(account, pending, last, today.settings, today.at):
        raise refusal
    texts = texts_by_hand(account, [one.said for one in await store.list_reminders(queries, order_id)], today.day)
    if text is None:
        text = text_by_hand(schedules.get(order_id), today.settings, texts)
    elif refusal := refusal_of_text(account, text, texts, today=today.day, out_of_turn=out_of_turn):
        raise refusal
    accounts = [one for one in await list_accounts(queries, others) if customer_of(one) == customer]
    party = Party([account, *accounts], schedules, pending)
    return by_hand(party, account, today.settings, text=text, today=today.day, at=today.at)


async def _due_customers(queries: Queries, today: Today, *, limit: int) -> list[str]:
    """Each once, those of the level that is furthest first."""
    settings, found = today.settings, dict[str, None]()
    for seek in reversed(_seeks(settings.levels, today.day)):
        more = await store.list_due_customers(
            queries, seek, due_since=settings.due_since, not_since=today.guard, limit=limit * 2
        )
        found |= dict.fromkeys(more)
    return list(found)[:limit]


def _seeks(levels: Sequence[Level], today: date) -> list[Seek]:
    """For each level that is on, those that are at the level before it, or at one between that is off now."""
    numbers = [0, *(level.number for level in levels)]
    return [
        _seek(at, level, today)
        for level, (before, number) in zip(levels, pairwise(numbers), strict=True)
        for at in range(before, number)
    ]


def _seek(at: int, level: Level, today: date) -> Seek:
    by = latest(level, today)
    return Seek(at, None, by) if level.counted_from is CountedFrom.PREVIOUS else Seek(at, by, None)


async def _lock_parties(tx: Tx, customers: Sequence[str]) -> dict[str, Party]:
    """Those of whose orders nobody works on any: the others have their turn a little later."""
    of = defaultdict[str, list[UUID]](list)
    for schedule in await store.list_of_customers(tx, customers):
        of[schedule.customer].append(schedule.order_id)
    order_ids = [order_id for name in customers for order_id in of[name]]
    keys = {name: lock_numbers([_of(name), *map(str, of[name])]) for name in customers}
    locked = await store.try_lock(tx, sorted({number for numbers in keys.values() for number in numbers}))
    free = [name for name in customers if locked.issuperset(keys[name])]
    # Only now, with their locks: what was paid until then is known.
    accounts = {one.order.order_id: one for one in await list_accounts(tx, order_ids)}
    schedules = await store.find_schedules(tx, order_ids)
    pending = await store.list_pending(tx, order_ids)
    return {
        name: Party([accounts[one] for one in of[name]], {one: schedules[one] for one in of[name]}, pending)
        for name in free
    }


async def _lock(tx: Tx, order_ids: Sequence[UUID]) -> list[UUID]:
    """Those on which nobody works: they are not waited for, as who does may wait for this one."""
    keys = {order_id: lock_numbers([str(order_id)])[0] for order_id in order_ids}
    locked = await store.try_lock(tx, sorted(keys.values()))
    return [one for one in order_ids if keys[one] in locked]


def _of(customer: str) -> str:
    return f"reminder of {customer}"


async def _write(tx: Tx, reminders: Sequence[Issued], *, at: datetime, by: str | None) -> list[PaymentReminderIssued]:
    """Returns what is told of each of their orders."""
    told: list[PaymentReminderIssued] = []
    orders: list[Order] = []
    for issued in reminders:
        reminder_id = uuid7()
        for account in issued.accounts:
            orders.append(account.order.announce())
            told.append(announced(issued, orders[-1], reminder_id=reminder_id, at=at, by=by))
    if told:
        await save_orders(tx, orders)
        await store.save_reminded(tx, [schedule for issued in reminders for schedule in issued.schedules])
        await store.insert_reminders(tx, [Reminder(one) for one in told])
        announce(tx, *told)
    return told
