"""Reservations end without an order: what was set aside for them goes to the slips that wait for it, or is free."""

from collections.abc import Callable, Sequence
from uuid import UUID

from services.fulfilment.reservations.model import Reservation
from services.fulfilment.reservations.store import find_reservations, lock_reservations, update_reservations
from services.fulfilment.slips.fill_backorders import fill_backorders
from services.fulfilment.stock.store import lock_stock, update_stock
from shared.transaction import Tx

Ended = tuple[Reservation, Reservation]
"""Before and after."""


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
