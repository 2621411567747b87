"""Staff end the pause of an order: what waited for it happens now."""

from services.orders.order import store
from services.orders.order.events import snapshot
from services.orders.order.expiry import with_clock
from services.orders.order.model import Order
from services.orders.order.own_history import resume_entry
from shared.clock import now
from shared.schemas.orders import OrderResumed, ResumeOrder
from shared.transaction import Tx, announce


async def resume_order(tx: Tx, command: ResumeOrder) -> Order:
    """Resuming an order that is not held changes nothing."""
    order = await store.get_order(tx, command.order_id)
    resumed = order.resume()
    if resumed is order:
        return order

    recorded_at = now()
    at = order.when(command.occurred_at, recorded_at, ends_hold=True)
    resumed = with_clock(resumed, at)
    await store.save_orders(tx, [resumed], [resume_entry(resumed, command.by, at)])
    event = OrderResumed(
        order_id=resumed.order_id,
        sequence=resumed.version,
        occurred_at=command.occurred_at,
        recorded_at=recorded_at,
        by=command.by,
    )
    announce(tx, event, snapshot(resumed))
    return resumed
