"""Credited goods that had left and are back go into stock again, where their credit note says so."""

from collections import Counter
from collections.abc import Sequence

from services.fulfilment.orders.model import Order
from services.fulfilment.slips.book_stock import book_stock
from services.fulfilment.slips.model import Slip
from services.fulfilment.slips.store import list_slips
from services.fulfilment.slips.take_off_credited import Reduced, Units
from services.fulfilment.stock.ledger_store import EntryKind, Origin
from services.fulfilment.stock.store import lock_stock
from shared.schemas.billing import CreditedLine, CreditNoteIssued
from shared.transaction import Tx


async def restock_credited(tx: Tx, order: Order, event: CreditNoteIssued, reduced: Sequence[Reduced]) -> Units:
    """Returns what is put back, by line. What was taken off open slips (`reduced`) is free already, and not put back.

    Nor is what left only after the credit was issued: nobody has that back; nor what came with a return.
    """
    lines = [line for line in event.lines if line.restock and line.quantity]
    if not lines:
        return {}
    slips = await list_slips(tx, [order.order_id])
    # What was sent again was ordered once, and comes back once.
    left = [slip for slip in slips if not slip.replaces and slip.shipped_at and slip.shipped_at <= event.issued_at]
    shelf = await lock_stock(tx, {line.sku for line in lines})
    back = {
        line.line_no: units
        for line in lines
        if line.sku in shelf and (units := _units_back(line, order, left, reduced)) > 0
    }
    moved = Counter[str]()
    for line in lines:
        moved[line.sku] += back.get(line.line_no, 0)
    moved = +moved
    for sku, units in moved.items():
        shelf[sku].receive(units)
    if moved:
        origin = Origin(
            EntryKind.RESTOCKED,
            at=event.issued_at,
            by=event.by,
            reason=event.reason,
            reference=event.number,
            order_id=order.order_id,
        )
        await book_stock(tx, {sku: shelf[sku] for sku in moved}, list(moved.items()), origin)
    return back


def _units_back(line: CreditedLine, order: Order, left: Sequence[Slip], reduced: Sequence[Reduced]) -> int:
    taken_off = sum(one.off.get(line.line_no, 0) for one in reduced)
    gone = sum(one.quantity for slip in left for one in slip.lines if one.line_no == line.line_no)
    return min(line.quantity - taken_off, gone - order.restocked(line.line_no) - order.in_returns(line.line_no))
