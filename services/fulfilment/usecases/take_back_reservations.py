"""Reservations that were announced are as they were: those that ended end, before slips take the goods they had.

Those that last are entered after the slips, with what there is: the shelf may have been counted otherwise.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.fulfilment.reservations.model import Reservation, ReservationState, ReservedLine
from services.fulfilment.reservations.store import (
    find_reservations,
    insert_reservations,
    lock_reservations,
    update_reservations,
)
from services.fulfilment.slips.end_reservations import end_reservations
from services.fulfilment.stock.store import lock_stock, update_stock
from shared.clock import now
from shared.messaging.take_back import Outcome, Verdict
from shared.schemas.event import Event
from shared.schemas.fulfilment import (
    ReservationEvent,
    ReservationExpired,
    ReservationExtended,
    ReservationReleased,
    ReservationUsed,
    StockReserved,
)
from shared.transaction import Tx


class Told(NamedTuple):
    """What was announced of a reservation and is not known: how it began and until when, if so, and the last."""

    began: StockReserved | None
    expires_at: datetime | None
    last: ReservationEvent

    @property
    def has_ended(self) -> bool:
        match self.last:
            case ReservationReleased():
                return not self.last.not_found_by_count
            case ReservationExpired() | ReservationUsed():
                return True
        return False


async def end_as_announced(tx: Tx, events: Sequence[Event]) -> dict[UUID, Verdict]:
    told = _told(events)
    ended = {reservation_id: one.last for reservation_id, one in told.items() if one.has_ended}
    changed = await end_reservations(tx, list(ended), lambda one: _end(one, ended[one.reservation_id]))
    taken = {after.reservation_id for _, after in changed}
    return {
        reservation_id: Verdict(Outcome.TAKEN if reservation_id in taken else Outcome.THERE, str(reservation_id))
        for reservation_id in ended
    }


async def reserve_as_announced(tx: Tx, events: Sequence[Event]) -> dict[UUID, Verdict]:
    lasting = {reservation_id: one for reservation_id, one in _told(events).items() if not one.has_ended}
    known = {one.reservation_id for one in await find_reservations(tx, lasting)}
    verdicts = {}
    for reservation_id, one in lasting.items():
        if reservation_id in known:
            await _extend(tx, reservation_id, one)
            verdict = Verdict(Outcome.TAKEN, str(reservation_id))
        elif one.began is None or one.expires_at is None or one.expires_at <= now():
            verdict = Verdict(Outcome.THERE, str(reservation_id), "its time is over")
        else:
            await _enter(tx, one.began, one.expires_at, one.last.sequence)
            verdict = Verdict(Outcome.TAKEN, str(reservation_id))
        verdicts[reservation_id] = verdict
    return verdicts


def _told(events: Sequence[Event]) -> dict[UUID, Told]:
    told: dict[UUID, Told] = {}
    its = [event for event in events if isinstance(event, ReservationEvent)]
    for event in sorted(its, key=lambda event: event.sequence):
        before = told.get(event.reservation_id, Told(None, None, event))
        match event:
            case StockReserved():
                told[event.reservation_id] = Told(event, event.expires_at, event)
            case ReservationExtended():
                told[event.reservation_id] = before._replace(expires_at=event.expires_at, last=event)
            case _:
                told[event.reservation_id] = before._replace(last=event)
    return told


def _end(reservation: Reservation, event: ReservationEvent) -> Reservation:
    if reservation.state is not ReservationState.RESERVED:
        return reservation
    match event:
        case ReservationUsed():
            ended = reservation.use(event.order_id, event.used_at)
        case ReservationReleased():
            ended = reservation.release(at=event.released_at, by=event.by)
        case ReservationExpired():
            ended = reservation.expire(max(event.expired_at, reservation.expires_at))
        case _:
            return reservation
    return replace(ended, sequence=event.sequence)


async def _extend(tx: Tx, reservation_id: UUID, told: Told) -> None:
    (reservation,) = await lock_reservations(tx, [reservation_id])
    expires_at = told.expires_at or reservation.expires_at
    longer = expires_at != reservation.expires_at
    await update_reservations(
        tx,
        [
            replace(
                reservation,
                expires_at=expires_at,
                extended_at=now() if longer else reservation.extended_at,
                sequence=max(told.last.sequence, reservation.sequence),
            )
        ],
    )


async def _enter(tx: Tx, began: StockReserved, expires_at: datetime, sequence: int) -> None:
    shelf = await lock_stock(tx, {line.sku for line in began.lines})
    lines = []
    for line in began.lines:
        stock = shelf.get(line.sku)
        units = min(line.quantity, stock.available) if stock else 0
        if stock:
            stock.reserve(units)
        lines.append(ReservedLine(line.sku, line.quantity, units, stock is not None))
    await update_stock(tx, shelf)
    reservation = Reservation(
        began.reservation_id,
        tuple(lines),
        began.reserved_at,
        began.by,
        expires_at,
        began.reference,
        extended_at=began.reserved_at if expires_at != began.expires_at else None,
        sequence=sequence,
    )
    await insert_reservations(tx, [reservation])
