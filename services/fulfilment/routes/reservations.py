"""Reservations over HTTP: a storefront sets goods aside before its order is placed, and sees and ends its own."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.fulfilment.reservations.model import ReservationState
from services.fulfilment.reservations.schemas import Lasting, NewReservation, ReservationView, reservation_view
from services.fulfilment.reservations.store import get_reservation, list_reservations
from services.fulfilment.usecases.extend_reservation import ExtendReservation, extend_reservation
from services.fulfilment.usecases.release_reservation import ReleaseReservation, release_reservation
from services.fulfilment.usecases.reserve_stock import ReserveStock, reserve_stock
from shared.http import Caller, Idempotent, Page, Paging, Reading, Writing, each_as, paged_by, scope
from shared.schemas.values import Sku
from shared.scopes import PLACE

router = APIRouter()

READ, WRITE = "fulfilment:read", "fulfilment:write"
Reader = Annotated[Caller, scope(READ)]
ItsReader = Annotated[Caller, scope(READ, or_else=PLACE)]
Writer = Annotated[Caller, scope(WRITE, or_else=PLACE)]


@router.post("/reservations", status_code=201, response_model=ReservationView)
async def post_reservation(body: NewReservation, caller: Writer, once: Idempotent) -> Response:
    """Set goods aside for a while, all of it or nothing; what is not there is refused with what there is.

    An order that is placed with its `reservation_id` takes them over, whoever places it: the id, which nobody guesses,
    is the right to it. Tell it to nobody else.
    """
    command = ReserveStock(
        wanted=tuple([(line.sku, line.quantity) for line in body.lines]),
        by=caller.subject,
        expires_at=body.expires_at,
        expires_in_s=body.expires_in,
        reference=body.reference,
        accept_backorder=body.accept_backorder,
    )
    return await once.batched(reserve_stock, command, answers=each_as(reservation_view))


@router.get("/reservations")
async def get_reservations(
    caller: Reader,
    queries: Reading,
    paging: Annotated[Paging[UUID], paged_by(UUID)],
    sku: Sku | None = None,
    states: Annotated[tuple[ReservationState, ...], Query(alias="state")] = (),
    newest_first: bool = False,
) -> Page[ReservationView]:
    """The oldest first, or the newest; those of a SKU that asked for it, in any of these states."""
    found = await list_reservations(
        queries, sku=sku, states=states, after=paging.after, limit=paging.fetch, newest_first=newest_first
    )
    return paging.page([reservation_view(one) for one in found], by=lambda one: one.reservation_id)


@router.get("/reservations/{reservation_id}")
async def get_one_reservation(reservation_id: UUID, caller: ItsReader, queries: Reading) -> ReservationView:
    return reservation_view(await get_reservation(queries, reservation_id, of=_whose(caller, READ)))


@router.post("/reservations/{reservation_id}/extend", response_model=ReservationView)
async def post_extension(reservation_id: UUID, body: Lasting, caller: Writer, once: Idempotent) -> Response:
    """Let it last until then, counted from now: once."""
    command = ExtendReservation(reservation_id, caller.subject, _whose(caller, WRITE), body.expires_at, body.expires_in)
    return await once(extend_reservation, command, answers=each_as(reservation_view))


@router.delete("/reservations/{reservation_id}")
async def delete_reservation(reservation_id: UUID, caller: Writer, database: Writing) -> ReservationView:
    """Release its goods before its time; to do so twice is as once."""
    command = ReleaseReservation(reservation_id, caller.subject, _whose(caller, WRITE))
    async with database.transaction() as tx:
        return reservation_view(await release_reservation(tx, command))


def _whose(caller: Caller, scope_for_all: str) -> str | None:
    """Whose reservations it may name: a storefront its own, and those of others it does not know."""
    return None if caller.may(scope_for_all) else caller.subject
