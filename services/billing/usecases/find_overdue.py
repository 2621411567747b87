"""Invoices whose day to be paid is over become overdue: each is looked at once, as its day comes."""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from services.billing.reminders.follow import follow_orders
from services.billing.settings import SellerSettings
from shared.clock import now
from shared.stored_settings import get_settings
from shared.transaction import Database, Queries, Tx

BATCH = 500
IDLE_S = 60
AGAIN = timedelta(days=2)
"""What was issued around midnight may have been committed once its day was looked at: that is looked at again."""


class Place(NamedTuple):
    """How far invoices are looked at, by their due date."""

    done_on: date
    due_on: str
    document_id: UUID


FIRST = Place(date.min, "", UUID(int=0))


async def find_overdue(database: Database) -> float:
    """A batch; returns after how many seconds to look again."""
    async with database.reading() as queries:
        today = (await get_settings(queries, SellerSettings)).date_of(now())
        place = await _place(queries)
        if place.done_on >= today:
            return IDLE_S
        found = await queries.fetch(_NEXT, place.due_on, place.document_id, today.isoformat(), BATCH)
    after = Place(place.done_on, *found[-1][:2]) if len(found) == BATCH else _done(today)
    unpaid = sorted({row["order_id"] for row in found if row["unpaid"]})
    async with database.transaction(locking=unpaid) as tx:
        if await _move(tx, place, after):
            await follow_orders(tx, unpaid)
    return 0 if len(found) == BATCH else IDLE_S


def _done(today: date) -> Place:
    return Place(today, (today - AGAIN).isoformat(), UUID(int=0))


async def _place(queries: Queries) -> Place:
    row = await queries.fetchrow("SELECT done_on, due_on, document_id FROM looked_for_overdue")
    return Place(*row) if row else FIRST


async def _move(tx: Tx, before: Place, after: Place) -> bool:
    """False where another process has gone on meanwhile."""
    moved = await tx.fetchval(_MOVE, *before, *after)
    return moved is not None


_NEXT = """
SELECT document ->> 'due_on', document_id, order_id,
    (SELECT coalesce(sum(CASE d.kind WHEN 'invoice' THEN d.gross ELSE -d.gross END), 0) FROM documents AS d
        WHERE d.order_id = invoice.order_id)
    > (SELECT coalesce(sum(amount), 0) FROM ledger AS l WHERE l.order_id = invoice.order_id) AS unpaid
FROM documents AS invoice
WHERE kind = 'invoice' AND (document ->> 'due_on', document_id) > ($1, $2) AND document ->> 'due_on' < $3
ORDER BY document ->> 'due_on', document_id LIMIT $4
"""
_MOVE = """
INSERT INTO looked_for_overdue AS l (done_on, due_on, document_id)
VALUES ($4, $5, $6)
ON CONFLICT (only_row) DO UPDATE SET done_on = EXCLUDED.done_on, due_on = EXCLUDED.due_on,
    document_id = EXCLUDED.document_id
WHERE (l.done_on, l.due_on, l.document_id) = ($1, $2, $3)
RETURNING true
"""
