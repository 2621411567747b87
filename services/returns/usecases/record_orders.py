"""Orders come in: what was ordered may come back one day."""

from collections.abc import Sequence

from services.returns import order_store
from shared.schemas.orders import OrderPlaced
from shared.transaction import Tx


async def record_orders(tx: Tx, events: Sequence[OrderPlaced]) -> None:
    await order_store.save_orders(tx, events)
