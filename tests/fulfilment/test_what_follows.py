"""What is still to leave of an order is told whenever it becomes something else after a parcel has left."""

from shared.schemas.fulfilment import LineTitle, ShipmentUnshipped, SlipChanged, SlipReduced
from shared.schemas.orders import OrderPlaced
from tests.fulfilment.test_split_shipments import post, split
from tests.fulfilment.test_take_off_credits import credited
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import edited, placed


async def chair_left(warehouse: Warehouse) -> OrderPlaced:
    """Two lamps are on a slip of their own."""
    await warehouse.stock(LAMP=2, CHAIR=1, VASE=1)
    order = placed(lines={"LAMP": 2, "CHAIR": 1})
    await warehouse.deliver(order)
    await split(warehouse, order, LAMP=2)
    assert (await post(warehouse, order, "BE-000001", "ship")).status_code == 200
    return order


async def follows(warehouse: Warehouse, order: OrderPlaced) -> list[tuple[int, str, int]]:
    event = await warehouse.last(order)
    assert isinstance(event, ShipmentUnshipped | SlipReduced | SlipChanged)
    return [(line.line_no, line.sku, line.quantity) for line in event.follows or ()]


async def test_what_is_credited_does_not_follow(warehouse: Warehouse) -> None:
    order = await chair_left(warehouse)
    await warehouse.deliver(credited(order, {1: 1}))
    assert await follows(warehouse, order) == [(1, "LAMP", 1)]
    await warehouse.deliver(credited(order, {1: 1}, no=2))
    event = await warehouse.last(order)
    assert (event.follows, event.order_shipped_in_full) == ((), True)


async def test_what_is_back_on_the_shelf_follows_too(warehouse: Warehouse) -> None:
    order = await chair_left(warehouse)
    assert (await post(warehouse, order, "BE-000002", "ship")).status_code == 200
    assert (await post(warehouse, order, "BE-000001", "unship", {"reason": "on the dock"})).status_code == 200
    assert await follows(warehouse, order) == [(2, "CHAIR", 1)]
    assert (await warehouse.last(order)).titles == (LineTitle(line_no=2, title="Chair"),)
    assert (await post(warehouse, order, "BE-000002", "unship", {"reason": "on the dock"})).status_code == 200
    assert await follows(warehouse, order) == [(1, "LAMP", 2), (2, "CHAIR", 1)]


async def test_what_an_edit_makes_of_the_rest_follows(warehouse: Warehouse) -> None:
    order = await chair_left(warehouse)
    await warehouse.deliver(edited(order, lines={"LAMP": 1, "CHAIR": 1, "VASE": 1}))
    assert await follows(warehouse, order) == [(1, "LAMP", 1), (3, "VASE", 1)]
    assert (await warehouse.last(order)).titles == (
        LineTitle(line_no=1, title="Lamp"),
        LineTitle(line_no=3, title="Vase"),
    )
