"""Shipments over HTTP, and what fulfilment knows of an order."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.fulfilment.orders import store as order_store
from services.fulfilment.shipments.model import ShipmentStage
from services.fulfilment.shipments.schemas import (
    Departure,
    Merging,
    OrderView,
    PartedBrief,
    PartedView,
    Parts,
    ShipmentBrief,
    ShipmentView,
    UnshipReason,
    Withdrawal,
    order_view,
    parted_view,
    shipment_view,
)
from services.fulfilment.shipments.store import find_order_of, get_shipment, list_shipments, list_shipments_of_order
from services.fulfilment.usecases.make_ready_for_pickup import MakeReadyForPickup, make_ready_for_pickup
from services.fulfilment.usecases.mark_delivered import (
    MarkDelivered,
    MarkUndelivered,
    mark_delivered,
    mark_undelivered,
)
from services.fulfilment.usecases.mark_shipped import MarkShipped, mark_shipped
from services.fulfilment.usecases.mark_unshipped import MarkUnshipped, mark_unshipped
from services.fulfilment.usecases.merge_shipments import MergeShipments, merge_shipments
from services.fulfilment.usecases.split_shipment import SplitShipment, split_shipment
from services.fulfilment.usecases.withdraw_from_pickup import WithdrawFromPickup, withdraw_from_pickup
from shared.http import Brief, Caller, Idempotent, IdempotentCommand, Page, Paging, Reading, each_as, paged_by, scope
from shared.http.imports import told_by_import
from shared.http.run_once import OneUseCase
from shared.scopes import FOLLOW
from shared.stored import Unreadable

router = APIRouter()

Reader = Annotated[Caller, scope("fulfilment:read")]
Follower = Annotated[Caller, scope("fulfilment:read", or_else=FOLLOW)]
Writer = Annotated[Caller, scope("fulfilment:write")]

Command = (
    MergeShipments
    | MarkDelivered
    | MarkUndelivered
    | MarkShipped
    | MarkUnshipped
    | MakeReadyForPickup
    | WithdrawFromPickup
)

BRIEF = Brief("fulfilment:read", ShipmentBrief)


@router.get("/shipments")
async def get_shipments(
    caller: Reader,
    queries: Reading,
    paging: Annotated[Paging[UUID], paged_by(UUID)],
    order_id: UUID | None = None,
    state: ShipmentStage | None = None,
) -> Page[ShipmentView]:
    """Shipments, the oldest first."""
    found = await list_shipments(queries, order_id=order_id, stage=state, after=paging.after, limit=paging.fetch)
    views = [one if isinstance(one, Unreadable) else shipment_view(one) for one in found]
    return paging.page(views, by=lambda shipment: shipment.shipment_id)


@router.get("/shipments/{shipment_id}")
async def get_one_shipment(shipment_id: UUID, caller: Reader, queries: Reading) -> ShipmentView:
    return shipment_view(await get_shipment(queries, shipment_id))


@router.post("/shipments/{shipment_id}/ship", response_model=ShipmentView | ShipmentBrief)
async def post_ship(shipment_id: UUID, caller: Writer, once: Idempotent, body: Departure | None = None) -> Response:
    """The parcel has left, or its goods are handed over to the customer: they go out of stock."""
    return await _run(once, mark_shipped, MarkShipped(**_said(shipment_id, caller, body)))


@router.post("/shipments/{shipment_id}/unship", response_model=ShipmentView | ShipmentBrief)
async def post_unship(shipment_id: UUID, body: UnshipReason, caller: Writer, once: Idempotent) -> Response:
    """The parcel had not left after all: its goods are back, and still allocated to it."""
    return await _run(once, mark_unshipped, MarkUnshipped(**_said(shipment_id, caller, body)))


@router.post("/shipments/{shipment_id}/deliver", response_model=ShipmentView | ShipmentBrief)
async def post_deliver(shipment_id: UUID, caller: Writer, once: Idempotent, body: Departure | None = None) -> Response:
    """The parcel is with its customer."""
    return await _run(once, mark_delivered, MarkDelivered(**_said(shipment_id, caller, body)))


@router.post("/shipments/{shipment_id}/undeliver", response_model=ShipmentView | ShipmentBrief)
async def post_undeliver(shipment_id: UUID, body: UnshipReason, caller: Writer, once: Idempotent) -> Response:
    """The parcel is not with its customer after all."""
    return await _run(once, mark_undelivered, MarkUndelivered(**_said(shipment_id, caller, body)))


@router.post("/shipments/{shipment_id}/make-ready-for-pickup", response_model=ShipmentView | ShipmentBrief)
async def post_make_ready(
    shipment_id: UUID, caller: Writer, once: Idempotent, body: Departure | None = None
) -> Response:
    """The goods wait for the customer, who comes for them and is told so."""
    return await _run(once, make_ready_for_pickup, MakeReadyForPickup(**_said(shipment_id, caller, body)))


@router.post("/shipments/{shipment_id}/withdraw-from-pickup", response_model=ShipmentView | ShipmentBrief)
async def post_withdraw(
    shipment_id: UUID, caller: Writer, once: Idempotent, body: Withdrawal | None = None
) -> Response:
    """The goods do not wait for the customer after all."""
    return await _run(once, withdraw_from_pickup, WithdrawFromPickup(**_said(shipment_id, caller, body)))


@router.post("/shipments/{shipment_id}/split", response_model=PartedView | PartedBrief)
async def post_split(shipment_id: UUID, caller: Writer, once: Idempotent, body: Parts | None = None) -> Response:
    """Goods of an open slip go onto a slip of their own: those named, or all that it waits for."""
    return await once(
        split_shipment,
        SplitShipment(shipment_id=shipment_id, units=body and body.units, by=caller.subject),
        order_of=lambda queries: find_order_of(queries, shipment_id),
        answers=each_as(parted_view),
        brief=Brief("fulfilment:read", PartedBrief),
    )


@router.post("/shipments/{shipment_id}/merge", response_model=ShipmentView | ShipmentBrief)
async def post_merge(shipment_id: UUID, body: Merging, caller: Writer, once: Idempotent) -> Response:
    """Two open slips of an order become one: the older of them has all goods, the other is void."""
    command = MergeShipments(shipment_id=shipment_id, other_shipment_id=body.other_shipment_id, by=caller.subject)
    return await _run(once, merge_shipments, command)


def _said(shipment_id: UUID, caller: Caller, body: Departure | UnshipReason | Withdrawal | None) -> dict[str, Any]:
    """Of which shipment, by whom, and what the body says of it. Raises NotAllowed."""
    told_by_import(caller, body)
    return {"shipment_id": shipment_id, "by": caller.subject, **(dict(body) if body else {})}


async def _run(once: IdempotentCommand, use_case: OneUseCase, command: Command) -> Response:
    return await once(
        use_case,
        command,
        order_of=lambda queries: find_order_of(queries, command.shipment_id),
        answers=each_as(shipment_view),
        brief=BRIEF,
    )


@router.get("/orders/{order_id}")
async def get_order(order_id: UUID, caller: Follower, queries: Reading) -> OrderView:
    """What fulfilment knows of an order, and its shipments."""
    order = await order_store.get_order(queries, order_id)
    return order_view(order, await list_shipments_of_order(queries, order_id))
