"""An order is edited: what is not ordered any more comes off its open slips, and what is new goes onto one.

The youngest slip gives way first. What is new joins an open slip where all of it is here; else it is on a slip of its
own, last in the queue: nobody who waited before is overtaken, and what was ready stays so.
"""

from collections import Counter
from collections.abc import Sequence, Set
from typing import NamedTuple
from uuid import UUID

from services.fulfilment.orders.model import Order, Wanted
from services.fulfilment.slips.backorder_store import Backorder, find_missing, update_backorders
from services.fulfilment.slips.fill_backorders import fill_backorders
from services.fulfilment.slips.model import OPEN, Slip, SlipLine
from services.fulfilment.slips.store import list_slips, update_slip_lines
from services.fulfilment.slips.take_off_credited import Units, free
from services.fulfilment.stock.model import Shelf
from services.fulfilment.stock.store import lock_stock, update_stock
from shared.schemas.fulfilment import ShipmentState
from shared.transaction import Tx


class EditedSlips(NamedTuple):
    """`changed` are slips by shipment; `to_new` is what is to be on a slip of its own; `left` is what had left, by
    parcel, and is not ordered any more.
    """

    changed: frozenset[UUID] = frozenset()
    to_new: tuple[Wanted, ...] = ()
    left: tuple[tuple[Slip, Units], ...] = ()


async def edit_slips(tx: Tx, order: Order, *, adds: bool) -> EditedSlips:
    """Its order is locked, and has its slips, or needed none. On hold nothing is added yet."""
    slips = await list_slips(tx, [order.order_id])
    if _is_as_ordered(slips, order):
        return EditedSlips()
    lines = [line.sku for line in order.wanted or ()] + [line.sku for slip in slips for line in slip.lines]
    shelf = await lock_stock(tx, set(lines))
    slips = await list_slips(tx, [order.order_id])  # until its stock was locked a count could make one wait again
    changed = await _take_off(tx, slips, order, shelf)
    slips = await list_slips(tx, [order.order_id])
    more = missing_of(slips, order) if adds else ()
    open_ = [slip for slip in slips if slip.state in OPEN and slip.replaces is None]
    if more and open_ and are_here(shelf, more):
        await _add(tx, open_[-1], more, shelf)
        changed, more = changed | {open_[-1].shipment_id}, ()
    await update_stock(tx, shelf)
    return EditedSlips(changed, more, tuple(unordered_in(slips, order)))


async def _take_off(tx: Tx, slips: Sequence[Slip], order: Order, shelf: Shelf) -> frozenset[UUID]:
    off = too_many(slips, order)
    missing = await find_missing(tx, [slip.shipment_id for slip in slips])
    changed, waits = list[Slip](), list[Backorder]()
    for before, slip in zip(slips, _recounted(slips, order), strict=True):
        units = off.get(before.shipment_id, {})
        left, less = free(slip, units, shelf, missing.get(slip.shipment_id, {}))
        waits += less
        slip = slip.without(units, missing=left) if units else slip.as_delivered(pickup=bool(order.pickup))
        changed += [slip] if slip != before else []
    await update_backorders(tx, waits)
    await update_slip_lines(tx, changed)
    await fill_backorders(tx, shelf)
    was_open = {slip.shipment_id for slip in slips if slip.state in OPEN}
    return frozenset(was_open & {slip.shipment_id for slip in changed})


async def _add(tx: Tx, slip: Slip, more: Sequence[Wanted], shelf: Shelf) -> None:
    missing = (await find_missing(tx, [slip.shipment_id])).get(slip.shipment_id, {})
    lines = [SlipLine(**dict(line), tracked=line.sku in shelf) for line in more]
    for line in lines:
        if line.tracked:
            shelf[line.sku].allocate(line.quantity)
    await update_slip_lines(tx, [slip.with_more(lines, missing=missing)])


def are_here(shelf: Shelf, lines: Sequence[Wanted]) -> bool:
    units = Counter[str]()
    for line in lines:
        units[line.sku] += line.quantity
    return all(sku not in shelf or shelf[sku].available >= some for sku, some in units.items())


def _is_as_ordered(slips: Sequence[Slip], order: Order) -> bool:
    stays_ready = all(slip.as_delivered(pickup=bool(order.pickup)) == slip for slip in slips)
    return stays_ready and _recounted(slips, order) == list(slips) and _on_slips(slips) == +_targets(slips, order)


def _targets(slips: Sequence[Slip], order: Order) -> Counter[int]:
    """Of each line, what is to be on slips or has left; that is more than what is ordered, where it left and was
    credited before the edit.
    """
    left = _on_slips(slips, frozenset({ShipmentState.SHIPPED}))
    targets = Counter({one.line_no: one.still(left[one.line_no]) for one in order.left_and_credited})
    for line in order.wanted or ():
        credited = order.credited(line.line_no)
        targets[line.line_no] += 0 if credited is None else max(line.quantity - credited, 0)
    return targets


def _on_slips(slips: Sequence[Slip], states: Set[ShipmentState] = OPEN | {ShipmentState.SHIPPED}) -> Counter[int]:
    """What was sent again was ordered once."""
    units = Counter[int]()
    for slip in slips:
        if slip.state in states and slip.replaces is None:
            units.update({line.line_no: line.quantity for line in slip.lines})
    return units


def too_many(slips: Sequence[Slip], order: Order) -> dict[UUID, dict[int, int]]:
    """What comes off open slips, by shipment and line."""
    surplus = _on_slips(slips)
    surplus.subtract(_targets(slips, order))
    off: dict[UUID, dict[int, int]] = {}
    for slip in reversed(slips):
        if slip.state in OPEN and slip.replaces is None:
            for line in slip.lines:
                if (units := min(line.quantity, surplus[line.line_no])) > 0:
                    off.setdefault(slip.shipment_id, {})[line.line_no] = units
                    surplus[line.line_no] -= units
    return off


def missing_of(slips: Sequence[Slip], order: Order) -> tuple[Wanted, ...]:
    """What was credited already of a line that is new, as on slips that are made of a placement."""
    here, targets, counted = _on_slips(slips), _targets(slips, order), _credited_on(slips)
    missing = []
    for line in order.wanted or ():
        if (units := targets[line.line_no] - here[line.line_no]) > 0:
            off = (order.credited(line.line_no) or 0) - counted[line.line_no]
            missing.append(line.model_copy(update={"quantity": units, "credited": max(off, 0)}))
    return tuple(missing)


def unordered_in(slips: Sequence[Slip], order: Order) -> list[tuple[Slip, Units]]:
    """Of parcels, the last first, what had left of lines of which less is ordered."""
    surplus = _on_slips(slips)
    surplus.subtract(_targets(slips, order))
    found = list[tuple[Slip, Units]]()
    for slip in sorted(slips, key=lambda one: one.slip_no, reverse=True):
        if slip.state is ShipmentState.SHIPPED and slip.replaces is None:
            units = {line.line_no: min(line.quantity, surplus[line.line_no]) for line in slip.lines}
            units = {line_no: some for line_no, some in units.items() if some > 0}
            surplus.subtract(units)
            found += [(slip, units)] if units else []
    return found


def _recounted(slips: Sequence[Slip], order: Order) -> list[Slip]:
    """What was credited of before the edit was not credited of what is ordered now."""
    counted, recounted = Counter[int](), []
    for slip in slips:
        lines = []
        for line in slip.lines:
            credited = order.credited(line.line_no)
            most = line.credited if credited is None else max(credited - counted[line.line_no], 0)
            lines.append(line.model_copy(update={"credited": min(line.credited, most)}))
            counted[line.line_no] += lines[-1].credited
        recounted.append(slip.with_lines(tuple(lines)))
    return recounted


def _credited_on(slips: Sequence[Slip]) -> Counter[int]:
    counted = Counter[int]()
    for slip in slips:
        counted.update({line.line_no: line.credited for line in slip.lines})
    return counted
