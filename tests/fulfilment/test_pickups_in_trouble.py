"""Pickups whose order is held, cancelled or credited, or whose goods a count does not find."""

import pytest

from tests.fulfilment.pickups import READY, SHIP, WITHDRAW, done, pickup, refusal, to_pick_up
from tests.fulfilment.test_take_off_credits import credited
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import cancelled, held, placed, resumed


async def test_a_hold_lets_nobody_hand_over_and_nothing_is_lost(warehouse: Warehouse) -> None:
    order = to_pick_up()
    await warehouse.deliver(order)
    await done(warehouse, order, READY)
    await warehouse.deliver(held(order))
    assert await pickup(warehouse, order) == ("ready", "ready_for_pickup", [WITHDRAW])
    assert await refusal(warehouse, order, SHIP) == (
        "order-on-hold",
        "order 1001 is on hold: resume it before slip BE-000001 is handed over",
    )
    await warehouse.deliver(resumed(order))
    assert await pickup(warehouse, order) == ("ready", "ready_for_pickup", [WITHDRAW, SHIP])


async def test_a_pickup_on_hold_is_not_made_ready(warehouse: Warehouse) -> None:
    order = to_pick_up()
    await warehouse.deliver(order, held(order))
    assert await refusal(warehouse, order) == (
        "order-on-hold",
        "order 1001 is on hold: resume it before slip BE-000001 is made ready for pickup",
    )


async def test_the_slip_of_a_pickup_placed_on_hold_is_made_ready_once_it_is_resumed(warehouse: Warehouse) -> None:
    order = to_pick_up(held=True)
    await warehouse.deliver(order, resumed(order))
    await done(warehouse, order, READY)


async def test_a_cancelled_order_does_not_wait_for_its_customer(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    order = to_pick_up(lines={"LAMP": 2})
    await warehouse.deliver(order)
    await done(warehouse, order, READY)
    await warehouse.deliver(cancelled(order))
    assert await pickup(warehouse, order) == ("void", None, [])
    assert await warehouse.shelf("LAMP") == (2, 0, 0)
    assert await refusal(warehouse, order, WITHDRAW) == (
        "not-ready-for-pickup",
        "slip BE-000001 is not ready for pickup",
    )


async def test_a_count_that_does_not_find_the_goods_takes_the_pickup_back(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    order = to_pick_up(lines={"LAMP": 2})
    await warehouse.deliver(order)
    await done(warehouse, order, READY)
    await warehouse.adjust("LAMP", -1)
    assert await pickup(warehouse, order) == ("not_shipped", "not_ready", [])
    await warehouse.receive("LAMP", 1)
    assert await pickup(warehouse, order) == ("ready", "not_ready", [READY, SHIP])


@pytest.mark.parametrize(("units", "expected"), [(1, ("ready", "ready_for_pickup")), (2, ("void", None))])
async def test_what_is_left_of_a_credited_pickup_stays_ready(
    warehouse: Warehouse, units: int, expected: tuple[str, str | None]
) -> None:
    await warehouse.stock(LAMP=2)
    order = to_pick_up(lines={"LAMP": 2})
    await warehouse.deliver(order)
    await done(warehouse, order, READY)
    await warehouse.deliver(credited(order, {1: units}))
    assert (await pickup(warehouse, order))[:2] == expected
    assert await warehouse.shelf("LAMP") == (2, 2 - units, 0)


async def test_what_a_count_misses_is_taken_last_of_what_its_customer_was_told_to_come_for(
    warehouse: Warehouse,
) -> None:
    await warehouse.stock(LAMP=4)
    lamp = {"LAMP": 1}
    orders = {
        "parcel": placed(lines=lamp),
        "older": to_pick_up(lines=lamp),
        "younger": to_pick_up(lines=lamp),
        "unprepared": to_pick_up(lines=lamp),
    }
    await warehouse.deliver(*orders.values())
    await done(warehouse, orders["older"], READY)
    await done(warehouse, orders["younger"], READY)
    waiting = []
    for _ in orders:
        await warehouse.adjust("LAMP", -1)
        waiting.append([name for name, one in orders.items() if (await pickup(warehouse, one))[0] == "not_shipped"])
    assert waiting == [
        ["unprepared"],
        ["parcel", "unprepared"],
        ["parcel", "younger", "unprepared"],
        ["parcel", "older", "younger", "unprepared"],
    ]
