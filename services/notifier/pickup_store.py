"""SQL of orders that are picked up: whom to tell where, and what is ready before its customer is known."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Self
from uuid import UUID

import asyncpg

from services.notifier.messages.model import Addressee, was_ready_long_ago
from shared.schemas.fulfilment import PickupReady
from shared.stored import Stored
from shared.transaction import Queries, Tx


class Pickup(NamedTuple):
    """Whom to tell, and where the order is picked up; None of one from before that was kept."""

    addressee: Addressee
    place: str | None
    order_cancelled: bool


class Ready(NamedTuple):
    """Since when a slip is ready for pickup; `long_ago`: it was, when it was brought over from elsewhere.

    `about` is the slip, or its order where the version before remembered it; `sequence` is that of the event.
    `handed_over`: its customer has it already, as far as is known. `slip` has its goods.
    """

    order_id: UUID
    about: UUID
    at: datetime
    long_ago: bool
    sequence: int
    handed_over: bool = False
    slip: PickupReady | None = None

    @classmethod
    def of(cls, event: PickupReady, *, handed_over: bool = False) -> Self:
        long_ago = was_ready_long_ago(event)
        return cls(event.order_id, event.shipment_id, event.ready_at, long_ago, event.sequence, handed_over, slip=event)


class Slips(NamedTuple):
    """Slips of orders, and these orders, about which the version before told."""

    shipment_ids: Sequence[UUID]
    order_ids: Sequence[UUID]


async def find_pickups(queries: Queries, order_ids: Iterable[UUID]) -> dict[UUID, Pickup]:
    """Those of the orders that have come: its customer as staff have said since, or its confirmation has it."""
    rows = await queries.fetch(
        "SELECT order_id, order_number, language, recipient, recipient_name, place, c.order_id IS NOT NULL"
        " FROM order_addressees LEFT JOIN pickups USING (order_id) LEFT JOIN cancelled_orders AS c USING (order_id)"
        " WHERE order_id = ANY($1::uuid[])",
        list(order_ids),
    )
    return {row[0]: Pickup(Addressee(*row[:5]), row[5], row[6]) for row in rows}


async def save_places(tx: Tx, places: Mapping[UUID, str]) -> list[Ready]:
    """Write where these orders are picked up; returns what is ready of them already, which nobody waits for then."""
    rows = await tx.fetch(
        "WITH new AS (SELECT * FROM unnest($1::uuid[], $2::text[]) AS new (order_id, place)"
        "), ready AS (SELECT order_id, ready_at, long_ago, ready_sequence, handed_over"
        " FROM pickups JOIN new USING (order_id)"
        " WHERE pickups.place IS NULL AND ready_at IS NOT NULL"
        "), saved AS (INSERT INTO pickups (order_id, place) SELECT order_id, place FROM new"
        " ON CONFLICT (order_id) DO UPDATE SET place = EXCLUDED.place, ready_at = NULL)"
        " SELECT order_id, order_id, ready_at, long_ago, ready_sequence, handed_over FROM ready",
        list(places),
        list(places.values()),
    )
    by_slip = await tx.fetch(
        "DELETE FROM ready_slips WHERE order_id = ANY($1::uuid[]) RETURNING shipment_id, ready, handed_over",
        list(places),
    )
    return [Ready(*row) for row in rows] + [ready_of(row) for row in by_slip]


async def delete_places(tx: Tx, order_ids: Sequence[UUID]) -> None:
    """They are sent to their customers now."""
    await tx.execute("DELETE FROM pickups WHERE order_id = ANY($1::uuid[]) AND place IS NOT NULL", order_ids)


async def remember_ready(tx: Tx, slips: Sequence[PickupReady]) -> None:
    """Their orders are still to come."""
    last = {slip.shipment_id: slip for slip in slips}
    await tx.execute(
        "INSERT INTO ready_slips (shipment_id, order_id, ready)"
        " SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::jsonb[])"
        " ON CONFLICT (shipment_id) DO UPDATE SET ready = EXCLUDED.ready, handed_over = false",
        list(last),
        [slip.order_id for slip in last.values()],
        [slip.model_dump_json() for slip in last.values()],
    )


async def withdraw_ready(tx: Tx, slips: Slips) -> None:
    """What is not told yet is not told, and what was told is set aside: made ready again, it is told again."""
    await tx.execute(_WITHDRAW, *slips)


async def hand_over_ready(tx: Tx, slips: Slips) -> None:
    """What is not told yet is not told, unless that is taken back."""
    await tx.execute(_HAND_OVER, *slips)


async def take_back_handing_over(tx: Tx, slips: Slips, *, told_after: timedelta) -> None:
    """What was ready is so again, and is told if its handing over had kept it from that."""
    await tx.execute(_TAKE_BACK, *slips, told_after)


def ready_of(row: asyncpg.Record) -> Ready:
    event = _READY.read(row["ready"], f"slip {row['shipment_id']}")
    return Ready.of(event, handed_over=row["handed_over"])


async def hold_orders(tx: Tx, order_ids: Iterable[UUID]) -> None:
    await tx.execute(
        "INSERT INTO held_orders (order_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING", list(order_ids)
    )


async def resume_orders(tx: Tx, order_ids: Iterable[UUID]) -> None:
    await tx.execute("DELETE FROM held_orders WHERE order_id = ANY($1::uuid[])", list(order_ids))


SELECT_READY_SLIPS = "SELECT shipment_id, order_id, ready, handed_over FROM ready_slips"

_READY: Stored[PickupReady] = Stored(PickupReady)

_OF_READY = "kind = 'pickup_ready' AND coalesce(about, order_id) = ANY($1::uuid[] || $2::uuid[])"
_UNTOLD = "state IN ('queued', 'failed')"
"""One that is being sent right now may still arrive, and is then recorded as sent."""

_WITHDRAW = f"""
WITH forgotten AS (DELETE FROM ready_slips WHERE shipment_id = ANY($1::uuid[])
), of_the_version_before AS (DELETE FROM pickups WHERE order_id = ANY($2::uuid[]) AND place IS NULL)
UPDATE messages SET about = message_id, state = CASE WHEN {_UNTOLD} THEN 'not_sent' ELSE state END,
    reason = CASE WHEN {_UNTOLD} THEN 'withdrawn' ELSE reason END
WHERE {_OF_READY}
"""  # noqa: S608
_HAND_OVER = f"""
WITH early AS (UPDATE ready_slips SET handed_over = true WHERE shipment_id = ANY($1::uuid[])
), of_the_version_before AS (
    UPDATE pickups SET handed_over = true WHERE order_id = ANY($2::uuid[]) AND place IS NULL
)
UPDATE messages SET state = 'not_sent', reason = 'handed_over' WHERE {_OF_READY} AND {_UNTOLD}
"""  # noqa: S608
_TAKE_BACK = f"""
WITH early AS (UPDATE ready_slips SET handed_over = false WHERE shipment_id = ANY($1::uuid[])
), of_the_version_before AS (
    UPDATE pickups SET handed_over = false WHERE order_id = ANY($2::uuid[]) AND place IS NULL
)
UPDATE messages SET state = 'queued', reason = NULL, attempts = 0, next_attempt_at = now() + $3
WHERE {_OF_READY} AND reason = 'handed_over'
    AND (SELECT true FROM cancelled_orders AS c WHERE c.order_id = messages.order_id) IS NULL
"""  # noqa: S608
