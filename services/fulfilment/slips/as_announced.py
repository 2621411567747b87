"""A slip that was announced, and that this database, set back, does not know, is entered as it was: id, number, date.

What there is of its goods is allocated to it: the shelf may have been counted otherwise.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.fulfilment.orders.model import Order, OrderState, Wanted
from services.fulfilment.orders.store import find_order, save_orders
from services.fulfilment.slips.backorder_store import find_missing, insert_backorders
from services.fulfilment.slips.entered_store import insert_slip, list_slip_ids
from services.fulfilment.slips.make_slips import allocate_line, backorders_of
from services.fulfilment.slips.model import OPEN, Slip, number_of_slip
from services.fulfilment.slips.part_slip import part_slip
from services.fulfilment.slips.store import NewSlip, lock_slips
from services.fulfilment.stock.store import lock_stock, lock_stock_of, update_stock
from shared.schemas.event import Event
from shared.schemas.fulfilment import NothingToShip, SlipCreated
from shared.schemas.orders import OrderHeld, OrderPlaced, OrderResumed
from shared.transaction import Tx

Story = Sequence[OrderPlaced | OrderHeld | OrderResumed]
"""What is not read yet of an order."""

NOT_READ_AGAIN = "its order is not read again from orders.events"


async def enter_slip(tx: Tx, event: SlipCreated, story: Story) -> NewSlip | str:
    """The slip as it is entered, or why it cannot be. Its order is locked, and gets no other slip when it is read.

    One that an edit has brought is beside another, and what the edit has changed follows as that is read again.
    """
    there = await list_slip_ids(tx, event.order_id)
    if there and event.edited is None:
        return "its order has another slip here"
    if not there and not await _take_order(tx, event.order_id, story):
        return NOT_READ_AGAIN
    shelf = await lock_stock(tx, {line.sku for line in event.lines if line.tracked})
    lines = tuple(
        [
            allocate_line(
                shelf.get(line.sku) if line.tracked else None,
                Wanted(line_no=line.line_no, sku=line.sku, quantity=line.quantity, credited=line.credited),
            )
            for line in event.lines
        ]
    )
    slip = NewSlip(event.shipment_id, event.order_id, lines, event.created_at)
    slip_no = number_of_slip(event.slip_number)
    await update_stock(tx, shelf)
    await insert_slip(tx, slip, slip_no)
    await insert_backorders(tx, backorders_of(slip, slip_no))
    return slip


async def enter_split(tx: Tx, event: SlipCreated) -> NewSlip | str:
    """A slip that was split off another, split off again; or why it cannot be. Its order is locked."""
    assert event.split_from
    await lock_stock_of(tx, event.split_from)
    slips = await lock_slips(tx, [event.split_from])
    off = {line.line_no: line.quantity for line in event.lines}
    if not slips or slips[0].state not in OPEN or not _has_more(slips[0], off):
        return "the slip that it was split off is not here as it was then"
    (slip,) = slips
    missing = (await find_missing(tx, [slip.shipment_id])).get(slip.shipment_id, {})
    number = number_of_slip(event.slip_number)
    parted = await part_slip(tx, slip, off, missing, shipment_id=event.shipment_id, at=event.created_at, slip_no=number)
    return parted.new


def _has_more(slip: Slip, off: Mapping[int, int]) -> bool:
    here = {line.line_no: line.quantity for line in slip.lines}
    return here != off and all(units <= here.get(line_no, 0) for line_no, units in off.items())


async def enter_nothing_to_ship(tx: Tx, event: NothingToShip, story: Story) -> bool:
    """The order gets no slip when it is read again. False where it is not."""
    return await _take_order(tx, event.order_id, story)


def story_of(order_id: UUID, needed: Sequence[Event]) -> Story:
    told = [one for one in needed if isinstance(one, OrderPlaced | OrderHeld | OrderResumed)]
    return sorted((one for one in told if one.order_id == order_id), key=lambda one: one.sequence)


async def _take_order(tx: Tx, order_id: UUID, story: Story) -> bool:
    """As it was when it got its slip, or none; what was done with it afterwards is read again."""
    order = _taken(await find_order(tx, order_id) or Order(order_id), story)
    if order is None:
        return False
    await save_orders(tx, [order], {order_id: 0})
    return True


def _taken(order: Order, story: Story) -> Order | None:
    if order.state not in (OrderState.EXPECTED, OrderState.WAITING):
        return None
    for event in story:
        match event:
            case OrderPlaced() if order.state is OrderState.EXPECTED:
                order = order.place(event)
            case OrderHeld():
                order = order.hold(event.sequence)
            case OrderResumed():
                order = order.resume(event.sequence)
        if order.state is OrderState.TAKEN:
            return order
    return None
