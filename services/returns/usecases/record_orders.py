"""Orders come in: what was ordered may come back one day."""

from collections.abc import Sequence

from services.returns.orders import store
from services.returns.usecases.open_withdrawal import follow_withdrawals
from shared.schemas.orders import OrderCustomerChanged, OrderEdited, OrderPlaced
from shared.transaction import Tx


async def record_orders(tx: Tx, events: Sequence[OrderPlaced]) -> None:
    await store.save_orders(tx, events)


async def record_edit(tx: Tx, event: OrderEdited) -> None:
    """Also where the placement is still to come: the edit counts."""
    await store.save_edit(tx, event)
    await follow_withdrawals(tx, event.order_id)


async def change_sender(tx: Tx, event: OrderCustomerChanged) -> None:
    """Whoever the order is for now sends goods back; of one that is not here yet, its placement says who that is."""
    await store.change_sender(tx, event.order_id, event.customer, event.language)
    await store.save_customer(tx, event.order_id, event.customer, event.sequence)
