"""Orders are cancelled, perhaps before their placement arrives here."""

from collections.abc import Sequence

from services.returns.orders import store
from services.returns.usecases.open_withdrawal import follow_withdrawals
from services.returns.withdrawals.store import list_orders_with_cases
from shared.schemas.orders import OrderCancelled
from shared.transaction import Tx


async def record_cancellations(tx: Tx, events: Sequence[OrderCancelled]) -> None:
    await store.save_cancellations(tx, events)
    for order_id in await list_orders_with_cases(tx, [event.order_id for event in events]):
        await follow_withdrawals(tx, order_id)
