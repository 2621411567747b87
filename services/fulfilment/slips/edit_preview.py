"""What an edit of an order makes of its slips and of the stock, as they are just now: nothing is locked or changed."""

from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from services.fulfilment.orders.model import Order, OrderState, Wanted
from services.fulfilment.slips.backorder_store import find_missing
from services.fulfilment.slips.edit_slips import are_here, missing_of, too_many
from services.fulfilment.slips.model import OPEN
from services.fulfilment.slips.store import list_slips
from services.fulfilment.stock.store import find_stock
from shared.schemas.orders import LeftAndCredited
from shared.transaction import Queries


class SlipPreview(NamedTuple):
    """`slip_number` is None of one that is made. `off` and `on` are units by SKU; `is_void`: nothing is left on it."""

    slip_number: str | None
    off: Counter[str]
    on: Counter[str]
    is_void: bool = False
    waits: bool = False


class SlipsPreview(NamedTuple):
    """`later`: the order is on hold, and what is new comes onto a slip once that ends. `freed` and `taken` are units of
    stock by SKU; `short` those that are not here.
    """

    slips: tuple[SlipPreview, ...]
    later: bool
    freed: Counter[str]
    taken: Counter[str]
    short: Counter[str]


async def preview_edit(
    queries: Queries, order: Order, wanted: tuple[Wanted, ...], left_and_credited: tuple[LeftAndCredited, ...] = ()
) -> SlipsPreview:
    """`wanted` are the lines that need a parcel after it, without what had left and is credited."""
    edited = replace(order, wanted=wanted, edited=order.edited + 1, left_and_credited=left_and_credited)
    slips = await list_slips(queries, [order.order_id])
    off = too_many(slips, edited)
    waits = await find_missing(queries, list(off))
    freed, changed = Counter[str](), list[SlipPreview]()
    here = [slip for slip in slips if slip.state in OPEN and slip.replaces is None]
    for slip in here:
        if units := off.get(slip.shipment_id):
            by_sku = Counter[str]()
            for line in slip.lines:
                by_sku[line.sku] += units.get(line.line_no, 0)
                not_here = min(units.get(line.line_no, 0), waits.get(slip.shipment_id, {}).get(line.line_no, 0))
                freed[line.sku] += units.get(line.line_no, 0) - not_here if line.tracked else 0
            is_void = sum(units.values()) == sum(line.quantity for line in slip.lines)
            changed.append(SlipPreview(slip.number, +by_sku, Counter(), is_void))
    kept = [slip for slip in here if not any(one.slip_number == slip.number and one.is_void for one in changed)]
    if order.state is not OrderState.TAKEN:
        return SlipsPreview((), bool(wanted), Counter(), Counter(), Counter())

    more = missing_of(slips, edited)
    shelf = await find_stock(queries, {line.sku for line in more} | freed.keys())
    for sku, free in freed.items():
        if stock := shelf.get(sku):  # who waits for it gets it first
            stock.release(free, missing=0)
            stock.allocated += min(stock.backordered, stock.available)
    joins = bool(kept) and are_here(shelf, more)
    on, taken, short = Counter[str](), Counter[str](), Counter[str]()
    for new in more:
        on[new.sku] += new.quantity
        if stock := shelf.get(new.sku):
            lacking = stock.allocate(new.quantity)
            short[new.sku] += lacking
            taken[new.sku] += new.quantity - lacking
    if more:
        number = kept[-1].number if joins else None
        changed = _joined(changed, SlipPreview(number, Counter(), on, waits=bool(+short)))
    return SlipsPreview(tuple(changed), bool(more) and order.held, +freed, +taken, +short)


def _joined(changed: list[SlipPreview], new: SlipPreview) -> list[SlipPreview]:
    same = [one for one in changed if new.slip_number and one.slip_number == new.slip_number]
    if not same:
        return [*changed, new]
    return [one._replace(on=new.on) if one is same[0] else one for one in changed]
