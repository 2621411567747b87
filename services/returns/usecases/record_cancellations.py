"""Orders are cancelled, perhaps before their placement arrives here."""

from collections.abc import Sequence

from services.returns.orders import store
from shared.schemas.orders import OrderCancelled
from shared.transaction import Tx


async def record_cancellations(tx: Tx, events: Sequence[OrderCancelled]) -> None:
    await store.save_cancellations(tx, [event.order_id for event in events])
