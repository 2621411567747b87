"""The orders before and after one in the list, as it is filtered."""

from uuid import UUID

from services.orders.listing.filters import Filters
from services.orders.listing.list_orders import NEWER, OLDER, Place, Way, list_orders
from services.orders.listing.schemas import Neighbour, Neighbours
from shared.refused import NotFound
from shared.stored import Unreadable
from shared.transaction import Queries


async def find_neighbours(queries: Queries, order_id: UUID, filters: Filters) -> Neighbours:
    """Also of an order that the list no longer has, as it was paid or shipped meanwhile. Raises NotFound."""
    placed_at = await queries.fetchval("SELECT placed_at FROM orders WHERE order_id = $1", order_id)
    if placed_at is None:
        raise NotFound(f"there is no order {order_id}")
    place = Place(placed_at, order_id)
    newer, older = [await _next_to(queries, place, filters, way) for way in (NEWER, OLDER)]
    return Neighbours(newer=newer, older=older)


async def _next_to(queries: Queries, place: Place, filters: Filters, way: Way) -> Neighbour | None:
    """The next that can be read."""
    while found := await list_orders(queries, filters, after=place, limit=1, way=way):
        if not isinstance(found[0], Unreadable):
            return Neighbour(order_id=found[0].order_id, number=found[0].number)
        place = Place(*found[0].place)
    return None
