"""Reservations: goods set aside for a while, before an order is placed. All or nothing, and each for one order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

from services.fulfilment.stock.model import NotEnoughStock, Shelf
from shared.refused import NotFound, Refused
from shared.schemas.dates import WrongDate
from shared.schemas.fulfilment import SkuQuantity
from shared.states import move

LONGEST = timedelta(hours=24)
USUAL = timedelta(minutes=15)


class ReservationNotFound(NotFound):
    type = "reservation-not-found"


class ReservationEnded(Refused):
    type = "reservation-ended"


class AlreadyExtended(Refused):
    type = "reservation-extended"


class ReservationState(StrEnum):
    """`reserved`: goods are set aside; `released`: given back; `expired`: its time was over; `used`: by an order."""

    RESERVED = "reserved"
    RELEASED = "released"
    EXPIRED = "expired"
    USED = "used"


NEXT: dict[ReservationState, set[ReservationState]] = {
    ReservationState.RESERVED: {ReservationState.RELEASED, ReservationState.EXPIRED, ReservationState.USED},
    ReservationState.RELEASED: set(),
    ReservationState.EXPIRED: set(),
    ReservationState.USED: set(),
}

Possible = Literal["extend", "release"]


@dataclass(frozen=True, slots=True)
class ReservedLine:
    """`reserved` of `quantity` are set aside now. What is not tracked needs no goods set aside."""

    sku: str
    quantity: int
    reserved: int
    tracked: bool


@dataclass(frozen=True, slots=True)
class Reservation:
    """One line a SKU. `ended_by` is None where its time was over, or an order took it over."""

    reservation_id: UUID
    lines: tuple[ReservedLine, ...]
    created_at: datetime
    created_by: str
    expires_at: datetime
    reference: str | None = None
    state: ReservationState = ReservationState.RESERVED
    extended_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    order_id: UUID | None = None
    sequence: int = 1

    @property
    def reserved(self) -> tuple[SkuQuantity, ...]:
        return tuple([SkuQuantity(sku=one.sku, quantity=one.reserved) for one in self.lines if one.reserved])

    @property
    def may(self) -> tuple[Possible, ...]:
        """What may be done now, by the rules that refuse the rest."""
        if self.state is not ReservationState.RESERVED:
            return ()
        return ("release",) if self.extended_at else ("extend", "release")

    def extend(self, expires_at: datetime, at: datetime) -> "Reservation":
        """Once: nobody keeps goods from others for ever. Refuses what has ended, and an earlier end."""
        self._refuse_ended()
        if self.extended_at:
            raise AlreadyExtended(f"reservation {self.reservation_id} was extended already, which is possible once")
        if expires_at <= self.expires_at:
            raise WrongDate(
                f"reservation {self.reservation_id} lasts until {self.expires_at.isoformat()} already",
                field="expires_at",
            )
        return replace(self, expires_at=expires_at, extended_at=at, sequence=self.sequence + 1)

    def release(self, *, at: datetime, by: str) -> "Reservation":
        """The same where it is released already. Refuses one that was used or has expired."""
        if self.state is ReservationState.RELEASED:
            return self
        self._refuse_ended()
        return replace(self._ended(ReservationState.RELEASED, at), ended_by=by)

    def give_up(self, *, at: datetime, by: str) -> "Reservation":
        """As released, by an order that needs it no more. The same where it has ended, also by another order."""
        return self.release(at=at, by=by) if self.state is ReservationState.RESERVED else self

    def expire(self, at: datetime) -> "Reservation":
        """The same where its time is not over, or it has ended."""
        if self.state is not ReservationState.RESERVED or at < self.expires_at:
            return self
        return self._ended(ReservationState.EXPIRED, at)

    def use(self, order_id: UUID, at: datetime) -> "Reservation":
        return replace(self._ended(ReservationState.USED, at), order_id=order_id)

    def without(self, sku: str, units: int) -> "Reservation":
        """A count does not find so many of what is set aside for it."""
        lines = [replace(one, reserved=one.reserved - units) if one.sku == sku else one for one in self.lines]
        return replace(self, lines=tuple(lines), sequence=self.sequence + 1)

    def _refuse_ended(self) -> None:
        if self.state is ReservationState.RESERVED:
            return
        how = {
            ReservationState.RELEASED: "was released",
            ReservationState.EXPIRED: "has expired",
            ReservationState.USED: f"was used by order {self.order_id}",
        }
        raise ReservationEnded(f"reservation {self.reservation_id} {how[self.state]}")

    def _ended(self, state: ReservationState, at: datetime) -> "Reservation":
        lines = tuple([replace(one, reserved=0) for one in self.lines])
        moved = move(f"reservation {self.reservation_id}", self.state, state, NEXT)
        return replace(self, state=moved, lines=lines, ended_at=at, sequence=self.sequence + 1)


def until(expires_at: datetime | None, expires_in_s: int | None, at: datetime) -> datetime:
    """When it ends: at a time or after so many seconds. Refuses what is over, and longer than goods are set aside."""
    if expires_at is None:
        return at + (USUAL if expires_in_s is None else timedelta(seconds=expires_in_s))
    if not at < expires_at <= at + LONGEST:
        raise WrongDate(
            f"expires_at {expires_at.isoformat()} is not within the next 24 hours; it is {at.isoformat()}",
            field="expires_at",
        )
    return expires_at


def set_aside(wanted: Sequence[tuple[str, int]], shelf: Shelf, *, accept_backorder: bool, at: datetime) -> Shelf:
    """Set goods aside on the locked shelf, all or nothing; returns what of the shelf changed.

    `accept_backorder`: what is not there may be missing where orders may wait for it. Refuses with what is there.
    """
    units: dict[str, int] = {}
    short: list[NotEnoughStock] = []
    for position, (sku, quantity) in enumerate(wanted):
        if stock := shelf.get(sku):
            available = stock.available - units.get(sku, 0)
            if available < quantity and not (accept_backorder and stock.may_wait(at)):
                short.append(_short(position, sku, quantity, max(available, 0)))
            units[sku] = units.get(sku, 0) + min(quantity, available)
    if short:
        raise NotEnoughStock("; ".join(one.detail for one in short), field="lines", each=short)
    for sku, quantity in units.items():
        shelf[sku].reserve(quantity)
    return {sku: shelf[sku] for sku, quantity in units.items() if quantity}


def lines_of(wanted: Sequence[tuple[str, int]], reserved: Mapping[str, int], shelf: Shelf) -> tuple[ReservedLine, ...]:
    quantities: dict[str, int] = {}
    for sku, quantity in wanted:
        quantities[sku] = quantities.get(sku, 0) + quantity
    return tuple(
        [ReservedLine(sku, quantity, reserved.get(sku, 0), sku in shelf) for sku, quantity in quantities.items()]
    )


def _short(position: int, sku: str, wanted: int, available: int) -> NotEnoughStock:
    there = f"{available} of {sku} {'is' if available == 1 else 'are'} available" if available else f"no {sku} is left"
    return NotEnoughStock(f"{there}, {wanted} wanted", field=f"lines/{position}/quantity", limit=available)
