"""A count finds less than is set aside: reservations give up theirs before any order does, the youngest first."""

from services.fulfilment.reservations.model import Reservation
from services.fulfilment.reservations.store import list_with_goods, lock_reservations, update_reservations
from services.fulfilment.stock.model import Shelf, Stock
from shared.clock import now
from shared.schemas.fulfilment import ReservationReleased, SkuQuantity
from shared.transaction import Tx, announce

BY = "fulfilment"


async def take_from_reservations(tx: Tx, shelf: Shelf) -> None:
    """The caller writes the locked shelf. What they have of other SKUs stays set aside."""
    for stock in shelf.values():
        if stock.short and stock.reserved:
            await _take(tx, stock)


async def _take(tx: Tx, stock: Stock) -> None:
    smaller: list[tuple[Reservation, int]] = []
    youngest_first = reversed(await lock_reservations(tx, await list_with_goods(tx, stock.sku)))
    for reservation in youngest_first:
        units = min(stock.short, sum(one.reserved for one in reservation.lines if one.sku == stock.sku))
        if units:
            stock.unreserve(units)
            smaller.append((reservation.without(stock.sku, units), units))
    await update_reservations(tx, [reservation for reservation, _ in smaller])
    for reservation, units in smaller:
        announce(
            tx,
            ReservationReleased(
                reservation_id=reservation.reservation_id,
                sequence=reservation.sequence,
                lines=(SkuQuantity(sku=stock.sku, quantity=units),),
                left=reservation.reserved,
                not_found_by_count=True,
                released_at=now(),
                by=BY,
            ),
        )
