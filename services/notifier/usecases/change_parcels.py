"""A parcel that is added or corrected soon after its shipment left is in the mail that tells of that.

What was told already is told again where staff ask for it.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.notifier.messages.store import insert_messages
from services.notifier.settings import MailSettings
from services.notifier.shipments import store
from services.notifier.shipments.model import Told
from services.notifier.writing.about_shipments import about_shipment, corrected
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.schemas.fulfilment import ParcelAdded, ParcelCorrected, ParcelRemoved, ShipmentParcel
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def change_parcels(tx: Tx, events: Sequence[ParcelAdded | ParcelCorrected | ParcelRemoved]) -> None:
    for event in events:
        # Of one that has not left yet, the event of its leaving has the parcels.
        if left := await store.lock_left(tx, event.shipment_id):
            removed = isinstance(event, ParcelRemoved)
            parcels = _with(left.parcels, event.parcel, removed=removed)
            await store.update_left(tx, left.model_copy(update={"parcels": parcels}))
    await rewrite_queued_shipments(tx, {event.order_id for event in events})
    for event in events:
        if not isinstance(event, ParcelRemoved) and event.tell_customer:
            await _tell_again(tx, event)


async def rewrite_queued_shipments(tx: Tx, order_ids: Iterable[UUID]) -> None:
    """What is not sent yet says what is known now."""
    if shipments := await store.list_queued(tx, order_ids):
        settings, at = await get_settings(tx, MailSettings), now()
        texts = await get_texts(tx)
        await store.rewrite_queued(
            tx, [about_shipment(one, Told.LEFT, settings, at=at, texts=texts) for one in shipments]
        )


async def _tell_again(tx: Tx, event: ParcelAdded | ParcelCorrected) -> None:
    """Whoever was told; who is about to be hears it right the first time."""
    if told := await store.find_told(tx, event.shipment_id):
        shipment, first = told
        await insert_messages(tx, [corrected(shipment, event, first=first, at=now(), texts=await get_texts(tx))])


def _with(parcels: Sequence[ShipmentParcel], parcel: ShipmentParcel, *, removed: bool) -> tuple[ShipmentParcel, ...]:
    if removed:
        return tuple([one for one in parcels if one.parcel_id != parcel.parcel_id])
    there = {one.parcel_id: one for one in parcels} | {parcel.parcel_id: parcel}
    return tuple(there.values())
