"""Custom statuses over HTTP: which there are, and setting and clearing that of an order."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.orders.order.model import Order
from services.orders.order.schemas import OrderBrief, OrderView, order_view
from services.orders.order.whole_orders import find_whole_orders
from services.orders.statuses.schemas import CustomStatuses, StatusToSet, custom_status_view
from services.orders.statuses.settings import ProcessSettings
from services.orders.statuses.store import count_orders
from services.orders.usecases.set_custom_status import SetCustomStatus, set_custom_status
from shared.http import Brief, Caller, Idempotent, Reading, scope
from shared.stored_settings import get_settings
from shared.transaction import Tx

router = APIRouter()

Reader = Annotated[Caller, scope("orders:read")]
Setter = Annotated[Caller, scope("orders:status")]
BRIEF = Brief("orders:read", OrderBrief)


@router.get("/custom-statuses")
async def get_custom_statuses(
    caller: Reader,
    queries: Reading,
    counted: Annotated[bool, Query(description="also how many orders have each")] = False,
) -> CustomStatuses:
    """All that the shop has; which of them an order can be given is told by `archived`."""
    known = (await get_settings(queries, ProcessSettings)).custom_statuses
    orders = await count_orders(queries, [one.code for one in known]) if counted else None
    return CustomStatuses(custom_statuses=tuple(map(custom_status_view, known)), orders=orders)


@router.post("/orders/{order_id}/custom-status", response_model=OrderView | OrderBrief)
async def post_custom_status(order_id: UUID, body: StatusToSet, caller: Setter, once: Idempotent) -> Response:
    """Give the order this custom status in place of the one that it has, or none; refused where the settings have it
    not.
    """
    command = SetCustomStatus(order_id, body.custom_status, body.notify_customer, caller.subject)
    return await once(set_custom_status, command, answers=_order_views, brief=BRIEF)


async def _order_views(tx: Tx, orders: Sequence[Order]) -> list[OrderView]:
    whole = await find_whole_orders(tx, {order.order_id for order in orders})
    return [order_view(whole[order.order_id]) for order in orders]
