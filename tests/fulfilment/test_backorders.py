"""Slips that wait for goods, and who gets what comes in or comes free."""

from shared.schemas.fulfilment import SkuQuantity, SlipReady, SlipWaits
from tests.fulfilment.warehouse import Warehouse
from tests.support.clock import Clock
from tests.support.orders import cancelled, held, placed


async def test_goods_that_come_in_go_to_the_oldest_slip_first(warehouse: Warehouse, clock: Clock) -> None:
    await warehouse.stock(LAMP=0)
    first, second = placed(lines={"LAMP": 2}), placed(lines={"LAMP": 2})
    await warehouse.deliver(first, second)
    await warehouse.receive("LAMP", 3)
    assert await warehouse.slip(first) == ("BE-000001", "ready", [("LAMP", 2, 2)])
    assert await warehouse.slip(second) == ("BE-000002", "not_shipped", [("LAMP", 2, 1)])
    assert await warehouse.shelf("LAMP") == (3, 3, 1)
    assert await warehouse.told(second) == ["SlipCreated"]
    assert await warehouse.last(first) == SlipReady(
        order_id=first.order_id,
        sequence=2,
        shipment_id=await warehouse.shipment_id(first),
        slip_number="BE-000001",
        ready_at=clock.at,
    )


async def test_a_slip_is_ready_when_the_last_of_its_goods_is_here(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=0, CHAIR=0)
    order = placed(lines={"LAMP": 1, "CHAIR": 1})
    await warehouse.deliver(order)
    await warehouse.receive("LAMP", 1)
    assert await warehouse.slip(order) == ("BE-000001", "not_shipped", [("LAMP", 1, 1), ("CHAIR", 1, 0)])
    await warehouse.receive("CHAIR", 1)
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 1, 1), ("CHAIR", 1, 1)])
    assert await warehouse.told(order) == ["SlipCreated", "SlipReady"]


async def test_a_delivery_of_everything_makes_all_slips_ready(warehouse: Warehouse) -> None:
    orders = [placed(lines={"LAMP": 1, "CHAIR": 2}) for _ in range(5)]
    await warehouse.stock(LAMP=0, CHAIR=0)
    await warehouse.deliver(*orders)
    await warehouse.stock(LAMP=5, CHAIR=10)
    assert [(await warehouse.slip(order))[1] for order in orders] == ["ready"] * 5
    assert await warehouse.shelf("CHAIR") == (10, 10, 0)


async def test_what_a_count_found_goes_to_those_who_wait(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=0)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    await warehouse.service.post("/stock/LAMP/adjustments", {"quantity": 2, "reason": "found behind the shelf"})
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 2, 2)])


async def test_what_a_cancelled_order_held_goes_to_those_who_wait(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    first, second = placed(lines={"LAMP": 2}), placed(lines={"LAMP": 2})
    await warehouse.deliver(first, second)
    await warehouse.deliver(cancelled(first))
    assert await warehouse.slip(second) == ("BE-000002", "ready", [("LAMP", 2, 2)])
    assert await warehouse.shelf("LAMP") == (2, 2, 0)
    assert await warehouse.told(second) == ["SlipCreated", "SlipReady"]


async def test_orders_cancelled_together_do_not_give_each_other_their_goods(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    first, second, third = (placed(lines={"LAMP": 2}) for _ in range(3))
    await warehouse.deliver(first, second, third)
    await warehouse.deliver(cancelled(first), cancelled(second))
    assert await warehouse.slip(third) == ("BE-000003", "ready", [("LAMP", 2, 2)])
    assert await warehouse.told(second) == ["SlipCreated", "SlipsVoided"]


async def test_an_order_on_hold_keeps_its_place_among_those_who_wait(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=0)
    first, second = placed(lines={"LAMP": 1}), placed(lines={"LAMP": 1})
    await warehouse.deliver(first, second)
    await warehouse.deliver(held(first))
    await warehouse.receive("LAMP", 1)
    assert (await warehouse.slip(first))[1] == "ready"
    assert (await warehouse.slip(second))[1] == "not_shipped"
    assert await warehouse.told(first) == ["SlipCreated", "FulfilmentHeld", "SlipReady"]


async def test_of_three_promised_lamps_one_is_broken_and_the_youngest_promise_waits_again(
    warehouse: Warehouse, clock: Clock
) -> None:
    await warehouse.stock(LAMP=3)
    first, second, third = (placed(lines={"LAMP": 1}) for _ in range(3))
    await warehouse.deliver(first, second, third)
    await warehouse.adjust("LAMP", -1)
    assert [(await warehouse.slip(order))[1] for order in (first, second, third)] == ["ready", "ready", "not_shipped"]
    assert await warehouse.shelf("LAMP") == (2, 2, 1)
    assert await warehouse.last(third) == SlipWaits(
        order_id=third.order_id,
        sequence=2,
        shipment_id=await warehouse.shipment_id(third),
        slip_number="BE-000003",
        missing=(SkuQuantity(sku="LAMP", quantity=1),),
        waits_at=clock.at,
    )
    await warehouse.receive("LAMP", 1)
    assert await warehouse.told(third) == ["SlipCreated", "SlipWaits", "SlipReady"]


async def test_what_is_gone_is_taken_from_as_many_slips_as_it_takes_the_youngest_first(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=6, CHAIR=1)
    first, second, third = placed(lines={"LAMP": 3}), placed(lines={"LAMP": 2, "CHAIR": 1}), placed(lines={"LAMP": 1})
    await warehouse.deliver(first, second, third)
    await warehouse.adjust("LAMP", -2)
    assert await warehouse.slip(first) == ("BE-000001", "ready", [("LAMP", 3, 3)])
    assert await warehouse.slip(second) == ("BE-000002", "not_shipped", [("LAMP", 2, 1), ("CHAIR", 1, 1)])
    assert await warehouse.slip(third) == ("BE-000003", "not_shipped", [("LAMP", 1, 0)])
    await warehouse.adjust("LAMP", -4)
    assert await warehouse.shelf("LAMP") == (0, 0, 6)
    assert await warehouse.told(second) == ["SlipCreated", "SlipWaits"]


async def test_what_is_free_goes_before_anything_promised(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    await warehouse.adjust("LAMP", -1)
    assert (await warehouse.slip(order))[1] == "ready"
    assert await warehouse.told(order) == ["SlipCreated"]


async def test_a_broken_lamp_is_taken_off_also_after_a_cancellation_gave_its_goods_to_those_who_waited(
    warehouse: Warehouse,
) -> None:
    await warehouse.stock(LAMP=2)
    first, second, third = placed(lines={"LAMP": 2}), placed(lines={"LAMP": 1}), placed(lines={"LAMP": 1})
    await warehouse.deliver(first, second, third)
    await warehouse.deliver(cancelled(first))
    await warehouse.adjust("LAMP", -1)
    assert (await warehouse.slip(second))[1] == "ready"
    assert (await warehouse.slip(third))[1] == "not_shipped"
    await warehouse.deliver(cancelled(second))
    assert (await warehouse.slip(third))[1] == "ready"
    assert await warehouse.shelf("LAMP") == (1, 1, 0)


async def test_what_two_counts_do_not_find_the_youngest_slip_waits_for_and_the_rest_of_it_stays_its_own(
    warehouse: Warehouse,
) -> None:
    await warehouse.stock(LAMP=2, CHAIR=2)
    first, second = (placed(lines={"LAMP": 1, "CHAIR": 1}) for _ in range(2))
    await warehouse.deliver(first, second)
    await warehouse.adjust("LAMP", -1)
    assert (await warehouse.slip(second))[2] == [("LAMP", 1, 0), ("CHAIR", 1, 1)]
    await warehouse.adjust("CHAIR", -1)
    assert (await warehouse.slip(second))[2] == [("LAMP", 1, 0), ("CHAIR", 1, 0)]
    third = placed(lines={"LAMP": 1})
    await warehouse.deliver(third)
    await warehouse.receive("LAMP", 1)
    assert [(await warehouse.slip(order))[1] for order in (first, second, third)] == [
        "ready",
        "not_shipped",
        "not_shipped",
    ]
    assert (await warehouse.slip(second))[2] == [("LAMP", 1, 1), ("CHAIR", 1, 0)]
    await warehouse.receive("CHAIR", 1)
    assert await warehouse.told(second) == ["SlipCreated", "SlipWaits", "SlipReady"]
    assert await warehouse.told(first) == ["SlipCreated"]
