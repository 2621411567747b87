"""A reservation is given back before its time: its goods go to the slips that wait for them, or are free."""

from typing import NamedTuple
from uuid import UUID

from services.fulfilment.reservations.model import Reservation
from services.fulfilment.reservations.store import get_reservation
from services.fulfilment.slips.end_reservations import announce_released, end_reservations
from shared.clock import now
from shared.transaction import Tx


class ReleaseReservation(NamedTuple):
    """`of`: only if it is this caller's."""

    reservation_id: UUID
    by: str
    of: str | None = None


async def release_reservation(tx: Tx, command: ReleaseReservation) -> Reservation:
    """Twice is as once. Refuses one that was used or has expired."""
    at = now()
    await get_reservation(tx, command.reservation_id, of=command.of)
    ended = await end_reservations(tx, [command.reservation_id], lambda one: one.release(at=at, by=command.by))
    announce_released(tx, ended, at=at)
    return await get_reservation(tx, command.reservation_id)
