"""Reservations whose time is over end: their goods go to the slips that wait for them, or are free."""

from services.fulfilment.reservations.store import find_next_end, list_due
from services.fulfilment.slips.end_reservations import end_reservations
from shared.clock import now
from shared.schemas.fulfilment import ReservationExpired
from shared.transaction import Database, Tx, announce

BATCH = 100
IDLE_S = 5.0
SOON_S = 0.2


async def expire_due_reservations(database: Database) -> float:
    """Called only while every order that was placed by now is applied: an order in time has its goods."""
    async with database.transaction() as tx:
        looked_at = await expire_reservations(tx)
        next_end = await find_next_end(tx)
    if looked_at == BATCH:
        return 0
    return IDLE_S if next_end is None else min(max((next_end - now()).total_seconds(), SOON_S), IDLE_S)


async def expire_reservations(tx: Tx, *, limit: int = BATCH) -> int:
    """How many were due. Several processes may do so at once: each reservation ends once, as it is locked for it."""
    at = now()
    due = [one.reservation_id for one in await list_due(tx, at, limit=limit)]
    if not due:
        return 0
    for before, after in await end_reservations(tx, due, lambda one: one.expire(at)):
        announce(
            tx,
            ReservationExpired(
                reservation_id=after.reservation_id, sequence=after.sequence, lines=before.reserved, expired_at=at
            ),
        )
    return len(due)
