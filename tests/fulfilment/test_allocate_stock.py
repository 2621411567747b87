"""Orders come in and get slips."""

from shared.schemas.fulfilment import FulfilmentHeld, ShipmentLine, ShipmentState, SlipCreated
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import cancelled, held, placed, resumed


async def test_an_order_whose_goods_are_here_gets_a_ready_slip(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3, CHAIR=1)
    order = placed(lines={"LAMP": 2, "CHAIR": 1})
    await warehouse.deliver(order)
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 2, 2), ("CHAIR", 1, 1)])
    assert await warehouse.shelf("LAMP") == (3, 2, 0)
    (event,) = await warehouse.events(order)
    assert isinstance(event, SlipCreated)
    assert (event.sequence, event.slip_number, event.state) == (1, "BE-000001", ShipmentState.READY)
    assert event.lines == (
        ShipmentLine(line_no=1, sku="LAMP", quantity=2, allocated=2, tracked=True),
        ShipmentLine(line_no=2, sku="CHAIR", quantity=1, allocated=1, tracked=True),
    )


async def test_an_order_takes_what_there_is_and_waits_for_the_rest(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3, CHAIR=5)
    order = placed(lines={"LAMP": 4, "CHAIR": 5})
    await warehouse.deliver(order)
    assert await warehouse.slip(order) == ("BE-000001", "not_shipped", [("LAMP", 4, 3), ("CHAIR", 5, 5)])
    assert await warehouse.shelf("LAMP") == (3, 3, 1)
    assert await warehouse.shelf("CHAIR") == (5, 5, 0)


async def test_of_two_orders_for_the_last_unit_the_first_gets_it(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1)
    first, second = placed(lines={"LAMP": 1}), placed(lines={"LAMP": 1})
    await warehouse.deliver(first, second)
    assert await warehouse.slip(first) == ("BE-000001", "ready", [("LAMP", 1, 1)])
    assert await warehouse.slip(second) == ("BE-000002", "not_shipped", [("LAMP", 1, 0)])


async def test_a_small_order_does_not_overtake_a_large_one_that_came_first(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5)
    large, small = placed(lines={"LAMP": 10}), placed(lines={"LAMP": 1})
    await warehouse.deliver(large)
    await warehouse.deliver(small)
    assert await warehouse.slip(large) == ("BE-000001", "not_shipped", [("LAMP", 10, 5)])
    assert await warehouse.slip(small) == ("BE-000002", "not_shipped", [("LAMP", 1, 0)])


async def test_two_lines_of_one_product_share_its_stock(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3)
    once = placed(lines={"LAMP": 2})
    order = once.model_copy(update={"lines": (*once.lines, once.lines[0].model_copy(update={"line_no": 2}))})
    await warehouse.deliver(order)
    assert await warehouse.slip(order) == ("BE-000001", "not_shipped", [("LAMP", 2, 2), ("LAMP", 2, 1)])


async def test_what_is_not_tracked_needs_no_stock(warehouse: Warehouse) -> None:
    order = placed(lines={"POSTER": 2})
    await warehouse.deliver(order)
    await warehouse.track("POSTER")
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("POSTER", 2, 0)])
    assert await warehouse.shelf("POSTER") == (0, 0, 0)
    (shipment,) = await warehouse.shipments(order)
    assert [line["tracked"] for line in shipment["lines"]] == [False]


async def test_an_order_of_services_needs_no_parcel(warehouse: Warehouse) -> None:
    order = placed(lines={"GIFT-WRAPPING": 1}, ships=False)
    await warehouse.deliver(order)
    assert await warehouse.shipments(order) == []
    assert await warehouse.told(order) == ["NothingToShip"]


async def test_the_same_placement_twice_makes_one_slip(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 2})
    again = order.model_copy()  # the same fact under another event id, as after a replay of years
    await warehouse.deliver(order)
    await warehouse.deliver(order)
    await warehouse.deliver(again)
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 2, 2)])
    assert await warehouse.shelf("LAMP") == (5, 2, 0)
    assert await warehouse.told(order) == ["SlipCreated"]


async def test_an_order_placed_on_hold_gets_no_slip_and_says_so(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 2}, held=True)
    await warehouse.deliver(order)
    assert await warehouse.shipments(order) == []
    assert await warehouse.shelf("LAMP") == (5, 0, 0)
    (told,) = await warehouse.events(order)
    assert told.model_copy(update={"applied_at": None}) == FulfilmentHeld(
        order_id=order.order_id, sequence=1, hold_sequence=1
    )


async def test_an_order_held_before_it_came_gets_no_slip(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(held(order))
    await warehouse.deliver(order)
    assert await warehouse.shipments(order) == []
    assert await warehouse.told(order) == ["FulfilmentHeld"]


async def test_an_order_placed_on_hold_and_resumed_before_it_came_gets_its_slip(warehouse: Warehouse) -> None:
    order = placed(held=True)
    await warehouse.deliver(resumed(order, sequence=2))
    await warehouse.deliver(order)
    assert await warehouse.told(order) == ["SlipCreated"]


async def test_an_order_cancelled_before_it_came_gets_no_slip(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(cancelled(order))
    await warehouse.deliver(order)
    assert await warehouse.shipments(order) == []
    assert await warehouse.shelf("LAMP") == (5, 0, 0)
    assert await warehouse.told(order) == ["SlipsVoided"]


async def test_each_product_of_a_batch_is_announced_once(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=9, CHAIR=9)
    before = len(await warehouse.levels())
    await warehouse.deliver(*(placed(lines={"LAMP": 2, "CHAIR": 1}) for _ in range(4)))
    assert [(level.sku, level.available) for level in (await warehouse.levels())[before:]] == [
        ("CHAIR", 5),
        ("LAMP", 1),
    ]
