"""The HTTP API: returns, and what may come back of an order."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.returns import listing
from services.returns.model import ReturnState
from services.returns.views import OrderView, ReturnView
from shared.http import Caller, Page, Paging, Reading, paged_by, scope

router = APIRouter()

Reader = Annotated[Caller, scope("returns:read")]


@router.get("/returns")
async def get_returns(
    caller: Reader,
    queries: Reading,
    paging: Annotated[Paging[UUID], paged_by(UUID)],
    order_id: UUID | None = None,
    state: ReturnState | None = None,
) -> Page[ReturnView]:
    """Returns, the newest first."""
    found = await listing.list_returns(queries, order_id=order_id, state=state, before=paging.after, limit=paging.fetch)
    return paging.page(found, by=lambda one: one.return_id)


@router.get("/returns/{return_id}")
async def get_one_return(return_id: UUID, caller: Reader, queries: Reading) -> ReturnView:
    return await listing.get_return(queries, return_id)


@router.get("/orders/{order_id}")
async def get_order(order_id: UUID, caller: Reader, queries: Reading) -> OrderView:
    """What was ordered, how much of it has left, and its returns."""
    return await listing.get_order(queries, order_id)
