"""The HTTP API: returns, and what may come back of an order."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.returns.orders.store import get_order as read_order
from services.returns.returned import store
from services.returns.returned.decision_store import list_steps
from services.returns.returned.schemas import (
    OrderView,
    ReturnCounts,
    ReturnView,
    StepsView,
    StepView,
    order_view,
    return_view,
)
from services.returns.returned.states import ReturnState, WaitsFor
from services.returns.settings import ReturnSettings
from shared.http import Page, Paging, Reading, etag, paged_by, scope
from shared.schemas.returns import Resolution, ReturnOrigin, WhyReturned
from shared.schemas.values import Line
from shared.stored import Unreadable
from shared.stored_settings import get_settings

router = APIRouter(dependencies=[scope("returns:read")])


@router.get("/returns")
async def get_returns(
    queries: Reading,
    paging: Annotated[Paging[UUID], paged_by(UUID)],
    order_id: Annotated[tuple[UUID, ...], Query(max_length=200, description="of any of these orders")] = (),
    state: ReturnState | None = None,
    is_open: Annotated[bool | None, Query(alias="open", description="something is still to be done, or not")] = None,
    waits_for: WaitsFor | None = None,
    number: Line | None = None,
    origin: ReturnOrigin | None = None,
    reason: Annotated[WhyReturned | None, Query(description="of any of its lines")] = None,
    resolution: Annotated[Resolution | None, Query(description="of any of its lines")] = None,
) -> Page[ReturnView]:
    """Returns, the newest first."""
    found = await store.list_returns(
        queries,
        order_ids=order_id,
        state=state,
        is_open=is_open,
        waits_for=waits_for,
        number=number,
        origin=origin,
        reason=reason,
        resolution=resolution,
        before=paging.after,
        limit=paging.fetch,
    )
    policy = await get_settings(queries, ReturnSettings)
    views = [one if isinstance(one, Unreadable) else return_view(one, policy) for one in found]
    return paging.page(views, by=lambda one: one.return_id)


@router.get("/returns/counts")
async def get_counts(queries: Reading) -> ReturnCounts:
    """What needs doing."""
    counts = await store.count_open_returns(queries)
    return ReturnCounts(open=sum(counts.values()), waits_for={what: counts.get(what, 0) for what in WaitsFor})


@router.get("/returns/{return_id}")
async def get_one_return(return_id: UUID, queries: Reading, response: Response) -> ReturnView:
    view = return_view(await store.get_return(queries, return_id), await get_settings(queries, ReturnSettings))
    response.headers["ETag"] = etag(view.version)
    return view


@router.get("/returns/{return_id}/steps")
async def get_steps(return_id: UUID, queries: Reading) -> StepsView:
    """What was done with it, the oldest first. What the shop opened itself begins with what was done since."""
    one = await store.get_return(queries, return_id)
    steps = await list_steps(queries, return_id)
    return StepsView(
        return_id=return_id, number=one.number, steps=tuple(StepView.model_validate(step) for step in steps)
    )


@router.get("/orders/{order_id}")
async def get_order(order_id: UUID, queries: Reading) -> OrderView:
    """What was ordered, how much of it has left, and its returns."""
    order = await read_order(queries, order_id)
    policy = await get_settings(queries, ReturnSettings)
    return order_view(order, await store.list_returns_of_order(queries, order_id), policy)
