"""Customers are told once that what they come for is ready, a little later, as staff may take it back meanwhile."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.notifier.messages import store
from services.notifier.messages.model import was_ready_long_ago
from services.notifier.pickup_store import Ready, find_pickups, remember_ready, save_places
from services.notifier.settings import MailSettings
from services.notifier.writing.compose import ready_for_pickup
from shared.clock import now
from shared.schemas.fulfilment import PickupReady
from shared.schemas.orders import DeliveryKind, OrderPlaced
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def tell_of_pickups(tx: Tx, events: Sequence[PickupReady]) -> None:
    # An order may come after it is ready: that is remembered, and told with its confirmation.
    ready = {event.order_id: Ready(event.ready_at, was_ready_long_ago(event), event.sequence) for event in events}
    known = await _tell(tx, ready)
    if early := {order_id: one for order_id, one in ready.items() if order_id not in known}:
        await remember_ready(tx, early)


async def keep_pickups(tx: Tx, orders: Sequence[OrderPlaced]) -> None:
    """Where orders are picked up is kept; they are confirmed already, and those that are ready are told of."""
    places = {
        order.order_id: order.shipping.method
        for order in orders
        if order.shipping and order.shipping.kind is DeliveryKind.PICKUP
    }
    if places and (ready := await save_places(tx, places)):
        await _tell(tx, ready)


async def _tell(tx: Tx, ready: Mapping[UUID, Ready]) -> set[UUID]:
    """Returns those of the orders that are known."""
    pickups = await find_pickups(tx, ready)
    settings, at = await get_settings(tx, MailSettings), now()
    messages = [ready_for_pickup(one, ready[order_id], settings, at=at) for order_id, one in pickups.items()]
    if messages:
        await store.insert_messages(tx, messages)
    return set(pickups)
