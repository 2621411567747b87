"""The HTTP API: returns, and what may come back of an order."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.returns import order_store, store
from services.returns.model import ReturnState
from services.returns.schemas import OrderView, ReturnCounts, ReturnView, order_view
from shared.http import Page, Paging, Reading, paged_by, scope
from shared.stored import Unreadable

router = APIRouter(dependencies=[scope("returns:read")])


@router.get("/returns")
async def get_returns(
    queries: Reading,
    paging: Annotated[Paging[UUID], paged_by(UUID)],
    order_id: UUID | None = None,
    state: ReturnState | None = None,
    is_open: Annotated[bool | None, Query(alias="open", description="something is still to be done, or not")] = None,
) -> Page[ReturnView]:
    """Returns, the newest first."""
    found = await store.list_returns(
        queries, order_id=order_id, state=state, is_open=is_open, before=paging.after, limit=paging.fetch
    )
    views = [one if isinstance(one, Unreadable) else ReturnView.model_validate(one) for one in found]
    return paging.page(views, by=lambda one: one.return_id)


@router.get("/returns/counts")
async def get_counts(queries: Reading) -> ReturnCounts:
    """What needs doing."""
    return ReturnCounts(open=await store.count_open_returns(queries))


@router.get("/returns/{return_id}")
async def get_one_return(return_id: UUID, queries: Reading) -> ReturnView:
    return ReturnView.model_validate(await store.get_return(queries, return_id))


@router.get("/orders/{order_id}")
async def get_order(order_id: UUID, queries: Reading) -> OrderView:
    """What was ordered, how much of it has left, and its returns."""
    order = await order_store.get_order(queries, order_id)
    return order_view(order, await store.list_returns_of_order(queries, order_id))
