"""Making slips: each order takes what there is, in order of arrival, and waits for the rest."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.fulfilment.orders.model import Wanted
from services.fulfilment.slips.backorder_store import Backorder, insert_backorders
from services.fulfilment.slips.model import slip_number
from services.fulfilment.slips.store import NewSlip, insert_slips
from services.fulfilment.stock.model import Shelf, Stock
from services.fulfilment.stock.store import lock_stock, update_stock
from shared.clock import now
from shared.schemas.fulfilment import NothingToShip, ShipmentLine, ShipmentState, SlipCreated
from shared.transaction import Tx, announce


class ToShip(NamedTuple):
    """What an order wants shipped; `sequence` is that of the event about its slip.

    `occurred_at` is when that was wanted, of an order that is brought over from elsewhere.
    """

    order_id: UUID
    sequence: int
    lines: tuple[Wanted, ...]
    occurred_at: datetime | None = None


async def make_slips(tx: Tx, orders: Sequence[ToShip]) -> None:
    """Orders are served in the order given; none of them has an open slip already."""
    at = now()
    for order in orders:
        if not order.lines:
            announce(
                tx, NothingToShip(order_id=order.order_id, sequence=order.sequence, found_at=order.occurred_at or at)
            )

    orders = [order for order in orders if order.lines]
    if not orders:
        return
    shelf = await lock_stock(tx, {line.sku for order in orders for line in order.lines})
    slips = [_new_slip(order, allocate(shelf, order.lines), at) for order in orders]
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
            ),
        )


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
    state = ShipmentState.NOT_SHIPPED if any(map(is_short, lines)) else ShipmentState.READY
    return NewSlip(uuid7(), order.order_id, state, lines, created_at=min(order.occurred_at or now, now))


def backorders_of(slip: NewSlip, slip_no: int) -> list[Backorder]:
    return [
        Backorder(line.sku, slip_no, line.line_no, slip.shipment_id, line.quantity - line.allocated)
        for line in slip.lines
        if is_short(line)
    ]


def is_short(line: ShipmentLine) -> bool:
    return line.tracked and line.allocated < line.quantity
