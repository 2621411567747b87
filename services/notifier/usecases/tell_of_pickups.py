"""Customers are told once of each slip that they may come for it, a little later, as it may be taken back meanwhile."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.notifier.messages import store
from services.notifier.pickup_store import Ready, delete_places, find_pickups, remember_ready, save_places
from services.notifier.settings import MailSettings
from services.notifier.writing.compose import ready_for_pickup
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.schemas.fulfilment import PickupReady
from shared.schemas.orders import DeliveryKind, OrderEdited, OrderPlaced
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def tell_of_pickups(tx: Tx, events: Sequence[PickupReady]) -> None:
    # An order may come after it is ready: that is remembered, and told with its confirmation.
    known = await _tell(tx, [Ready.of(event) for event in events])
    if early := [event for event in events if event.order_id not in known]:
        await remember_ready(tx, early)


async def keep_pickups(tx: Tx, orders: Sequence[OrderPlaced]) -> None:
    """Where orders are picked up is kept; they are confirmed already, and what is ready of them is told."""
    places = _places(orders)
    if places and (ready := await save_places(tx, places)):
        await _tell(tx, ready)


async def change_pickups(tx: Tx, edits: Sequence[OrderEdited]) -> None:
    """The customer may come for it now, or elsewhere, or no more: as its last edit has it."""
    last = {edit.order_id: edit.as_placed for edit in edits}
    await keep_pickups(tx, list(last.values()))
    await delete_places(tx, sorted(last.keys() - _places(last.values())))


def _places(orders: Iterable[OrderPlaced]) -> dict[UUID, str]:
    return {
        order.order_id: order.shipping.method
        for order in orders
        if order.shipping and order.shipping.kind is DeliveryKind.PICKUP
    }


async def _tell(tx: Tx, ready: Sequence[Ready]) -> set[UUID]:
    """Unless the shop does not. Returns the orders that are known."""
    pickups = await find_pickups(tx, {one.order_id for one in ready})
    settings, at = await get_settings(tx, MailSettings), now()
    known = [one for one in ready if one.order_id in pickups]
    if known and settings.mails_pickup_ready:
        texts = await get_texts(tx)
        messages = [ready_for_pickup(pickups[one.order_id], one, settings, at=at, texts=texts) for one in known]
        await store.insert_messages(tx, messages)
    return set(pickups)
