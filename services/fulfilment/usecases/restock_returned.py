"""Goods that came back with a return go into stock, once for a decision: no more than had left and is not back yet."""

from collections import Counter
from collections.abc import Sequence

from services.fulfilment.orders.model import Order
from services.fulfilment.orders.store import find_order, save_order
from services.fulfilment.slips.book_stock import book_stock
from services.fulfilment.slips.store import list_slips
from services.fulfilment.stock.ledger_store import EntryKind, Origin
from services.fulfilment.stock.store import lock_stock, lock_stock_of_order
from shared.clock import now
from shared.schemas.fulfilment import LineQuantity, RestockRefused, ReturnedGoodsRestocked
from shared.schemas.returns import DisposedUnits, Disposition, ReturnedGoodsDisposed
from shared.transaction import Queries, Tx, announce


async def restock_returned(tx: Tx, event: ReturnedGoodsDisposed) -> None:
    lines = _to_restock(event.lines)
    order = await find_order(tx, event.order_id) or Order(event.order_id)
    if not lines or order.has_carried_out(event.decision_id):
        return
    await lock_stock_of_order(tx, event.order_id)
    shelf = await lock_stock(tx, {line.sku for line in lines})
    if refusal := await _why_not(tx, order, lines):
        await _refuse(tx, order, event, refusal)
        return
    at = now()
    back = [line for line in lines if line.sku in shelf]
    moved = Counter[str]()
    for line in back:
        shelf[line.sku].receive(line.quantity)
        moved[line.sku] += line.quantity
    if moved:
        origin = Origin(EntryKind.RESTOCKED, at=at, by=event.by, reference=event.number, order_id=event.order_id)
        await book_stock(tx, {sku: shelf[sku] for sku in moved}, list(moved.items()), origin)
    units = {line.line_no: line.quantity for line in back}
    restocked = order.with_returned(event.decision_id, event.return_id, units, at)
    announce(
        tx,
        ReturnedGoodsRestocked(
            order_id=event.order_id,
            sequence=await save_order(tx, restocked),
            decision_id=event.decision_id,
            return_id=event.return_id,
            number=event.number,
            lines=tuple(back),
            restocked_at=at,
            by=event.by,
        ),
    )


def _to_restock(disposed: Sequence[DisposedUnits]) -> list[LineQuantity]:
    """Once each line."""
    units, skus = Counter[int](), dict[int, str]()
    for one in disposed:
        if one.disposition is Disposition.RESTOCK:
            units[one.line_no] += one.quantity
            skus[one.line_no] = one.sku
    return [LineQuantity(line_no=line_no, sku=skus[line_no], quantity=count) for line_no, count in units.items()]


async def _why_not(queries: Queries, order: Order, lines: Sequence[LineQuantity]) -> str | None:
    slips = await list_slips(queries, [order.order_id])
    gone = Counter[tuple[int, str]]()
    for slip in slips:
        if slip.shipped_at and not slip.replaces:  # what was sent again was ordered once, and comes back once
            for one in slip.lines:
                gone[one.line_no, one.sku] += one.quantity
    for line in lines:
        most = gone[line.line_no, line.sku] - order.restocked(line.line_no)
        if line.quantity > most:
            return f"{max(most, 0)} of line {line.line_no} ({line.sku}) have left and are not back, not {line.quantity}"
    return None


async def _refuse(tx: Tx, order: Order, event: ReturnedGoodsDisposed, why: str) -> None:
    announce(
        tx,
        RestockRefused(
            order_id=event.order_id,
            sequence=await save_order(tx, order),
            decision_id=event.decision_id,
            return_id=event.return_id,
            number=event.number,
            problem="more-than-shipped",
            detail=why,
            refused_at=now(),
            by=event.by,
        ),
    )
