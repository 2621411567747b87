"""A parcel that is added or corrected soon after its shipment left is in the mail that tells of that, one lost is not.

What was told already is told again where staff ask for it: at once, or once it leaves, if it had not left after all.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.notifier.messages.store import insert_messages
from services.notifier.settings import MailSettings
from services.notifier.shipments import store
from services.notifier.shipments.model import AskedAgain, Told
from services.notifier.writing.about_shipments import about_shipment, corrected
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.schemas.fulfilment import (
    ParcelAdded,
    ParcelCorrected,
    ParcelFound,
    ParcelLost,
    ParcelRemoved,
    ShipmentParcel,
)
from shared.stored_settings import get_settings
from shared.transaction import Tx

OfParcel = ParcelAdded | ParcelCorrected | ParcelRemoved | ParcelLost | ParcelFound


async def change_parcels(tx: Tx, events: Sequence[OfParcel]) -> None:
    left_already = set[UUID]()
    for event in events:
        # Of one that has not left yet, the event of its leaving has the parcels.
        if left := await store.lock_left(tx, event.shipment_id):
            left_already.add(event.shipment_id)
            removed = isinstance(event, ParcelRemoved)
            parcels = _with(left.parcels, event.parcel, removed=removed)
            await store.update_left(tx, left.model_copy(update={"parcels": parcels}))
    await rewrite_queued_shipments(tx, {event.order_id for event in events})
    for event in events:
        if isinstance(event, ParcelAdded | ParcelCorrected) and event.tell_customer:
            asked = AskedAgain(event.sequence, event.at, event.by)
            if event.shipment_id in left_already:
                await _tell_again(tx, event.shipment_id, asked)
            else:
                await store.save_asked_again(tx, event.shipment_id, asked)


async def tell_as_asked(tx: Tx, shipment_ids: Iterable[UUID]) -> None:
    """These have left: who was told of them before is told again where that was asked for meanwhile."""
    for shipment_id, asked in (await store.take_asked_again(tx, shipment_ids)).items():
        await _tell_again(tx, shipment_id, asked)


async def rewrite_queued_shipments(tx: Tx, order_ids: Iterable[UUID]) -> None:
    """What is not sent yet says what is known now."""
    if shipments := await store.list_queued(tx, order_ids):
        settings, at = await get_settings(tx, MailSettings), now()
        texts = await get_texts(tx)
        await store.rewrite_queued(
            tx, [about_shipment(one, Told.LEFT, settings, at=at, texts=texts) for one in shipments]
        )


async def _tell_again(tx: Tx, shipment_id: UUID, asked: AskedAgain) -> None:
    """Whoever was told; who is about to be hears it right the first time."""
    if told := await store.find_told(tx, shipment_id):
        shipment, first = told
        last = (await store.lock_left_of(tx, shipment.left.order_id))[-1]
        as_now = shipment.as_of(last)  # what left since does not follow any more
        await insert_messages(tx, [corrected(as_now, asked, first=first, at=now(), texts=await get_texts(tx))])


def _with(parcels: Sequence[ShipmentParcel], parcel: ShipmentParcel, *, removed: bool) -> tuple[ShipmentParcel, ...]:
    if removed:
        return tuple([one for one in parcels if one.parcel_id != parcel.parcel_id])
    there = {one.parcel_id: one for one in parcels} | {parcel.parcel_id: parcel}
    return tuple(there.values())
