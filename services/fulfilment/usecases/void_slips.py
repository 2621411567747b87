"""A cancelled order must not be packed: void its slips, free its stock, and say so where the parcel has left."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.fulfilment.orders.model import Order
from services.fulfilment.orders.store import find_orders, save_orders
from services.fulfilment.slips.backorder_store import delete_backorders
from services.fulfilment.slips.fill_backorders import fill_backorders
from services.fulfilment.slips.model import OPEN, Slip
from services.fulfilment.slips.store import list_slips, update_slips
from services.fulfilment.stock.model import Shelf
from services.fulfilment.stock.store import lock_stock, update_stock
from shared.clock import now
from shared.schemas.fulfilment import CancellationTooLate, ShipmentLine, ShipmentState, SkuQuantity, SlipsVoided
from shared.schemas.orders import OrderCancelled
from shared.transaction import Tx, announce

Released = Mapping[UUID, Counter[str]]
"""Units set free, by order and SKU."""


async def void_slips(tx: Tx, events: Sequence[OrderCancelled]) -> None:
    known = await find_orders(tx, [event.order_id for event in events])
    # The cancellation may come before the placement: it is remembered, and no slip will be made.
    orders = [(known.get(event.order_id) or Order(event.order_id), event) for event in events]
    cancelled = [order.cancel(event.number) for order, event in orders if not order.is_cancelled]
    if not cancelled:
        return

    occurred_at = {event.order_id: event.occurred_at for _, event in orders}
    slips: dict[UUID, list[Slip]] = {order.order_id: [] for order in cancelled}
    for slip in await list_slips(tx, slips):
        slips[slip.order_id].append(slip)
    released = await _void(tx, [slip for of_order in slips.values() for slip in of_order if slip.state in OPEN])

    left = {order.order_id: _left(order, slips[order.order_id]) for order in cancelled}
    last = await save_orders(tx, cancelled, {order_id: 1 + len(left[order_id]) for order_id in slips})
    for order_id in slips:
        at = occurred_at.get(order_id) or now()
        _announce(tx, order_id, last[order_id], slips[order_id], left[order_id], released, at=at)


async def _void(tx: Tx, slips: Sequence[Slip]) -> Released:
    if not slips:
        return {}
    shelf = await lock_stock(tx, {sku for slip in slips for sku in slip.skus})
    released = await _release(tx, slips, shelf)
    await update_slips(tx, [slip.to(ShipmentState.VOID) for slip in slips])
    await fill_backorders(tx, shelf)
    await update_stock(tx, shelf)
    return released


async def _release(tx: Tx, slips: Sequence[Slip], shelf: Shelf) -> Released:
    missing: dict[UUID, dict[int, int]] = {}
    if any(stock.backordered for stock in shelf.values()):
        missing = await delete_backorders(tx, [slip.shipment_id for slip in slips])
    released: dict[UUID, Counter[str]] = {slip.order_id: Counter() for slip in slips}
    for slip in slips:
        for line in slip.lines:
            if line.tracked:
                waited_for = missing.get(slip.shipment_id, {}).get(line.line_no, 0)
                released[slip.order_id][line.sku] += shelf[line.sku].release(line.quantity, missing=waited_for)
    return released


def _announce(
    tx: Tx,
    order_id: UUID,
    last: int,
    slips: Sequence[Slip],
    left: Sequence[tuple[Slip, tuple[ShipmentLine, ...]]],
    released: Released,
    *,
    at: datetime,
) -> None:
    for sequence, (slip, lines) in enumerate(left, start=last - len(left)):
        announce(
            tx,
            CancellationTooLate(
                order_id=order_id,
                sequence=sequence,
                shipment_id=slip.shipment_id,
                slip_number=slip.number,
                lines=lines,
                found_at=at,
            ),
        )
    free = released.get(order_id, Counter())
    announce(
        tx,
        SlipsVoided(
            order_id=order_id,
            sequence=last,
            slip_numbers=tuple([slip.number for slip in slips if slip.state in OPEN]),
            released=tuple([SkuQuantity(sku=sku, quantity=quantity) for sku, quantity in free.items() if quantity]),
            voided_at=at,
        ),
    )


def _left(order: Order, slips: Sequence[Slip]) -> list[tuple[Slip, tuple[ShipmentLine, ...]]]:
    """Parcels that have left, with what is still out: not what was credited and is back in stock."""
    left, back = [], Counter[int]()
    for slip in slips:
        if slip.state is not ShipmentState.SHIPPED:
            continue
        lines = []
        for line in slip.lines_allocated({}):
            units = min(line.quantity, order.restocked(line.line_no) - back[line.line_no])
            back[line.line_no] += units
            lines.append(line.model_copy(update={"quantity": line.quantity - units}))
        if out := tuple([line for line in lines if line.quantity]):
            left.append((slip, out))
    return left
