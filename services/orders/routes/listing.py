"""The list of orders over HTTP, and its statistics."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from services.orders.listing.filters import Filters, filters
from services.orders.listing.list_orders import Place, list_orders
from services.orders.listing.neighbours import find_neighbours
from services.orders.listing.schemas import Neighbours, OrderSummary
from services.orders.listing.statistics import DaysOfOrders, OrderCounts, count_orders, days_from, list_days
from services.orders.settings import ShopSettings
from shared.http import Caller, Page, Paging, Reading, paged_by, scope
from shared.schemas.values import Day
from shared.stored_settings import get_settings

router = APIRouter()

Reader = Annotated[Caller, scope("orders:read")]


@router.get("/orders")
async def get_orders(
    caller: Reader,
    queries: Reading,
    paging: Annotated[Paging[tuple[datetime, UUID]], paged_by(datetime, UUID)],
    filters: Annotated[Filters, Depends(filters)],
) -> Page[OrderSummary]:
    """Orders, newest first. What is given several times, such as `status`, finds the orders with any of it."""
    last = Place(*paging.after) if paging.after else None
    found = await list_orders(queries, filters, after=last, limit=paging.fetch)
    return paging.page(found, by=lambda order: (order.placed_at, order.order_id))


@router.get("/orders/counts")
async def get_counts(caller: Reader, queries: Reading) -> OrderCounts:
    """What needs doing."""
    return await count_orders(queries)


@router.get("/orders/{order_id}/neighbours")
async def get_neighbours(
    order_id: UUID,
    caller: Reader,
    queries: Reading,
    filters: Annotated[Filters, Depends(filters)],
    also: Annotated[
        tuple[UUID, ...], Query(max_length=50, description="orders that count as in the list, whatever they are now")
    ] = (),
) -> Neighbours:
    """The orders before and after this one in the list with these filters, also where it is not in it any more."""
    return await find_neighbours(queries, order_id, filters, also=also)


@router.get("/orders/days")
async def get_days(
    caller: Reader,
    queries: Reading,
    first: Annotated[Day, Query(alias="from")],
    last: Annotated[Day, Query(alias="to", description="included; at most 92 days in all")],
) -> DaysOfOrders:
    """What was ordered on each day, by the clock of the shop."""
    days = days_from(first, last, (await get_settings(queries, ShopSettings)).time_zone)
    return DaysOfOrders(items=await list_days(queries, days))
