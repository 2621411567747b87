"""Goods that are credited before they left do not leave: they are taken off the open slips, and their stock is free."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.fulfilment.orders.model import Order
from services.fulfilment.slips.backorder_store import Backorder, find_missing, update_backorders
from services.fulfilment.slips.fill_backorders import fill_backorders
from services.fulfilment.slips.model import OPEN, Slip
from services.fulfilment.slips.store import list_slips, update_slip_lines
from services.fulfilment.slips.together import what_follows
from services.fulfilment.stock.model import Shelf
from services.fulfilment.stock.store import lock_stock, update_stock
from shared.schemas.fulfilment import ShipmentState, SkuQuantity, SlipReduced
from shared.transaction import Tx, announce

Units = Mapping[int, int]
"""By line."""


class Reduced(NamedTuple):
    """A slip before units were taken off it."""

    before: Slip
    off: Units


async def take_off_credited(tx: Tx, order: Order) -> list[Reduced]:
    """Frees the stock of what is taken off, once: each line of a slip counts what was. Its order is locked."""
    if not order.credits:
        return []
    slips = await list_slips(tx, [order.order_id])
    if not credited_on(slips, _youngest_open(slips, order)):
        return []
    shelf = await lock_stock(tx, {sku for slip in slips if slip.state in OPEN for sku in slip.skus})
    slips = await list_slips(tx, [order.order_id])  # until its stock was locked a count could make one wait again
    off_slips = credited_on(slips, _youngest_open(slips, order))
    reduced = [Reduced(slip, off_slips[slip.shipment_id]) for slip in slips if slip.shipment_id in off_slips]
    missing = await find_missing(tx, [slip.shipment_id for slip, _ in reduced])
    left = [_take_off(slip, off, shelf, missing.get(slip.shipment_id, {})) for slip, off in reduced]
    await update_backorders(tx, [backorder for _, waits in left for backorder in waits])
    await update_slip_lines(tx, [slip for slip, _ in left])
    await fill_backorders(tx, shelf)
    await update_stock(tx, shelf)
    return reduced


async def announce_reduced(tx: Tx, order_id: UUID, reduced: Sequence[Reduced], *, at: datetime, last: int) -> None:
    """`last` is the sequence of the last of these events. Slips are read again: freed goods may have come to them."""
    slips = await list_slips(tx, [order_id])
    missing = await find_missing(tx, [slip.shipment_id for slip in slips])
    by_id = {slip.shipment_id: slip for slip in slips}
    is_open = any(slip.state in OPEN for slip in slips)
    has_left = any(slip.state is ShipmentState.SHIPPED for slip in slips)
    for sequence, (before, off) in enumerate(reduced, start=last - len(reduced) + 1):
        slip = by_id[before.shipment_id]
        credited = Counter[str]()
        for line in before.lines:
            credited[line.sku] += off.get(line.line_no, 0)
        is_void = slip.state is ShipmentState.VOID
        announce(
            tx,
            SlipReduced(
                order_id=order_id,
                sequence=sequence,
                shipment_id=slip.shipment_id,
                slip_number=slip.number,
                state=slip.state,
                lines=() if is_void else slip.lines_allocated(missing.get(slip.shipment_id, {})),
                credited=tuple([SkuQuantity(sku=sku, quantity=units) for sku, units in credited.items() if units]),
                nothing_left_to_ship=not is_open and not has_left,
                order_shipped_in_full=not is_open and has_left,
                follows=what_follows(slips),
                reduced_at=max(at, slip.created_at),
            ),
        )


def credited_on(slips: Sequence[Slip], losing: Iterable[tuple[Slip, Order]]) -> dict[UUID, Units]:
    """What of slips is credited, and was not taken off any slip of the order: by shipment, where it is something.

    Those that lose stand in their turn, each with what is known of the credits of its order.
    """
    taken = Counter[int]()
    for line in (line for slip in slips for line in slip.lines):
        taken[line.line_no] += line.credited
    found: dict[UUID, Units] = {}
    for slip, order in losing:
        off = {}
        for line in slip.lines:
            credited = order.credited(line.line_no)
            units = line.quantity if credited is None else min(line.quantity, credited - taken[line.line_no])
            if units > 0:
                off[line.line_no] = units
                taken[line.line_no] += units
        if off:
            found[slip.shipment_id] = off
    return found


def _youngest_open(slips: Sequence[Slip], order: Order) -> list[tuple[Slip, Order]]:
    """Where an order has several, the youngest promise gives way first."""
    return [(slip, order) for slip in sorted(slips, key=lambda one: -one.slip_no) if slip.state in OPEN]


def _take_off(slip: Slip, off: Units, shelf: Shelf, missing: Units) -> tuple[Slip, list[Backorder]]:
    waits, changed = free(slip, off, shelf, missing)
    return slip.without_credited(off, missing=waits), changed


def free(slip: Slip, off: Units, shelf: Shelf, missing: Units) -> tuple[Units, list[Backorder]]:
    """What a line waits for goes first; what was allocated to it is free. What the slip waits for then."""
    waits = dict(missing)
    for line in slip.lines:
        if (units := off.get(line.line_no, 0)) and line.tracked:
            not_here = min(units, waits.get(line.line_no, 0))
            shelf[line.sku].release(units, missing=not_here)
            if not_here:
                waits[line.line_no] -= not_here
    changed = [
        Backorder(line.sku, slip.slip_no, line.line_no, slip.shipment_id, waits[line.line_no])
        for line in slip.lines
        if waits.get(line.line_no) != missing.get(line.line_no)
    ]
    return waits, changed
