"""Marking parcels as shipped and as not shipped."""

import asyncio

import pytest
from uuid_utils.compat import uuid7

from shared.schemas.fulfilment import LineQuantity, LineTitle, ShipmentLine, ShipmentShipped, ShipmentUnshipped
from shared.schemas.orders import OrderPlaced
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import cancelled, held, placed, resumed


async def test_a_shipped_parcel_takes_its_goods_out_of_stock(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3)
    order = placed(lines={"LAMP": 2, "POSTER": 1})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    assert await warehouse.slip(order) == ("BE-000001", "shipped", [("LAMP", 2, 0), ("POSTER", 1, 0)])
    assert await warehouse.shelf("LAMP") == (1, 0, 0)
    event = await warehouse.last(order)
    assert isinstance(event, ShipmentShipped)
    assert (event.sequence, event.slip_number, event.order_shipped_in_full, event.by) == (2, "BE-000001", True, "alice")
    assert event.lines == (
        ShipmentLine(line_no=1, sku="LAMP", quantity=2, allocated=0, tracked=True),
        ShipmentLine(line_no=2, sku="POSTER", quantity=1, allocated=0, tracked=False),
    )


async def test_a_parcel_that_leaves_says_what_follows_and_what_the_order_calls_it(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1, CHAIR=1)
    order = placed(lines={"LAMP": 3, "CHAIR": 1})
    await warehouse.deliver(order)
    shipment = f"/shipments/{await warehouse.shipment_id(order)}"
    await warehouse.service.post(f"{shipment}/split", {})
    await warehouse.service.post(f"{shipment}/ship", {})
    event = await warehouse.last(order)
    assert isinstance(event, ShipmentShipped)
    assert [(line.sku, line.quantity) for line in event.lines] == [("LAMP", 1), ("CHAIR", 1)]
    assert event.follows == (LineQuantity(line_no=1, sku="LAMP", quantity=2),)
    assert event.titles == (LineTitle(line_no=1, title="Lamp"), LineTitle(line_no=2, title="Chair"))


async def test_the_ledger_says_which_parcel_took_the_goods(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.unship(order)
    back, left, came = (await warehouse.get("/stock/LAMP/entries"))["items"]
    shipment_id = str(await warehouse.shipment_id(order))
    assert [(e["kind"], e["quantity"], e["reason"], e["shipment_id"], e["by"]) for e in (came, left, back)] == [
        ("receipt", 3, None, None, "alice"),
        ("shipped", -2, None, shipment_id, "alice"),
        ("unshipped", 2, "still on the dock", shipment_id, "alice"),
    ]
    assert left["order_id"] == back["order_id"] == str(order.order_id)


async def test_a_parcel_marked_as_not_shipped_is_on_the_shelf_and_still_allocated(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.unship(order)
    assert await warehouse.slip(order) == ("BE-000001", "ready", [("LAMP", 2, 2)])
    assert await warehouse.shelf("LAMP") == (3, 2, 0)
    event = await warehouse.last(order)
    assert isinstance(event, ShipmentUnshipped)
    assert (event.sequence, event.nothing_shipped, event.reason) == (3, True, "still on the dock")
    assert event.lines == (ShipmentLine(line_no=1, sku="LAMP", quantity=2, allocated=2, tracked=True),)
    (shipment,) = await warehouse.shipments(order)
    assert (shipment["shipped_at"], shipment["shipped_by"]) == (None, None)


async def test_a_parcel_can_leave_again(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.unship(order)
    await warehouse.ship(order)
    assert await warehouse.shelf("LAMP") == (0, 0, 0)


async def test_shipping_twice_is_refused_and_takes_the_goods_once(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=4)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    await warehouse.ship(order)
    assert await refusal(warehouse, order) == ("already-shipped", "slip BE-000001 is shipped already")
    assert await warehouse.shelf("LAMP") == (2, 0, 0)


async def test_a_double_click_ships_once_and_gets_the_same_answer(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=4)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    path = f"/shipments/{await warehouse.shipment_id(order)}/ship"
    answers = await asyncio.gather(*(warehouse.service.post(path, key="click") for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["state"] == "shipped"
    assert await warehouse.shelf("LAMP") == (2, 0, 0)


async def test_two_people_cannot_ship_the_same_parcel(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=4)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    path = f"/shipments/{await warehouse.shipment_id(order)}/ship"
    answers = await asyncio.gather(*(warehouse.service.post(path) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert await warehouse.shelf("LAMP") == (2, 0, 0)


async def test_a_slip_that_waits_for_goods_cannot_be_shipped(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1, CHAIR=0)
    order = placed(lines={"LAMP": 3, "POSTER": 1, "CHAIR": 1})
    await warehouse.deliver(order)
    expected = ("goods-missing", "slip BE-000001 waits for goods: 2 of LAMP, 1 of CHAIR")
    assert await refusal(warehouse, order) == expected
    assert await warehouse.shelf("LAMP") == (1, 1, 2)


async def test_the_slip_of_an_order_on_hold_cannot_be_shipped_until_it_is_resumed(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order, held(order))
    expected = ("order-on-hold", "order 1001 is on hold: resume it before slip BE-000001 is shipped")
    assert await refusal(warehouse, order) == expected
    await warehouse.deliver(resumed(order))
    await warehouse.ship(order)
    assert (await warehouse.slip(order))[1] == "shipped"


async def test_the_slip_of_a_cancelled_order_cannot_be_shipped(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order, cancelled(order))
    expected = ("order-cancelled", "order 1001 is cancelled: slip BE-000001 cannot be shipped")
    assert await refusal(warehouse, order) == expected
    assert await warehouse.shelf("LAMP") == (2, 0, 0)


async def test_a_parcel_that_has_not_left_cannot_be_marked_as_not_shipped(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order)
    expected = ("not-shipped", "slip BE-000001 is ready and has not left")
    assert await refusal(warehouse, order, "unship", {"reason": "a mistake"}) == expected


async def test_the_parcel_of_a_cancelled_order_comes_back_as_a_return(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.deliver(cancelled(order))
    expected = ("order-cancelled", "order 1001 is cancelled: a return was opened for slip BE-000001")
    assert await refusal(warehouse, order, "unship", {"reason": "a mistake"}) == expected


@pytest.mark.parametrize(("move", "body"), [("ship", None), ("unship", {"reason": "a mistake"})])
async def test_a_shipment_that_does_not_exist_is_not_found(
    warehouse: Warehouse, move: str, body: dict[str, str] | None
) -> None:
    shipment_id = uuid7()
    response = await warehouse.service.post(f"/shipments/{shipment_id}/{move}", body)
    assert (response.status_code, response.json()["type"]) == (404, "shipment-not-found")
    assert response.json()["detail"] == f"there is no shipment {shipment_id}"


async def test_a_parcel_is_not_unshipped_without_a_reason(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order)
    await warehouse.ship(order)
    response = await warehouse.service.post(f"/shipments/{await warehouse.shipment_id(order)}/unship", {"reason": " "})
    assert response.status_code == 422
    assert (await warehouse.slip(order))[1] == "shipped"


async def test_a_ready_parcel_may_leave_and_one_that_left_may_be_taken_back(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order)
    assert await may(warehouse, order) == ["ship"]
    path = f"/shipments/{await warehouse.shipment_id(order)}"
    assert of_leaving((await warehouse.service.post(f"{path}/ship")).json()["may"]) == ["unship"]
    assert await may(warehouse, order) == ["unship"]
    back = await warehouse.service.post(f"{path}/unship", {"reason": "a mistake"})
    assert of_leaving(back.json()["may"]) == ["ship"]


async def test_a_parcel_of_an_order_on_hold_may_not_leave(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order, held(order))
    assert await may(warehouse, order) == []
    await warehouse.deliver(resumed(order))
    assert await may(warehouse, order) == ["ship"]


async def test_a_parcel_that_left_may_be_taken_back_while_its_order_is_on_hold(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.deliver(held(order))
    assert await may(warehouse, order) == ["unship"]
    await warehouse.unship(order)


async def test_a_parcel_that_waits_for_goods_may_leave_once_they_are_here(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    assert await may(warehouse, order) == []
    await warehouse.receive("LAMP", 1)
    assert await may(warehouse, order) == ["ship"]


async def test_why_a_parcel_may_not_leave_is_what_a_command_is_refused_with(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    assert await why_it_stays(warehouse, order) == ("goods-missing", await detail(warehouse, order))
    await warehouse.receive("LAMP", 1)
    assert await why_it_stays(warehouse, order) is None
    await warehouse.deliver(held(order))
    assert await why_it_stays(warehouse, order) == ("order-on-hold", await detail(warehouse, order))
    await warehouse.deliver(cancelled(order))
    assert await why_it_stays(warehouse, order) == ("order-cancelled", await detail(warehouse, order))


async def test_nothing_may_be_done_with_the_slip_of_a_cancelled_order(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order, cancelled(order))
    assert await may(warehouse, order) == []


async def test_nothing_may_be_done_with_a_parcel_that_left_before_its_order_was_cancelled(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order)
    await warehouse.ship(order)
    await warehouse.deliver(cancelled(order))
    assert await may(warehouse, order) == []


async def may(warehouse: Warehouse, order: OrderPlaced) -> list[str]:
    """What may be done with the only shipment of an order, which its own address and the list say alike."""
    (shipment,) = await warehouse.shipments(order)
    assert await warehouse.get(f"/shipments/{shipment['shipment_id']}") == shipment
    assert (await warehouse.get(f"/shipments?order_id={order.order_id}"))["items"] == [shipment]
    return of_leaving(shipment["may"])


def of_leaving(may: list[str]) -> list[str]:
    """What may be done with its goods as a whole."""
    return [one for one in may if one in LEAVING]


LEAVING = ("make_ready_for_pickup", "withdraw_from_pickup", "ship", "unship")


async def why_it_stays(warehouse: Warehouse, order: OrderPlaced) -> tuple[str, str] | None:
    (shipment,) = await warehouse.shipments(order)
    why = {one["command"]: (one["type"], one["detail"]) for one in shipment["why_not"]}
    assert {*why, *shipment["may"]} >= {*LEAVING}
    assert not {*why} & {*shipment["may"]}
    return why.get("ship")


async def detail(warehouse: Warehouse, order: OrderPlaced) -> str:
    response = await warehouse.service.post(f"/shipments/{await warehouse.shipment_id(order)}/ship")
    return str(response.json()["detail"])


async def refusal(warehouse: Warehouse, order: object, move: str = "ship", body: object = None) -> tuple[str, str]:
    response = await warehouse.service.post(f"/shipments/{await warehouse.shipment_id(order)}/{move}", body)  # type: ignore[arg-type]
    assert response.status_code == 409, response.text
    return response.json()["type"], response.json()["detail"]
