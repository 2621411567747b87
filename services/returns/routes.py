"""The HTTP API: returns, and what may come back of an order."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from services.returns import listing
from services.returns.model import ReturnState
from services.returns.views import OrderView, ReturnView
from shared.http import After, Caller, Limit, Page, Reading, page, read_cursor, scope

router = APIRouter()

Reader = Annotated[Caller, scope("returns:read")]


@router.get("/returns")
async def get_returns(
    caller: Reader,
    tx: Reading,
    order_id: UUID | None = None,
    state: ReturnState | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[ReturnView]:
    """Returns, the newest first."""
    last = read_cursor(after, UUID) if after else None
    found = await listing.list_returns(tx, order_id=order_id, state=state, before=last, limit=limit + 1)
    return page(found, limit, by=lambda one: one.return_id)


@router.get("/returns/{return_id}")
async def get_one_return(return_id: UUID, caller: Reader, tx: Reading) -> ReturnView:
    return await listing.get_return(tx, return_id)


@router.get("/orders/{order_id}")
async def get_order(order_id: UUID, caller: Reader, tx: Reading) -> OrderView:
    """What was ordered, how much of it has left, and its returns."""
    return await listing.get_order(tx, order_id)
