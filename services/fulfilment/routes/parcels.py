"""Parcels over HTTP: each command answers the shipment as it is then."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.fulfilment.shipments.parcel_store import find_shipment_of_parcel
from services.fulfilment.shipments.schemas import (
    ParcelCorrection,
    ParcelToSend,
    Parts,
    ShipmentBrief,
    ShipmentView,
    shipment_view,
)
from services.fulfilment.shipments.store import find_order_of
from services.fulfilment.usecases.change_parcels import (
    AddParcel,
    CorrectParcel,
    RemoveParcel,
    add_parcel,
    correct_parcel,
    remove_parcel,
)
from services.fulfilment.usecases.send_again import FindParcel, SendAgain, find_lost_parcel, send_again
from shared.http import Brief, Caller, Idempotent, IdempotentCommand, each_as, scope
from shared.http.run_once import OneUseCase
from shared.transaction import Queries

router = APIRouter()

Writer = Annotated[Caller, scope("fulfilment:write")]

BRIEF = Brief("fulfilment:read", ShipmentBrief)


@router.post("/shipments/{shipment_id}/parcels", status_code=201, response_model=ShipmentView | ShipmentBrief)
async def post_parcel(shipment_id: UUID, body: ParcelToSend, caller: Writer, once: Idempotent) -> Response:
    """The shipment is sent as this parcel, or as one more."""
    command = AddParcel(shipment_id=shipment_id, by=caller.subject, **dict(body))
    return await once(
        add_parcel,
        command,
        order_of=lambda queries: find_order_of(queries, shipment_id),
        answers=each_as(shipment_view),
        brief=BRIEF,
    )


@router.post("/parcels/{parcel_id}/correct", response_model=ShipmentView | ShipmentBrief)
async def post_correction(parcel_id: UUID, body: ParcelCorrection, caller: Writer, once: Idempotent) -> Response:
    """What was said of it was wrong."""
    return await _run(once, correct_parcel, CorrectParcel(parcel_id=parcel_id, by=caller.subject, **dict(body)))


@router.post("/parcels/{parcel_id}/remove", response_model=ShipmentView | ShipmentBrief)
async def post_removal(parcel_id: UUID, caller: Writer, once: Idempotent) -> Response:
    """There is no such parcel."""
    return await _run(once, remove_parcel, RemoveParcel(parcel_id=parcel_id, by=caller.subject))


@router.post("/parcels/{parcel_id}/send-again", status_code=201, response_model=ShipmentView | ShipmentBrief)
async def post_send_again(parcel_id: UUID, caller: Writer, once: Idempotent, body: Parts | None = None) -> Response:
    """The parcel is lost: what was in it leaves once more, with the shipment that is answered."""
    return await _run(once, send_again, SendAgain(parcel_id=parcel_id, units=body and body.units, by=caller.subject))


@router.post("/parcels/{parcel_id}/found", response_model=ShipmentView | ShipmentBrief)
async def post_found(parcel_id: UUID, caller: Writer, once: Idempotent) -> Response:
    """The parcel was not lost: the slip that was to send it again is void."""
    return await _run(once, find_lost_parcel, FindParcel(parcel_id=parcel_id, by=caller.subject))


async def _run(
    once: IdempotentCommand, use_case: OneUseCase, command: CorrectParcel | RemoveParcel | SendAgain | FindParcel
) -> Response:
    async def order_of(queries: Queries) -> UUID | None:
        shipment_id = await find_shipment_of_parcel(queries, command.parcel_id)
        return shipment_id and await find_order_of(queries, shipment_id)

    return await once(use_case, command, order_of=order_of, answers=each_as(shipment_view), brief=BRIEF)
