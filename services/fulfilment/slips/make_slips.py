"""Making slips: each order takes what there is, in order of arrival, and waits for the rest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.fulfilment.orders.model import Wanted
from services.fulfilment.slips.backorder_store import Backorder, insert_backorders
from services.fulfilment.slips.model import slip_number
from services.fulfilment.slips.store import NewSlip, insert_slips, is_short
from services.fulfilment.slips.use_reservations import Named, find_reserved_skus, use_reservations
from services.fulfilment.stock.model import Shelf, Stock
from services.fulfilment.stock.store import lock_stock, update_stock
from shared.clock import now
from shared.schemas.fulfilment import NothingToShip, ShipmentLine, SlipBeside, SlipCreated
from shared.transaction import Tx, announce


class ToShip(NamedTuple):
    """What an order wants shipped; `sequence` is that of the event about its slip.

    `occurred_at` is when that was wanted, of an order that is brought over from elsewhere. `reservation_id` is what it
    takes over. `edited` is the version of the edit that brings it, `beside` the other slips that the order has then.
    """

    order_id: UUID
    sequence: int
    lines: tuple[Wanted, ...]
    occurred_at: datetime | None = None
    reservation_id: UUID | None = None
    edited: int | None = None
    beside: tuple[SlipBeside, ...] = ()

    @property
    def named(self) -> Named | None:
        if self.reservation_id is None:
            return None
        wanted = Counter[str]()
        for line in self.lines:
            wanted[line.sku] += line.quantity
        return Named(self.order_id, self.reservation_id, wanted)


async def make_slips(tx: Tx, orders: Sequence[ToShip]) -> None:
    """Orders are served in the order given; none of them has an open slip already."""
    at = now()
    for order in orders:
        if not order.lines:
            announce(
                tx, NothingToShip(order_id=order.order_id, sequence=order.sequence, found_at=order.occurred_at or at)
            )

    if not any(order.lines or order.reservation_id for order in orders):
        return
    shelf, kept = await _lock_shelf(tx, orders, at)
    orders = [order for order in orders if order.lines]
    slips = []
    for order in orders:
        for sku, units in kept.get(order.order_id, {}).items():
            shelf[sku].unreserve(units)  # to be allocated to its slip at once
        slips.append(_new_slip(order, allocate(shelf, order.lines), at))
    await update_stock(tx, shelf)
    numbered = await insert_slips(tx, slips)
    if missing := [one for slip, slip_no in numbered for one in backorders_of(slip, slip_no)]:
        await insert_backorders(tx, missing)
    for order, (slip, slip_no) in zip(orders, numbered, strict=True):
        announce(
            tx,
            SlipCreated(
                order_id=slip.order_id,
                sequence=order.sequence,
                shipment_id=slip.shipment_id,
                slip_number=slip_number(slip_no),
                state=slip.state,
                lines=slip.lines,
                created_at=slip.created_at,
                edited=order.edited,
                beside=order.beside,
            ),
        )


async def _lock_shelf(tx: Tx, orders: Sequence[ToShip], at: datetime) -> tuple[Shelf, Mapping[UUID, Mapping[str, int]]]:
    """The stock of what these orders want, and of that the units that each has reserved."""
    skus = {line.sku for order in orders for line in order.lines}
    named = [order.named for order in orders if order.named]
    if not named:
        return await lock_stock(tx, skus), {}
    shelf = await lock_stock(tx, skus | await find_reserved_skus(tx, [one.reservation_id for one in named]))
    return shelf, await use_reservations(tx, shelf, named, at)


def allocate(shelf: Shelf, wanted: Sequence[Wanted]) -> tuple[ShipmentLine, ...]:
    """Allocate what there is to each line.

    A line that is short takes what is left rather than nothing: it came first, and a later and smaller order must not
    overtake it.
    """
    return tuple([allocate_line(shelf.get(line.sku), line) for line in wanted])


def allocate_line(stock: Stock | None, line: Wanted) -> ShipmentLine:
    allocated = line.quantity - stock.allocate(line.quantity) if stock else 0
    return ShipmentLine(**dict(line), allocated=allocated, tracked=stock is not None)


def _new_slip(order: ToShip, lines: tuple[ShipmentLine, ...], now: datetime) -> NewSlip:
    return NewSlip(uuid7(), order.order_id, lines, created_at=min(order.occurred_at or now, now))


def backorders_of(slip: NewSlip, slip_no: int) -> list[Backorder]:
    return [
        Backorder(line.sku, slip_no, line.line_no, slip.shipment_id, line.quantity - line.allocated)
        for line in slip.lines
        if is_short(line)
    ]
