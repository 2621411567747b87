"""Orders take over what was reserved for them, each reservation once; what they do not need is free."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.fulfilment.reservations.model import Reservation, ReservationState
from services.fulfilment.reservations.store import find_reservations, lock_reservations, update_reservations
from services.fulfilment.slips.fill_backorders import fill_backorders
from services.fulfilment.stock.model import Shelf
from shared.schemas.fulfilment import ReservationUsed, SkuQuantity
from shared.transaction import Tx, announce


class Named(NamedTuple):
    """An order that names a reservation, and the units of each SKU that it wants."""

    order_id: UUID
    reservation_id: UUID
    wanted: Mapping[str, int]


async def find_reserved_skus(tx: Tx, reservation_ids: Iterable[UUID]) -> set[str]:
    """To be locked before the reservations are."""
    known = await find_reservations(tx, set(reservation_ids))
    return {line.sku for one in known for line in one.lines if line.tracked}


async def use_reservations(tx: Tx, shelf: Shelf, named: Sequence[Named], at: datetime) -> dict[UUID, Counter[str]]:
    """The units by SKU that each order takes over: they are still set aside on the locked shelf.

    The first order that names a reservation has it. One that has ended meanwhile gives nothing.
    """
    known = {one.reservation_id: one for one in await lock_reservations(tx, {one.reservation_id for one in named})}
    kept: dict[UUID, Counter[str]] = {}
    used: list[Reservation] = []
    for one in named:
        reservation = known.pop(one.reservation_id, None)
        if reservation is None or reservation.state is not ReservationState.RESERVED:
            continue
        kept[one.order_id] = _kept(reservation, one.wanted, shelf)
        used.append(reservation.use(one.order_id, at))
    if used:
        await update_reservations(tx, used)
        await fill_backorders(tx, shelf)
        _announce(tx, used, kept, at)
    return kept


def _kept(reservation: Reservation, wanted: Mapping[str, int], shelf: Shelf) -> Counter[str]:
    """What the order wants of it; the rest is free."""
    kept = Counter[str]()
    for line in reservation.lines:
        if line.reserved:
            kept[line.sku] = min(line.reserved, wanted.get(line.sku, 0))
            shelf[line.sku].unreserve(line.reserved - kept[line.sku])
    return +kept


def _announce(tx: Tx, used: Sequence[Reservation], kept: Mapping[UUID, Counter[str]], at: datetime) -> None:
    for one in used:
        assert one.order_id
        lines = [SkuQuantity(sku=sku, quantity=units) for sku, units in kept[one.order_id].items()]
        announce(
            tx,
            ReservationUsed(
                reservation_id=one.reservation_id,
                sequence=one.sequence,
                order_id=one.order_id,
                lines=tuple(lines),
                used_at=at,
            ),
        )
