"""SQL of what is overdue and of reminders. One statement a function."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.billing.reminders.schedule import Schedule
from shared.schemas.billing import PaymentReminderIssued
from shared.stored import Stored
from shared.transaction import Queries, Tx

MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Reminder:
    """As it was announced of one order."""

    said: PaymentReminderIssued

    @property
    def leads(self) -> bool:
        return self.said.part_of is None

    @property
    def by_hand(self) -> bool:
        return self.said.by is not None


class Overdue(NamedTuple):
    """An order of the list of what is overdue."""

    schedule: Schedule
    number: str
    customer_name: str | None
    held: bool
    pending: bool


class Seek(NamedTuple):
    """Which schedules are due for their next level: those that are at one, and late enough by one of two dates."""

    level: int
    due_on: date | None
    reminded_on: date | None


async def find_schedules(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, Schedule]:
    rows = await queries.fetch(f"{SELECT_SCHEDULES} WHERE order_id = ANY($1::uuid[])", list(order_ids))
    return {row["order_id"]: schedule_of(row) for row in rows}


async def list_of_customers(queries: Queries, customers: Collection[str]) -> list[Schedule]:
    """All that are overdue of these customers, the longest first."""
    rows = await queries.fetch(
        f"{SELECT_SCHEDULES} WHERE customer = ANY($1::text[]) AND due > 0 ORDER BY due_on, order_id", list(customers)
    )
    return [schedule_of(row) for row in rows]


async def save_customer(tx: Tx, order_id: UUID, customer: str) -> None:
    """Whom an order is for now, also where nothing of it is overdue."""
    await tx.execute("UPDATE reminder_schedules SET customer = $2 WHERE order_id = $1", order_id, customer)


async def find_last_reminded(queries: Queries, customer: str) -> datetime | None:
    last: datetime | None = await queries.fetchval(
        "SELECT max(reminded_at) FROM reminder_schedules WHERE customer = $1", customer
    )
    return last


async def list_due_customers(
    queries: Queries, seek: Seek, *, due_since: date | None, not_since: datetime, limit: int
) -> list[str]:
    """Whose order is due for its next level; the longest overdue first, once for each such order.

    None that is on hold or whose payment is on its way, nor of which something is parked: that may be its payment. Nor
    a customer who was reminded since then, or has no e-mail address.
    """
    rows = await queries.fetch(_DUE, seek.level, seek.due_on, seek.reminded_on, due_since, not_since, limit)
    return [row["customer"] for row in rows]


async def list_overdue(
    queries: Queries, *, level: int | None, after: tuple[date, UUID] | None, limit: int
) -> list[Overdue]:
    """The longest overdue first; those that have come to this level alone, where one is given."""
    due_on, order_id = after or (date.min, UUID(int=0))
    of_level = () if level is None else (level,)
    rows = await queries.fetch(
        _OVERDUE.format(level="AND level = $4" if of_level else ""), due_on, order_id, limit, *of_level
    )
    return [Overdue(schedule_of(row), row["number"], row["customer_name"], row["held"], row["pending"]) for row in rows]


async def count_overdue(queries: Queries) -> int:
    """Up to MOST_COUNTED."""
    count: int = await queries.fetchval(
        "SELECT count(*) FROM (SELECT FROM reminder_schedules WHERE due > 0 LIMIT $1) AS counted", MOST_COUNTED
    )
    return count


async def try_lock(tx: Tx, numbers: Collection[int]) -> set[int]:
    """Those of the advisory locks that nobody has; they are kept until the transaction ends."""
    rows = await tx.fetch(
        "SELECT number FROM unnest($1::bigint[]) AS number WHERE pg_try_advisory_xact_lock(number)", list(numbers)
    )
    return {row["number"] for row in rows}


async def list_pending(queries: Queries, order_ids: Collection[UUID]) -> set[UUID]:
    """Those of the orders whose payment is on its way."""
    rows = await queries.fetch(
        "SELECT order_id FROM pending_payments WHERE order_id = ANY($1::uuid[])", list(order_ids)
    )
    return {row["order_id"] for row in rows}


async def count_sent(queries: Queries, since: datetime) -> int:
    """How many the schedule has issued since then."""
    sent: int = await queries.fetchval(
        "SELECT count(*) FROM reminders WHERE leads AND NOT by_hand AND issued_at > $1", since
    )
    return sent


async def save_overdue(tx: Tx, schedules: Sequence[Schedule]) -> None:
    """What is due of each; the level of one that is here, and when it was reminded of, stay."""
    await tx.execute(
        "INSERT INTO reminder_schedules (order_id, customer, due_on, due, currency)"
        " SELECT * FROM unnest($1::uuid[], $2::text[], $3::date[], $4::numeric[], $5::text[])"
        " ON CONFLICT (order_id) DO UPDATE SET customer = EXCLUDED.customer, due_on = EXCLUDED.due_on,"
        " due = EXCLUDED.due, currency = EXCLUDED.currency",
        [one.order_id for one in schedules],
        [one.customer for one in schedules],
        [one.due_on for one in schedules],
        [one.due for one in schedules],
        [one.currency for one in schedules],
    )


async def end_schedules(tx: Tx, order_ids: Iterable[UUID]) -> None:
    """Nothing of these orders is overdue any more."""
    await tx.execute(
        "UPDATE reminder_schedules SET due = 0 WHERE order_id = ANY($1::uuid[]) AND due > 0", list(order_ids)
    )


async def begin_anew(tx: Tx, order_id: UUID) -> None:
    """Of another invoice of the order nobody was reminded yet."""
    await tx.execute(
        "UPDATE reminder_schedules SET level = 0, reminded_on = NULL WHERE order_id = $1 AND level > 0", order_id
    )


async def save_reminded(tx: Tx, schedules: Sequence[Schedule]) -> None:
    """The levels that were issued, and when; of one that is not overdue yet, for the hours between two."""
    await tx.execute(
        "INSERT INTO reminder_schedules"
        " (order_id, customer, due_on, due, currency, level, reminded_on, reminded_at)"
        " SELECT * FROM unnest($1::uuid[], $2::text[], $3::date[], $4::numeric[], $5::text[], $6::int[], $7::date[],"
        " $8::timestamptz[])"
        " ON CONFLICT (order_id) DO UPDATE SET level = EXCLUDED.level, reminded_on = EXCLUDED.reminded_on,"
        " reminded_at = EXCLUDED.reminded_at",
        [one.order_id for one in schedules],
        [one.customer for one in schedules],
        [one.due_on for one in schedules],
        [one.due for one in schedules],
        [one.currency for one in schedules],
        [one.level for one in schedules],
        [one.reminded_on for one in schedules],
        [one.reminded_at for one in schedules],
    )


async def insert_reminders(tx: Tx, reminders: Sequence[Reminder]) -> None:
    await tx.execute(
        "INSERT INTO reminders (reminder_id, order_id, issued_at, by_hand, leads, said)"
        " SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::boolean[], $5::boolean[], $6::jsonb[])"
        " ON CONFLICT DO NOTHING",
        [one.said.reminder_id for one in reminders],
        [one.said.order_id for one in reminders],
        [one.said.issued_at for one in reminders],
        [one.by_hand for one in reminders],
        [one.leads for one in reminders],
        [one.said.model_dump_json() for one in reminders],
    )


async def list_reminders(queries: Queries, order_id: UUID) -> list[Reminder]:
    """Of an order, oldest first."""
    rows = await queries.fetch(f"{SELECT_REMINDERS} WHERE order_id = $1 ORDER BY issued_at, reminder_id", order_id)
    return [reminder_of(row) for row in rows]


async def list_orders_of(queries: Queries, reminder_id: UUID) -> list[Reminder]:
    """What was announced of each of its orders."""
    rows = await queries.fetch(f"{SELECT_REMINDERS} WHERE reminder_id = $1 ORDER BY NOT leads, order_id", reminder_id)
    return [reminder_of(row) for row in rows]


def schedule_of(row: asyncpg.Record) -> Schedule:
    return Schedule(**{name: row[name] for name in Schedule.__dataclass_fields__})


def reminder_of(row: asyncpg.Record) -> Reminder:
    return Reminder(_SAID.read(row["said"], f"reminder {row['reminder_id']}"))


SELECT_SCHEDULES = (
    "SELECT order_id, customer, due_on, due, currency, level, reminded_on, reminded_at FROM reminder_schedules"
)
SELECT_REMINDERS = "SELECT reminder_id, order_id, issued_at, by_hand, leads, said FROM reminders"
_SAID: Stored[PaymentReminderIssued] = Stored(PaymentReminderIssued)

_DUE = """
SELECT s.customer FROM reminder_schedules AS s JOIN orders AS o USING (order_id)
WHERE s.due > 0 AND s.level = $1 AND ($2::date IS NULL OR s.due_on <= $2) AND ($3::date IS NULL OR s.reminded_on <= $3)
    AND ($4::date IS NULL OR s.due_on >= $4) AND NOT o.held AND o.state <> 'cancelled'
    AND s.customer LIKE '%@%'
    AND NOT EXISTS (SELECT FROM pending_payments AS p WHERE p.order_id = s.order_id)
    AND NOT EXISTS (SELECT FROM parked WHERE parked.key = s.order_id::text)
    AND NOT EXISTS (SELECT FROM reminder_schedules AS one WHERE one.customer = s.customer AND one.reminded_at > $5)
ORDER BY s.due_on, s.order_id LIMIT $6
"""
_OVERDUE = """
SELECT s.order_id, s.customer, s.due_on, s.due, s.currency, s.level, s.reminded_on, s.reminded_at, o.number, o.held,
    EXISTS (SELECT FROM pending_payments AS p WHERE p.order_id = s.order_id) AS pending,
    coalesce(o.contact_name, (SELECT document -> 'customer' ->> 'name' FROM documents AS d
        WHERE d.order_id = s.order_id AND d.kind = 'invoice' ORDER BY document_id DESC LIMIT 1)) AS customer_name
FROM reminder_schedules AS s JOIN orders AS o USING (order_id)
WHERE s.due > 0 AND (s.due_on, s.order_id) > ($1, $2) {level}
ORDER BY s.due_on, s.order_id LIMIT $3
"""
