"""Parcels that were announced, and that the books, set back, do not know or know otherwise, are as they were told."""

from collections.abc import Iterable
from uuid import UUID

from services.fulfilment.carriers.settings import get_carriers
from services.fulfilment.shipments.parcel_store import delete_parcel, find_parcels, find_shipment_of_parcel, save_parcel
from services.fulfilment.shipments.parcels import Parcel, find_parcel, parcel_as_told
from services.fulfilment.slips.store import list_slips
from shared.messaging.take_back import Outcome
from shared.schemas.event import Event
from shared.schemas.fulfilment import ParcelAdded, ParcelCorrected, ParcelRemoved, ShipmentState
from shared.transaction import Tx

Told = ParcelAdded | ParcelCorrected | ParcelRemoved


async def parcels_as_announced(tx: Tx, events: Iterable[Event]) -> dict[UUID, Outcome]:
    """Their orders are locked. What was said of each last is so now; what was lost is no matter of these events."""
    told: dict[UUID, list[Told]] = {}
    for event in sorted((one for one in events if isinstance(one, Told)), key=lambda one: one.sequence):
        told.setdefault(event.parcel.parcel_id, []).append(event)
    return {parcel_id: await _as_told(tx, story) for parcel_id, story in told.items()}


async def _as_told(tx: Tx, story: list[Told]) -> Outcome:
    first, last = story[0], story[-1]
    parcel_id = last.parcel.parcel_id
    here = await _find(tx, parcel_id)
    if isinstance(last, ParcelRemoved):
        if here is None:
            return Outcome.THERE
        if here.lost_at:
            return Outcome.OPEN
        await delete_parcel(tx, parcel_id)
        return Outcome.TAKEN
    if here is None and not isinstance(first, ParcelAdded):
        return Outcome.OPEN
    shipment_id = here.shipment_id if here else await _where(tx, last)
    if shipment_id is None:
        return Outcome.OPEN
    added, changed = (here or first), (last if here or last is not first else None)
    parcel = parcel_as_told(
        last.parcel,
        shipment_id,
        await get_carriers(tx),
        added=(added.added_at, added.added_by) if isinstance(added, Parcel) else (added.at, added.by),
        changed=(changed.at, changed.by) if changed else None,
        lost=(here.lost_at, here.lost_by) if here else (None, None),
    )
    if here and here.content == parcel.content:
        return Outcome.THERE
    await save_parcel(tx, parcel)
    return Outcome.TAKEN


async def _find(tx: Tx, parcel_id: UUID) -> Parcel | None:
    shipment_id = await find_shipment_of_parcel(tx, parcel_id)
    if shipment_id is None:
        return None
    return find_parcel((await find_parcels(tx, [shipment_id]))[shipment_id], parcel_id)


async def _where(tx: Tx, told: Told) -> UUID | None:
    """Its shipment, or the one that has its goods since they were merged; None where it is not here."""
    slips = {slip.shipment_id: slip for slip in await list_slips(tx, [told.order_id])}
    slip = slips.get(told.shipment_id)
    while slip and slip.state is ShipmentState.VOID and slip.merged_into:
        slip = next((one for one in slips.values() if one.slip_no == slip.merged_into), None)
    return slip.shipment_id if slip else None
