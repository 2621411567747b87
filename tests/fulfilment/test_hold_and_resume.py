"""Orders on hold get no slip, and none they have leaves."""

import asyncio
import itertools

import pytest

from shared.schemas.event import Event
from shared.schemas.fulfilment import FulfilmentHeld
from tests.fulfilment.test_rivals import deliver
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import cancelled, held, placed, resumed

IN_ANY_ORDER = pytest.mark.parametrize("arrival", list(itertools.permutations(range(3))))


async def test_a_hold_is_confirmed_with_its_sequence(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order)
    await warehouse.deliver(held(order, sequence=4))
    told = await warehouse.last(order)
    assert told.model_copy(update={"applied_at": None}) == FulfilmentHeld(
        order_id=order.order_id, sequence=2, hold_sequence=4
    )


async def test_the_same_hold_twice_is_confirmed_once(warehouse: Warehouse) -> None:
    order = placed()
    hold = held(order)
    await warehouse.deliver(order, hold)
    await warehouse.deliver(hold)
    await warehouse.deliver(hold.model_copy())
    assert await warehouse.told(order) == ["SlipCreated", "FulfilmentHeld"]


async def test_a_hold_that_comes_after_its_resumption_is_ignored(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order)
    await warehouse.deliver(resumed(order, sequence=3))
    await warehouse.deliver(held(order, sequence=2))
    assert await warehouse.told(order) == ["SlipCreated"]
    assert (await warehouse.get(f"/orders/{order.order_id}"))["held"] is False


async def test_a_hold_of_a_cancelled_order_is_ignored(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order, cancelled(order, sequence=3))
    await warehouse.deliver(held(order, sequence=2))
    assert await warehouse.told(order) == ["SlipCreated", "SlipsVoided"]


async def test_a_resumed_order_gets_its_slip(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    order = placed(lines={"LAMP": 2}, held=True)
    await warehouse.deliver(order)
    await warehouse.deliver(resumed(order, sequence=2))
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 2, 2)])
    assert await warehouse.told(order) == ["FulfilmentHeld", "SlipCreated"]


async def test_a_resumed_order_stands_behind_those_who_came_in_the_meantime(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1)
    first, second = placed(lines={"LAMP": 1}, held=True), placed(lines={"LAMP": 1})
    await warehouse.deliver(first, second)
    await warehouse.deliver(resumed(first, sequence=2))
    assert (await warehouse.slip(second))[1] == "ready"
    assert (await warehouse.slip(first))[1] == "not_shipped"


async def test_a_resumption_twice_makes_one_slip(warehouse: Warehouse) -> None:
    order = placed(held=True)
    resumption = resumed(order, sequence=2)
    await warehouse.deliver(order, resumption)
    await warehouse.deliver(resumption)
    await warehouse.deliver(resumption.model_copy(update={"sequence": 3}))
    assert await warehouse.told(order) == ["FulfilmentHeld", "SlipCreated"]


async def test_a_resumed_order_of_services_needs_no_parcel(warehouse: Warehouse) -> None:
    order = placed(ships=False, held=True)
    await warehouse.deliver(order, resumed(order, sequence=2))
    assert await warehouse.told(order) == ["FulfilmentHeld", "NothingToShip"]


async def test_an_order_held_again_after_its_slip_was_made_keeps_the_slip(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order, held(order), resumed(order), held(order, sequence=4))
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 2, 2)])
    assert await warehouse.told(order) == ["SlipCreated", "FulfilmentHeld", "FulfilmentHeld"]


@IN_ANY_ORDER
async def test_an_order_held_and_resumed_has_one_slip(warehouse: Warehouse, arrival: tuple[int, int, int]) -> None:
    order = placed(sequence=1)
    story: list[Event] = [order, held(order, sequence=2), resumed(order, sequence=3)]
    for position in arrival:
        await warehouse.deliver(story[position])
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 2, 0)])
    assert (await warehouse.get(f"/orders/{order.order_id}"))["held"] is False


@IN_ANY_ORDER
async def test_an_order_resumed_and_held_again_has_no_slip(warehouse: Warehouse, arrival: tuple[int, int, int]) -> None:
    """Unless it was resumed, and its slip made, before it was held again."""
    order = placed(sequence=1, held=True)
    story: list[Event] = [order, resumed(order, sequence=2), held(order, sequence=3)]
    for position in arrival:
        await warehouse.deliver(story[position])
    had_its_slip_before = arrival in [(0, 1, 2), (1, 0, 2)]
    assert len(await warehouse.shipments(order)) == had_its_slip_before
    assert (await warehouse.get(f"/orders/{order.order_id}"))["held"] is True


@IN_ANY_ORDER
async def test_an_order_held_and_cancelled_has_no_open_slip(
    warehouse: Warehouse, arrival: tuple[int, int, int]
) -> None:
    await warehouse.stock(LAMP=2)
    order = placed(sequence=1)
    story: list[Event] = [order, held(order, sequence=2), cancelled(order, sequence=3)]
    for position in arrival:
        await warehouse.deliver(story[position])
    assert {shipment["state"] for shipment in await warehouse.shipments(order)} <= {"void"}
    assert await warehouse.shelf("LAMP") == (2, 0, 0)
    assert (await warehouse.told(order)).count("SlipsVoided") == 1


async def test_an_order_is_held_while_it_is_shipped_and_nothing_leaves_once_the_hold_is_confirmed(
    warehouse: Warehouse,
) -> None:
    await warehouse.stock(LAMP=16)
    orders = [placed() for _ in range(8)]
    await warehouse.deliver(*orders)
    paths = [f"/shipments/{await warehouse.shipment_id(order)}/ship" for order in orders]
    await asyncio.gather(
        *(deliver(warehouse, held(order)) for order in orders), *(warehouse.service.post(path) for path in paths)
    )
    for order in orders:
        told = await warehouse.told(order)
        assert told in (["SlipCreated", "FulfilmentHeld"], ["SlipCreated", "ShipmentShipped", "FulfilmentHeld"])
