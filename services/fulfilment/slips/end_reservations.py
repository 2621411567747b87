"""Reservations end without an order: what was set aside for them goes to the slips that wait for it, or is free."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from services.fulfilment.orders.model import Order
from services.fulfilment.reservations.model import Reservation
from services.fulfilment.reservations.store import find_reservations, lock_reservations, update_reservations
from services.fulfilment.slips.fill_backorders import fill_backorders
from services.fulfilment.stock.store import lock_stock, update_stock
from shared.clock import now
from shared.schemas.fulfilment import ReservationReleased
from shared.transaction import Tx, announce

Ended = tuple[Reservation, Reservation]
"""Before and after."""

BY = "fulfilment"


async def give_up_reservations(tx: Tx, reservation_ids: Sequence[UUID]) -> None:
    """Of orders that need them no more; one that another order has taken over stays its."""
    at = now()
    announce_released(tx, await end_reservations(tx, reservation_ids, lambda one: one.give_up(at=at, by=BY)), at=at)


async def keep_if_wanted(tx: Tx, order: Order) -> Order:
    """An order on hold that wants nothing any more of what is reserved for it gives that up."""
    if order.reservation_id is None or order.waiting is None:
        return order
    wanted = {line.sku for line in order.still_wanted(order.waiting)}
    known = await find_reservations(tx, [order.reservation_id])
    if any(line.sku in wanted for one in known for line in one.lines):
        return order
    await give_up_reservations(tx, [order.reservation_id])
    return order.without_reservation()


def announce_released(tx: Tx, ended: Sequence[Ended], *, at: datetime) -> None:
    for before, after in ended:
        assert after.ended_by
        announce(
            tx,
            ReservationReleased(
                reservation_id=after.reservation_id,
                sequence=after.sequence,
                lines=before.reserved,
                released_at=at,
                by=after.ended_by,
            ),
        )


async def end_reservations(
    tx: Tx, reservation_ids: Sequence[UUID], end: Callable[[Reservation], Reservation]
) -> list[Ended]:
    """Those that `end` has changed, once they are locked. Locks the stock first, as all do who change reservations."""
    known = await find_reservations(tx, reservation_ids)
    shelf = await lock_stock(tx, {line.sku for one in known for line in one.lines if line.tracked})
    locked = await lock_reservations(tx, [one.reservation_id for one in known])
    ended = [(one, after) for one in locked if (after := end(one)) is not one]
    freed = {}
    for before, _ in ended:
        for line in before.lines:
            if line.reserved:
                shelf[line.sku].unreserve(line.reserved)
                freed[line.sku] = shelf[line.sku]
    if ended:
        await update_reservations(tx, [after for _, after in ended])
        await fill_backorders(tx, freed)
        await update_stock(tx, freed)
    return ended
