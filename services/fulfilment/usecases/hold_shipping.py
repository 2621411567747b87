"""An order is on hold: it gets no slip, and a slip it has already must not leave."""

from services.fulfilment.orders.model import Order
from services.fulfilment.orders.store import find_order, save_order
from shared.clock import now
from shared.schemas.fulfilment import FulfilmentHeld
from shared.schemas.orders import OrderHeld
from shared.transaction import Tx, announce


async def hold_shipping(tx: Tx, event: OrderHeld) -> None:
    # The hold may come before the placement: it is remembered, and the order will wait.
    order = await find_order(tx, event.order_id) or Order(event.order_id)
    held = order.hold(event.sequence)
    if held is order:
        return
    sequence = await save_order(tx, held)
    announce(
        tx,
        FulfilmentHeld(
            order_id=event.order_id,
            sequence=sequence,
            hold_sequence=event.sequence,
            occurred_at=event.occurred_at,
            applied_at=now(),
        ),
    )
