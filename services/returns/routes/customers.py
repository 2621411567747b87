"""What a customer asks for, by the page that a signed link opens: within the shop's policy."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.returns.orders.store import get_order
from services.returns.returned.asked import NewRequest
from services.returns.returned.schemas import OfferView, ReturnBrief, ReturnView, offer_view
from services.returns.returned.store import list_returns_of_order
from services.returns.routes.commands import BRIEF, views
from services.returns.settings import ReturnSettings
from services.returns.usecases.ask_for_return import RequestReturn, request_return
from shared.clock import now
from shared.http import Caller, Idempotent, Reading, scope
from shared.scopes import ASK
from shared.stored_settings import get_settings

router = APIRouter()

Asking = Annotated[Caller, scope("returns:write", or_else=ASK)]


@router.get("/orders/{order_id}/offer", dependencies=[scope("returns:read", or_else=ASK)])
async def get_offer(order_id: UUID, queries: Reading) -> OfferView:
    """What of the order the customer may ask to send back, and why not the rest."""
    order = await get_order(queries, order_id)
    policy = await get_settings(queries, ReturnSettings)
    return offer_view(order, await list_returns_of_order(queries, order_id), policy, now())


@router.post("/orders/{order_id}/requests", status_code=201, response_model=ReturnView | ReturnBrief)
async def post_request(order_id: UUID, body: NewRequest, caller: Asking, once: Idempotent) -> Response:
    """The customer asks for a return; by the settings it is approved at once, or waits for staff."""
    command = RequestReturn(order_id=order_id, by=caller.subject, **dict(body))
    return await once(request_return, command, answers=views, brief=BRIEF)
