"""The parcels of a shipment: added, corrected and removed, before it leaves and after."""

from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.fulfilment.carriers.settings import get_carriers
from services.fulfilment.orders.store import reserve_sequences
from services.fulfilment.papers.store import find_papers_of_slips
from services.fulfilment.shipments.lost import why_not_removed
from services.fulfilment.shipments.model import Shipment
from services.fulfilment.shipments.parcel_store import delete_parcel, save_parcel
from services.fulfilment.shipments.parcels import (
    Destination,
    Parcel,
    ParcelDetails,
    new_parcel,
    refuse_correction,
    refuse_parcel,
)
from services.fulfilment.shipments.store import get_shipment, get_with_parcel
from shared.clock import now
from shared.schemas.event import Contract
from shared.schemas.fulfilment import ParcelAdded, ParcelCorrected, ParcelRemoved
from shared.schemas.values import Actor
from shared.transaction import Tx, announce


class AddParcel(ParcelDetails):
    """`tell_customer`: who was told that the shipment left is told of this parcel too."""

    shipment_id: UUID
    tell_customer: bool = False
    by: Actor


class CorrectParcel(ParcelDetails):
    """`tell_customer`: what they were told of the parcel is told again, as it is right."""

    parcel_id: UUID
    tell_customer: bool = False
    by: Actor


class RemoveParcel(Contract):
    parcel_id: UUID
    by: Actor


async def add_parcel(tx: Tx, command: AddParcel) -> Shipment:
    """Refuses one of a void slip, and a number that the shipment has already. Its order is locked."""
    shipment = await get_shipment(tx, command.shipment_id)
    refuse_parcel(shipment.slip, shipment.parcels, command)
    at, carriers, to = now(), await get_carriers(tx), await _destination(tx, shipment)
    parcel = new_parcel(uuid7(), command.shipment_id, command, carriers, to, at=at, by=command.by)
    await save_parcel(tx, parcel)
    told = await told_of(tx, shipment, parcel, at=at, by=command.by)
    announce(tx, ParcelAdded(**told, tell_customer=command.tell_customer))
    return await get_shipment(tx, command.shipment_id)


async def correct_parcel(tx: Tx, command: CorrectParcel) -> Shipment:
    """As adding it; a number that stays is not refused. The carrier stays where none is named. What says nothing new
    is not told.
    """
    shipment, before = await get_with_parcel(tx, command.parcel_id)
    refuse_correction(shipment.slip, shipment.parcels, before, command)
    at, carriers, to = now(), await get_carriers(tx), await _destination(tx, shipment)
    parcel = before.corrected(command, carriers, to, at=at, by=command.by)
    if parcel.content == before.content and not command.tell_customer:
        return shipment
    await save_parcel(tx, parcel)
    told = await told_of(tx, shipment, parcel, at=at, by=command.by)
    announce(tx, ParcelCorrected(**told, before=before.content, tell_customer=command.tell_customer))
    return await get_shipment(tx, shipment.slip.shipment_id)


async def remove_parcel(tx: Tx, command: RemoveParcel) -> Shipment:
    shipment, parcel = await get_with_parcel(tx, command.parcel_id)
    if refusal := why_not_removed(parcel):
        raise refusal
    await delete_parcel(tx, command.parcel_id)
    announce(tx, ParcelRemoved(**await told_of(tx, shipment, parcel, at=now(), by=command.by)))
    return await get_shipment(tx, shipment.slip.shipment_id)


async def _destination(tx: Tx, shipment: Shipment) -> Destination:
    """Nothing of an order from before its address was kept."""
    paper = (await find_papers_of_slips(tx, [shipment.slip])).get(shipment.slip.shipment_id)
    if paper is None:
        return Destination()
    return Destination(paper.address.country, paper.address.postal_code, paper.language)


async def told_of(tx: Tx, shipment: Shipment, parcel: Parcel, *, at: datetime, by: str) -> dict[str, object]:
    slip = shipment.slip
    (sequence,) = await reserve_sequences(tx, [slip.order_id])
    return {
        "order_id": slip.order_id,
        "sequence": sequence,
        "shipment_id": slip.shipment_id,
        "slip_number": slip.number,
        "parcel": parcel.content,
        "at": at,
        "by": by,
    }
