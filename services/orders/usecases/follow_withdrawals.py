"""The customer withdraws: an order of which nothing has left is cancelled; one of which a part is to go off waits."""

from collections.abc import Sequence

from services.orders.order.model import Order
from services.orders.order.store import find_orders, find_orders_with_content
from services.orders.usecases.cancel_orders import cancel_orders
from services.orders.usecases.follow_orders import follow_orders
from services.orders.usecases.hold_order import hold_order
from shared.schemas.orders import CancelOrder, HoldOrder
from shared.schemas.values import Language
from shared.schemas.withdrawals import OrderWithdrawn
from shared.transaction import Tx

_WITHDRAWN: dict[Language, str] = {"en": "withdrawal by the customer", "fr": "rétractation du client"}
_TAKE_OFF: dict[Language, str] = {
    "en": "withdrawal by the customer: take off",
    "fr": "rétractation du client : à retirer",
}


async def follow_withdrawals(tx: Tx, events: Sequence[OrderWithdrawn]) -> None:
    """What has left meanwhile is no more to be cancelled or held: returns opens a return for it."""
    await follow_orders(tx, events)
    for event in events:
        if event.cancels or event.take_off:
            order = (await find_orders(tx, {event.order_id})).get(event.order_id)
            if order:
                await _carry_out(tx, order, event)


async def _carry_out(tx: Tx, order: Order, event: OrderWithdrawn) -> None:
    language = (await find_orders_with_content(tx, {order.order_id}))[order.order_id].ordered.content.language
    if event.cancels and "cancel" in order.may:
        reason = _WITHDRAWN[language]
        command = CancelOrder(order_id=order.order_id, reason=reason, notify_customer=True, by=event.by)
        await cancel_orders(tx, [command])
    elif not event.cancels and "hold" in order.may:
        goods = ", ".join(f"{line.quantity} × {line.title}" for line in event.take_off)
        reason = f"{_TAKE_OFF[language]} {goods}"[:4000]
        await hold_order(tx, HoldOrder(order_id=order.order_id, reason=reason, by=event.by))
