"""Staff put right whom an order is for: slips that are here go there, and what has left stays as it was."""

from typing import Any
from uuid import UUID

from services.fulfilment.papers.list_to_print import list_to_print
from shared.schemas.orders import OrderPlaced
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import customer_changed, placed

LYON = {"street": "1 place Bellecour", "postal_code": "69002", "city": "Lyon", "country": "FR"}


async def goes_to(warehouse: Warehouse, order: OrderPlaced) -> list[tuple[str, Any]]:
    """Of each slip, whom it is for and the city."""
    ids = [UUID(one["shipment_id"]) for one in await warehouse.shipments(order)]
    async with warehouse.service.reading() as queries:
        printed = await list_to_print(queries, ids, None)
    return [(one.paper.customer, one.paper.address.city) for one in printed if one.paper]


async def test_a_slip_that_has_not_left_goes_to_the_present_address(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order)
    await warehouse.deliver(customer_changed(order, name="Zoé Durand", delivery_address=LYON))
    assert await goes_to(warehouse, order) == [("Zoé Durand", "Lyon")]


async def test_what_has_left_stays_as_it_was_until_it_is_taken_back(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.stock(LAMP=2)
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.deliver(customer_changed(order, delivery_address=LYON))
    await warehouse.deliver(customer_changed(order, sequence=3, name="Zoé Durand", delivery_address=LYON))
    assert await goes_to(warehouse, order) == [("Zoé Martin", "Nantes")]
    await warehouse.unship(order)
    assert await goes_to(warehouse, order) == [("Zoé Durand", "Lyon")]
    await warehouse.ship(order)
    assert await goes_to(warehouse, order) == [("Zoé Durand", "Lyon")]


async def test_of_an_order_that_is_not_here_yet_its_placement_has_the_customer(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(customer_changed(order, delivery_address=LYON))
    await warehouse.deliver(order)
    assert await goes_to(warehouse, order) == [("Zoé Martin", "Nantes")]
