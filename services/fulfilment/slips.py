"""Making slips: each order takes what there is, in order of arrival, and waits for the rest."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.fulfilment import stock_store, store
from services.fulfilment.levels import save_stock
from services.fulfilment.model import Wanted, slip_number
from services.fulfilment.stock import Backorder, allocate
from shared.clock import now
from shared.schemas.fulfilment import NothingToShip, ShipmentLine, ShipmentState, SlipCreated
from shared.transaction import Tx, announce


class ToShip(NamedTuple):
    """What an order wants shipped; `sequence` is that of the event that will tell of its slip."""

    order_id: UUID
    sequence: int
    lines: tuple[Wanted, ...]


async def make_slips(tx: Tx, orders: Sequence[ToShip]) -> None:
    """Orders are served as they stand here; none of them has an open slip already."""
    for order in orders:
        if not order.lines:
            announce(tx, NothingToShip(order_id=order.order_id, sequence=order.sequence))

    orders = [order for order in orders if order.lines]
    if not orders:
        return
    shelf = await stock_store.lock_stock(tx, {line.sku for order in orders for line in order.lines})
    lines = [allocate(shelf, order.lines) for order in orders]
    await save_stock(tx, shelf)
    for event in await _write(tx, orders, lines):
        announce(tx, event)


async def _write(tx: Tx, orders: Sequence[ToShip], lines: Sequence[tuple[ShipmentLine, ...]]) -> list[SlipCreated]:
    at = now()
    shipment_ids = [uuid7() for _ in orders]
    states = [_state(slip_lines) for slip_lines in lines]
    numbers = await store.insert_slips(
        tx,
        order_ids=[order.order_id for order in orders],
        shipment_ids=shipment_ids,
        states=states,
        lines=lines,
        created_at=at,
    )
    missing = [
        Backorder(line.sku, numbers[shipment_id], line.line_no, shipment_id, line.quantity - line.allocated)
        for shipment_id, slip_lines in zip(shipment_ids, lines, strict=True)
        for line in slip_lines
        if _is_short(line)
    ]
    if missing:
        await stock_store.insert_backorders(tx, missing)
    return [
        SlipCreated(
            order_id=order.order_id,
            sequence=order.sequence,
            shipment_id=shipment_id,
            slip_number=slip_number(numbers[shipment_id]),
            state=state,
            lines=slip_lines,
            created_at=at,
        )
        for order, shipment_id, state, slip_lines in zip(orders, shipment_ids, states, lines, strict=True)
    ]


def _state(lines: tuple[ShipmentLine, ...]) -> ShipmentState:
    return ShipmentState.NOT_SHIPPED if any(map(_is_short, lines)) else ShipmentState.READY


def _is_short(line: ShipmentLine) -> bool:
    return line.tracked and line.allocated < line.quantity
