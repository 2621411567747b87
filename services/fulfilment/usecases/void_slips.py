"""A cancelled order must not be packed: void its slips, free its stock, and say so where the parcel has left."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.fulfilment.orders.model import Order
from services.fulfilment.orders.store import find_orders, save_orders
from services.fulfilment.slips.credited_left import credited_in
from services.fulfilment.slips.edit_slips import unordered_in
from services.fulfilment.slips.end_reservations import give_up_reservations
from services.fulfilment.slips.model import OPEN, Slip
from services.fulfilment.slips.store import list_slips
from services.fulfilment.slips.use_reservations import find_reserved_skus
from services.fulfilment.slips.void import Released, void_open_slips
from services.fulfilment.stock.store import lock_stock
from shared.clock import now
from shared.schemas.fulfilment import CancellationTooLate, ShipmentLine, ShipmentState, SkuQuantity, SlipsVoided
from shared.schemas.orders import OrderCancelled
from shared.transaction import Tx, announce


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
    released = await _free(
        tx,
        [slip for of_order in slips.values() for slip in of_order if slip.state in OPEN],
        [known[order_id].reservation_id for order_id in slips if order_id in known],
    )

    left = {order.order_id: _left(order, slips[order.order_id]) for order in cancelled}
    last = await save_orders(tx, cancelled, {order_id: 1 + len(left[order_id]) for order_id in slips})
    for order_id in slips:
        at = occurred_at.get(order_id) or now()
        _announce(tx, order_id, last[order_id], slips[order_id], left[order_id], released, at=at)


async def _free(tx: Tx, slips: Sequence[Slip], named: Sequence[UUID | None]) -> Released:
    """Also what is reserved for those that were on hold when they were placed, and have no slip yet."""
    if reserved := [one for one in named if one]:
        # At once, by SKU as all do: both below lock some of it.
        await lock_stock(tx, await find_reserved_skus(tx, reserved) | {sku for slip in slips for sku in slip.skus})
        await give_up_reservations(tx, reserved)
    return await void_open_slips(tx, slips)


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
    """Parcels that have left, with what is still out: not what was credited and is back in stock, or has a return.

    What an edit took off after it had left has one.
    """
    left, back, again, credited = [], Counter[int](), _sent_again(slips), credited_in(slips, order)
    unordered = {slip.shipment_id: units for slip, units in unordered_in(slips, order)} if order.edited else {}
    for slip in slips:
        if slip.state is not ShipmentState.SHIPPED:
            continue
        lines = []
        for line in slip.lines_allocated({}):
            units = min(line.quantity, order.restocked(line.line_no) - back[line.line_no])
            back[line.line_no] += units
            coming = again[slip.shipment_id, line.line_no]
            coming += sum(one.get(slip.shipment_id, {}).get(line.line_no, 0) for one in (credited, unordered))
            out = max(line.quantity - units - coming, 0)
            lines.append(line.model_copy(update={"quantity": out}))
        if still_out := tuple([line for line in lines if line.quantity]):
            left.append((slip, still_out))
    return left


def _sent_again(slips: Sequence[Slip]) -> Counter[tuple[UUID, int]]:
    """Units of lost parcels that left once more, by the shipment that had them and line: they come back once."""
    again = Counter[tuple[UUID, int]]()
    for slip in slips:
        for line in slip.lines:
            if slip.replaces and slip.state is ShipmentState.SHIPPED:
                again[slip.replaces, line.line_no] += line.quantity
    return again
