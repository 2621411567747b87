"""Goods came back with a return: they had left, wherever they go from there."""

from collections import Counter

from services.fulfilment.orders.model import CameBack, Order
from services.fulfilment.orders.store import find_order, save_orders
from shared.schemas.returns import ReturnedGoodsReceived, UnitOutcome
from shared.transaction import Tx


async def note_came_back(tx: Tx, event: ReturnedGoodsReceived) -> None:
    """The return may be heard of before its parcel, or its order."""
    units = Counter[int]()
    for line in event.lines:
        units[line.line_no] += line.quantity * (line.outcome is UnitOutcome.RECEIVED)
        units[line.line_no] -= line.quantity * (line.found is UnitOutcome.RECEIVED)
    order = await find_order(tx, event.order_id) or Order(event.order_id)
    back = CameBack(told_by=event.reception_id, return_id=event.return_id, quantities=dict(units))
    noted = order.with_back(back)
    if any(units.values()) and noted is not order:
        await save_orders(tx, [noted], {event.order_id: 0})
