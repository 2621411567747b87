"""The list that an order is opened from: its page has it in the address, and leads back to it and on in it."""

from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from services.backoffice.pages.orders.filters import OrderFilters, asked_of_orders, read_filters
from services.backoffice.web.addresses import is_order_id
from services.backoffice.web.service_clients import Area
from services.backoffice.web.visit import Visit

MOST_SEEN = 20
"""Orders that the address of another names, so that one comes back to them."""


class ListPlace(NamedTuple):
    """A page of the list. Only what the list itself understands is read of an address, whoever made it.

    `seen` are the orders that one has come through: shipped or paid by now, the list may have them no more.
    """

    filters: OrderFilters
    after: str | None = None
    seen: tuple[UUID, ...] = ()

    @property
    def address(self) -> str:
        return self.filters.page(self.after) if self.after else self.filters.address

    @property
    def query(self) -> str:
        """What `place_of` reads again."""
        return self.address.partition("?")[2]

    def order(self, order_id: UUID | str) -> str:
        """The address of an order of this list."""
        query = self.query
        if self.filters.all and self.seen:
            query += "&" + urlencode([("seen", one) for one in self.seen])
        return f"/orders/{order_id}?{urlencode({'list': query})}" if query else f"/orders/{order_id}"

    def seeing(self, order_id: UUID) -> "ListPlace":
        """As one goes on from this order."""
        others = [one for one in self.seen if one != order_id]
        return self._replace(seen=(*others, order_id)[-MOST_SEEN:])


def read_place(visit: Visit) -> ListPlace:
    """As the address of an order's page has it; all orders where it has none."""
    return place_of(visit, visit.request.query_params.get("list", ""))


def place_of(visit: Visit, asked: str) -> ListPlace:
    query = parse_qsl(asked)
    seen = [UUID(value) for name, value in query if name == "seen" and is_order_id(value)]
    return ListPlace(
        read_filters(query, visit.staff.language).filters, dict(query).get("after"), tuple(seen[-MOST_SEEN:])
    )


async def ask_neighbours(visit: Visit, order_id: UUID, place: ListPlace) -> Area:
    """The orders before and after it in that list."""
    asked = asked_of_orders(place.filters, visit.settings.time_zone)
    return await visit.services.area("orders", f"/orders/{order_id}/neighbours", **asked, also=place.seen)
