"""The list that an order is opened from: its page has it in the address, and leads back to it and on in it."""

from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from services.backoffice.pages.orders.filters import OrderFilters, asked_of_orders, read_filters
from services.backoffice.web.service_clients import Area
from services.backoffice.web.visit import Visit


class ListPlace(NamedTuple):
    """A page of the list. Only what the list itself understands is read of an address, whoever made it."""

    filters: OrderFilters
    after: str | None = None

    @property
    def address(self) -> str:
        return self.filters.page(self.after) if self.after else self.filters.address

    def order(self, order_id: UUID | str) -> str:
        """The address of an order of this list."""
        _, _, query = self.address.partition("?")
        return f"/orders/{order_id}?{urlencode({'list': query})}" if query else f"/orders/{order_id}"


def read_place(visit: Visit) -> ListPlace:
    """As the address of an order's page has it; all orders where it has none."""
    query = parse_qsl(visit.request.query_params.get("list", ""))
    return ListPlace(read_filters(query, visit.staff.language).filters, dict(query).get("after"))


async def ask_neighbours(visit: Visit, order_id: UUID, place: ListPlace) -> Area:
    """The orders before and after it in that list."""
    asked = asked_of_orders(place.filters, visit.settings.time_zone)
    return await visit.services.area("orders", f"/orders/{order_id}/neighbours", **asked)
