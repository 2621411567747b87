"""An order by its id, for those who need it to exist."""

from uuid import UUID

from services.orders import store
from services.orders.views import Order, OrderView
from shared.refused import NotFound
from shared.transaction import Queries


async def find_order(queries: Queries, order_id: UUID) -> Order:
    order = await store.find_order(queries, order_id)
    if order is None:
        raise NotFound(f"there is no order {order_id}")
    return order


async def get_order(queries: Queries, order_id: UUID) -> OrderView:
    return (await find_order(queries, order_id)).view
