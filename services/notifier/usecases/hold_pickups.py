"""Nobody hands over what is on hold: a customer is not told to come for it before it is resumed."""

from collections.abc import Sequence

from services.notifier.pickup_store import hold_orders, resume_orders
from shared.schemas.orders import OrderHeld, OrderResumed
from shared.transaction import Tx


async def hold_pickups(tx: Tx, events: Sequence[OrderHeld]) -> None:
    await hold_orders(tx, {event.order_id for event in events})


async def resume_pickups(tx: Tx, events: Sequence[OrderResumed]) -> None:
    await resume_orders(tx, {event.order_id for event in events})
