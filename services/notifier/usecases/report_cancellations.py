"""A cancelled order needs no confirmation any more; its customer is told where the staff asked for it."""

from collections.abc import Sequence

from services.notifier import store
from services.notifier.compose import cancellation
from shared.clock import now
from shared.schemas.orders import OrderCancelled
from shared.transaction import Tx


async def report_cancellations(tx: Tx, events: Sequence[OrderCancelled]) -> None:
    order_ids = {event.order_id for event in events}
    await store.remember_cancellations(tx, order_ids)
    await store.withdraw_confirmations(tx, order_ids)

    at = now()
    if messages := [cancellation(event, at=at) for event in events if event.notify_customer]:
        await store.insert_messages(tx, messages)
