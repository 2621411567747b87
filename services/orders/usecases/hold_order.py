"""Staff pause an order: from the moment billing and fulfilment have applied it, it gets no invoice and no slip."""

from services.orders.order import store
from services.orders.order.events import snapshot
from services.orders.order.model import Order
from services.orders.order.own_history import hold_entry
from shared.clock import now
from shared.schemas.orders import HoldOrder, OrderHeld
from shared.transaction import Tx, announce


async def hold_order(tx: Tx, command: HoldOrder) -> Order:
    """Holding a held order again changes nothing, not even the reason."""
    order = await store.get_order(tx, command.order_id)
    recorded_at = now()
    at = order.when(command.occurred_at, recorded_at)
    held = order.put_on_hold(reason=command.reason, by=command.by, at=at)
    if held is order:
        return order

    await store.save_orders(tx, [held], [hold_entry(held)])
    event = OrderHeld(
        order_id=held.order_id,
        sequence=held.version,
        reason=command.reason,
        occurred_at=command.occurred_at,
        recorded_at=recorded_at,
        by=command.by,
    )
    announce(tx, event, snapshot(held))
    return held
