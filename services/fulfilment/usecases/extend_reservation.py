"""A reservation lasts longer: once."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.fulfilment.reservations.model import Reservation, until
from services.fulfilment.reservations.store import get_reservation, lock_reservations, update_reservations
from shared.clock import now
from shared.schemas.fulfilment import ReservationExtended
from shared.transaction import Tx, announce


class ExtendReservation(NamedTuple):
    """`of`: only if it is this caller's."""

    reservation_id: UUID
    by: str
    of: str | None = None
    expires_at: datetime | None = None
    expires_in_s: int | None = None


async def extend_reservation(tx: Tx, command: ExtendReservation) -> Reservation:
    """Refuses one that has ended or was extended before, and an end that is not later."""
    # Its row is enough: no stock changes, and who ends it looks at it again once it is locked.
    await get_reservation(tx, command.reservation_id, of=command.of)
    (reservation,) = await lock_reservations(tx, [command.reservation_id])
    at = now()
    extended = reservation.extend(until(command.expires_at, command.expires_in_s, at), at)
    await update_reservations(tx, [extended])
    announce(
        tx,
        ReservationExtended(
            reservation_id=extended.reservation_id,
            sequence=extended.sequence,
            expires_at=extended.expires_at,
            extended_at=at,
            by=command.by,
        ),
    )
    return extended
