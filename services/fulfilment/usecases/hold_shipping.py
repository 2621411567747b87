"""An order is on hold: it gets no slip, and a slip it has already must not leave."""

from services.fulfilment import store
from shared.schemas.fulfilment import FulfilmentHeld
from shared.schemas.orders import OrderHeld
from shared.transaction import Tx, announce


async def hold_shipping(tx: Tx, event: OrderHeld) -> None:
    # The hold may come before the placement: it is remembered, and the order will wait.
    held = (await store.find_order(tx, event.order_id)).hear(event.sequence, held=True)
    if held is None:
        return
    sequence = await store.save_order(tx, held)
    announce(tx, FulfilmentHeld(order_id=event.order_id, sequence=sequence, hold_sequence=event.sequence))
