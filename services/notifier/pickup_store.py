"""SQL of orders that are picked up: whom to tell where, and what is ready before its customer is known."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from services.notifier.messages.model import Addressee
from shared.transaction import Queries, Tx


class Pickup(NamedTuple):
    """Whom to tell, and where the order is picked up; None of one from before that was kept."""

    addressee: Addressee
    place: str | None
    order_cancelled: bool


class Ready(NamedTuple):
    """Since when an order is ready for pickup; `long_ago`: it was, when it was brought over from elsewhere.

    `sequence` is that of the event. `handed_over`: its customer has it already, as far as is known.
    """

    at: datetime
    long_ago: bool
    sequence: int
    handed_over: bool = False


async def find_pickups(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, Pickup]:
    """Those of the orders that have come: the customer of each is as its confirmation has it."""
    rows = await queries.fetch(
        "SELECT order_id, order_number, language, recipient, recipient_name, place, c.order_id IS NOT NULL"
        " FROM messages LEFT JOIN pickups USING (order_id) LEFT JOIN cancelled_orders AS c USING (order_id)"
        " WHERE kind = 'order_confirmation' AND order_id = ANY($1::uuid[])",
        list(order_ids),
    )
    return {row[0]: Pickup(Addressee(*row[:5]), row[5], row[6]) for row in rows}


async def save_places(tx: Tx, places: Mapping[UUID, str]) -> dict[UUID, Ready]:
    """Write where these orders are picked up; returns those that are ready already, which nobody waits for then."""
    rows = await tx.fetch(
        "WITH new AS (SELECT * FROM unnest($1::uuid[], $2::text[]) AS new (order_id, place)"
        "), ready AS (SELECT order_id, ready_at, long_ago, ready_sequence, handed_over"
        " FROM pickups JOIN new USING (order_id)"
        " WHERE pickups.place IS NULL AND ready_at IS NOT NULL"
        "), saved AS (INSERT INTO pickups (order_id, place) SELECT order_id, place FROM new"
        " ON CONFLICT (order_id) DO UPDATE SET place = EXCLUDED.place, ready_at = NULL)"
        " SELECT order_id, ready_at, long_ago, ready_sequence, handed_over FROM ready",
        list(places),
        list(places.values()),
    )
    return {row[0]: Ready(*row[1:]) for row in rows}


async def remember_ready(tx: Tx, ready: Mapping[UUID, Ready]) -> None:
    """Their orders are still to come."""
    await tx.execute(
        "INSERT INTO pickups (order_id, ready_at, long_ago, ready_sequence)"
        " SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::boolean[], $4::integer[])"
        " ON CONFLICT (order_id) DO UPDATE SET ready_at = EXCLUDED.ready_at, long_ago = EXCLUDED.long_ago,"
        " ready_sequence = EXCLUDED.ready_sequence, handed_over = false",
        list(ready),
        [one.at for one in ready.values()],
        [one.long_ago for one in ready.values()],
        [one.sequence for one in ready.values()],
    )


async def withdraw_ready(tx: Tx, order_ids: Iterable[UUID]) -> None:
    """What is not told yet is not told, and what was told is set aside: made ready again, it is told again."""
    await tx.execute(_WITHDRAW, list(order_ids))


async def hand_over_ready(tx: Tx, order_ids: Iterable[UUID]) -> None:
    """What is not told yet is not told, unless that is taken back."""
    await tx.execute(_HAND_OVER, list(order_ids))


async def take_back_handing_over(tx: Tx, order_ids: Iterable[UUID], *, told_after: timedelta) -> None:
    """What was ready is so again, and is told if its handing over had kept it from that."""
    await tx.execute(_TAKE_BACK, list(order_ids), told_after)


async def hold_orders(tx: Tx, order_ids: Iterable[UUID]) -> None:
    await tx.execute(
        "INSERT INTO held_orders (order_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING", list(order_ids)
    )


async def resume_orders(tx: Tx, order_ids: Iterable[UUID]) -> None:
    await tx.execute("DELETE FROM held_orders WHERE order_id = ANY($1::uuid[])", list(order_ids))


_OF_READY = "kind = 'pickup_ready' AND coalesce(about, order_id) = ANY($1::uuid[])"
_UNTOLD = "state IN ('queued', 'failed')"
"""One that is being sent right now may still arrive, and is then recorded as sent."""

_WITHDRAW = f"""
WITH forgotten AS (DELETE FROM pickups WHERE order_id = ANY($1::uuid[]) AND place IS NULL)
UPDATE messages SET about = message_id, state = CASE WHEN {_UNTOLD} THEN 'not_sent' ELSE state END,
    reason = CASE WHEN {_UNTOLD} THEN 'withdrawn' ELSE reason END
WHERE {_OF_READY}
"""  # noqa: S608
_HAND_OVER = f"""
WITH early AS (UPDATE pickups SET handed_over = true WHERE order_id = ANY($1::uuid[]) AND place IS NULL)
UPDATE messages SET state = 'not_sent', reason = 'handed_over' WHERE {_OF_READY} AND {_UNTOLD}
"""  # noqa: S608
_TAKE_BACK = f"""
WITH early AS (UPDATE pickups SET handed_over = false WHERE order_id = ANY($1::uuid[]) AND place IS NULL)
UPDATE messages SET state = 'queued', reason = NULL, attempts = 0, next_attempt_at = now() + $2
WHERE {_OF_READY} AND reason = 'handed_over'
    AND (SELECT true FROM cancelled_orders AS c WHERE c.order_id = messages.order_id) IS NULL
"""  # noqa: S608
