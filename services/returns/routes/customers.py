"""What a customer asks for, by the page that a signed link opens: within the shop's policy."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.returns.orders.store import get_order
from services.returns.returned.asked import NewRequest, ParcelOfReturn
from services.returns.returned.own_schemas import OfferView, offer_view
from services.returns.returned.schemas import ReturnBrief, ReturnView
from services.returns.returned.store import list_returns_of_order
from services.returns.routes.commands import BRIEF, views
from services.returns.settings import ReturnSettings, ShopTime
from services.returns.usecases.ask_for_return import RequestReturn, request_return
from services.returns.usecases.decide_return import (
    CancelOwnReturn,
    SendOwnReturn,
    cancel_own_return,
    send_own_return,
)
from shared.clock import now
from shared.http import Caller, ExpectedVersion, Idempotent, Reading, scope
from shared.scopes import ASK
from shared.stored_settings import get_settings

router = APIRouter()

VIEW = ReturnView | ReturnBrief
Asking = Annotated[Caller, scope("returns:write", or_else=ASK)]


@router.get("/orders/{order_id}/offer", dependencies=[scope("returns:read", or_else=ASK)])
async def get_offer(order_id: UUID, queries: Reading) -> OfferView:
    """What of the order the customer may ask to send back, and why not the rest."""
    order = await get_order(queries, order_id)
    policy = await get_settings(queries, ReturnSettings)
    return offer_view(order, await list_returns_of_order(queries, order_id), policy, now(), ShopTime())


@router.post("/orders/{order_id}/requests", status_code=201, response_model=VIEW)
async def post_request(order_id: UUID, body: NewRequest, caller: Asking, once: Idempotent) -> Response:
    """The customer asks for a return; by the settings it is approved at once, or waits for staff."""
    command = RequestReturn(order_id=order_id, by=caller.subject, **dict(body))
    return await once(request_return, command, answers=views, brief=BRIEF)


@router.post("/orders/{order_id}/requests/{return_id}/send", response_model=VIEW)
async def post_own_parcel(
    order_id: UUID,
    return_id: UUID,
    caller: Asking,
    once: Idempotent,
    version: ExpectedVersion,
    body: ParcelOfReturn | None = None,
) -> Response:
    """The customer has sent the goods of a return of this order."""
    given = dict(body or ParcelOfReturn())
    about = {"order_id": order_id, "return_id": return_id, "by": caller.subject, "expected_version": version}
    return await once(send_own_return, SendOwnReturn(**about, **given), answers=views, brief=BRIEF)


@router.post("/orders/{order_id}/requests/{return_id}/cancel", response_model=VIEW)
async def post_own_cancellation(
    order_id: UUID, return_id: UUID, caller: Asking, once: Idempotent, version: ExpectedVersion
) -> Response:
    """The customer keeps the goods after all, while nothing of them came."""
    about = {"order_id": order_id, "return_id": return_id, "by": caller.subject, "expected_version": version}
    return await once(cancel_own_return, CancelOwnReturn(**about), answers=views, brief=BRIEF)
