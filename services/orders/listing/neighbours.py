"""The orders before and after one in the list, as it is filtered."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.orders.listing.filters import Filters
from services.orders.listing.list_orders import NEWER, OLDER, Place, Way, list_orders
from services.orders.listing.schemas import Neighbour, Neighbours
from shared.refused import NotFound
from shared.stored import Unreadable
from shared.transaction import Queries


class Stands(NamedTuple):
    place: Place
    number: str


async def find_neighbours(
    queries: Queries, order_id: UUID, filters: Filters, *, also: Sequence[UUID] = ()
) -> Neighbours:
    """Also of an order that the list no longer has, as it was paid or shipped meanwhile. Raises NotFound.

    `also` are orders that count as in the list: who works through it leaves them behind, and comes back to them.
    """
    placed_at = await queries.fetchval("SELECT placed_at FROM orders WHERE order_id = $1", order_id)
    if placed_at is None:
        raise NotFound(f"there is no order {order_id}")
    place = Place(placed_at, order_id)
    beside = await _places_of(queries, also) if also else []
    newer = [one for one in beside if one.place > place]
    older = [one for one in beside if one.place < place]
    newer += await _next_to(queries, place, filters, NEWER)
    older += await _next_to(queries, place, filters, OLDER)
    return Neighbours(newer=_neighbour(min(newer, default=None)), older=_neighbour(max(older, default=None)))


def _neighbour(one: Stands | None) -> Neighbour | None:
    return Neighbour(order_id=one.place.order_id, number=one.number) if one else None


async def _places_of(queries: Queries, order_ids: Sequence[UUID]) -> list[Stands]:
    sql = "SELECT placed_at, order_id, number FROM orders WHERE order_id = ANY($1)"
    rows = await queries.fetch(sql, order_ids)
    return [Stands(Place(row["placed_at"], row["order_id"]), row["number"]) for row in rows]


async def _next_to(queries: Queries, place: Place, filters: Filters, way: Way) -> list[Stands]:
    """The next that can be read, if there is one."""
    while found := await list_orders(queries, filters, after=place, limit=1, way=way):
        if not isinstance(found[0], Unreadable):
            return [Stands(Place(found[0].placed_at, found[0].order_id), found[0].number)]
        place = Place(*found[0].place)
    return []
