"""Customers are told what has left, and if the shop does that, what is delivered: each once, a little later."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.notifier.messages.store import insert_messages
from services.notifier.settings import MailSettings
from services.notifier.shipments import store
from services.notifier.shipments.model import Told
from services.notifier.usecases.change_parcels import tell_as_asked
from services.notifier.usecases.hand_over_pickups import hand_over_pickups
from services.notifier.writing.about_shipments import about_shipment
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.schemas.fulfilment import ShipmentDelivered, ShipmentShipped, ShipmentUndelivered
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def tell_of_shipments(tx: Tx, events: Sequence[ShipmentShipped]) -> None:
    # The order may still be to come: then they are told of with its confirmation.
    await hand_over_pickups(tx, events)
    await store.save_shipments(tx, events)
    await tell_of_undecided_shipments(tx, {event.order_id for event in events})
    await tell_as_asked(tx, {event.shipment_id for event in events})


async def tell_of_delivered(tx: Tx, events: Sequence[ShipmentDelivered]) -> None:
    await store.save_delivered(tx, events)
    await store.hand_over_messages(tx, {event.shipment_id for event in events})
    await tell_of_undecided_shipments(tx, {event.order_id for event in events}, Told.DELIVERED)


async def take_back_delivered(tx: Tx, events: Sequence[ShipmentUndelivered]) -> None:
    await store.delete_delivered(tx, events)
    await store.take_back_messages(tx, {event.shipment_id for event in events}, Told.DELIVERED)
    await store.undecide_handed_over(tx, {event.shipment_id for event in events})
    await tell_of_undecided_shipments(tx, {event.order_id for event in events})


async def tell_of_undecided_shipments(tx: Tx, order_ids: Iterable[UUID], told: Told = Told.LEFT) -> None:
    """What left again after it was taken back has its message already: that is sent, unless it was sent before."""
    shipments = await store.decide_shipments(tx, order_ids, told)
    if not shipments:
        return
    settings, at = await get_settings(tx, MailSettings), now()
    texts = await get_texts(tx)
    messages = [
        about_shipment(one, told, settings, at=at, texts=texts)
        for one in shipments
        if one.is_to_be_told(told, settings, at=at)
    ]
    if messages:
        there = await store.queue_again(tx, messages, told)
        await insert_messages(tx, [message for message in messages if message.about not in there])
