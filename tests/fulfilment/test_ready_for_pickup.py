"""What a customer comes for is made ready, and handed over."""

import asyncio
from datetime import UTC, datetime, timedelta

from shared.schemas.fulfilment import PickupReady, PickupWithdrawn
from tests.fulfilment.pickups import READY, SHIP, UNSHIP, WITHDRAW, act, done, pickup, refusal, to_pick_up
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import placed


async def test_what_is_picked_up_is_made_ready_and_handed_over(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3)
    order = to_pick_up(lines={"LAMP": 2})
    await warehouse.deliver(order)
    assert await pickup(warehouse, order) == ("ready", "not_ready", [READY, SHIP])

    await done(warehouse, order, READY)
    assert await pickup(warehouse, order) == ("ready", "ready_for_pickup", [WITHDRAW, SHIP])
    assert await warehouse.shelf("LAMP") == (3, 2, 0)
    (shipment,) = await warehouse.shipments(order)
    assert shipment["pickup"]["ready_by"] == "alice"
    event = await warehouse.last(order)
    assert isinstance(event, PickupReady)
    assert (event.sequence, event.slip_number, event.by) == (2, "BE-000001", "alice")

    await done(warehouse, order, SHIP)
    assert await pickup(warehouse, order) == ("shipped", "picked_up", [UNSHIP])
    assert await warehouse.shelf("LAMP") == (1, 0, 0)
    assert await warehouse.told(order) == ["SlipCreated", "PickupReady", "ShipmentShipped"]


async def test_a_customer_at_the_counter_gets_the_goods_at_once(warehouse: Warehouse) -> None:
    order = to_pick_up()
    await warehouse.deliver(order)
    await done(warehouse, order, SHIP, UNSHIP)
    assert await pickup(warehouse, order) == ("ready", "not_ready", [READY, SHIP])


async def test_what_was_not_handed_over_after_all_is_ready_for_pickup_still(warehouse: Warehouse) -> None:
    order = to_pick_up()
    await warehouse.deliver(order)
    await done(warehouse, order, READY, SHIP, UNSHIP)
    assert await pickup(warehouse, order) == ("ready", "ready_for_pickup", [WITHDRAW, SHIP])


async def test_what_is_not_ready_after_all_is_withdrawn_and_made_ready_again(warehouse: Warehouse) -> None:
    order = to_pick_up()
    await warehouse.deliver(order)
    await done(warehouse, order, READY)
    status, _ = await act(warehouse, order, WITHDRAW, {"reason": "one lamp is broken"})
    assert status == 200
    assert await pickup(warehouse, order) == ("ready", "not_ready", [READY, SHIP])
    event = await warehouse.last(order)
    assert isinstance(event, PickupWithdrawn)
    assert (event.sequence, event.reason, event.by) == (3, "one lamp is broken", "alice")
    await done(warehouse, order, READY)
    assert await pickup(warehouse, order) == ("ready", "ready_for_pickup", [WITHDRAW, SHIP])


async def test_a_parcel_is_not_made_ready_for_pickup(warehouse: Warehouse) -> None:
    order = placed(shipping="4.90")
    await warehouse.deliver(order)
    assert await pickup(warehouse, order) == ("ready", None, [SHIP])
    assert await refusal(warehouse, order) == (
        "not-for-pickup",
        "order 1001 is sent to its customer, who does not come for it",
    )


async def test_a_pickup_that_waits_for_goods_is_not_made_ready(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1)
    order = to_pick_up(lines={"LAMP": 2})
    await warehouse.deliver(order)
    assert await pickup(warehouse, order) == ("not_shipped", "not_ready", [])
    assert await refusal(warehouse, order) == ("goods-missing", "slip BE-000001 waits for goods: 1 of LAMP")
    await warehouse.receive("LAMP", 1)
    await done(warehouse, order, READY)


async def test_made_ready_twice_is_announced_once(warehouse: Warehouse) -> None:
    order = to_pick_up()
    await warehouse.deliver(order)
    path = f"/shipments/{await warehouse.shipment_id(order)}/make-ready-for-pickup"
    answers = await asyncio.gather(*(warehouse.service.post(path) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert await refusal(warehouse, order) == (
        "already-ready-for-pickup",
        "slip BE-000001 is ready for pickup already",
    )
    assert await warehouse.told(order) == ["SlipCreated", "PickupReady"]


async def test_what_is_handed_over_can_be_neither_made_ready_nor_withdrawn(warehouse: Warehouse) -> None:
    order = to_pick_up()
    await warehouse.deliver(order)
    await done(warehouse, order, READY, SHIP)
    assert await refusal(warehouse, order) == ("already-shipped", "slip BE-000001 is handed over already")
    assert await refusal(warehouse, order, WITHDRAW) == (
        "not-ready-for-pickup",
        "slip BE-000001 is not ready for pickup",
    )


async def test_an_order_of_the_version_before_is_a_pickup_once_it_is_made_ready(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order)
    async with warehouse.service.database.transaction() as tx:
        await tx.execute("UPDATE orders SET pickup = NULL")
    assert await pickup(warehouse, order) == ("ready", None, [READY, SHIP])
    await done(warehouse, order, READY)
    assert await pickup(warehouse, order) == ("ready", "ready_for_pickup", [WITHDRAW, SHIP])


async def test_what_the_version_before_voided_or_emptied_is_not_ready_for_pickup(warehouse: Warehouse) -> None:
    order = to_pick_up()
    await warehouse.deliver(order)
    await done(warehouse, order, READY)
    async with warehouse.service.database.transaction() as tx:
        await tx.execute("UPDATE shipments SET state = 'void'")
    assert await pickup(warehouse, order) == ("void", None, [])
    (shipment,) = await warehouse.shipments(order)
    assert shipment["pickup"] is None


async def test_the_slip_of_an_order_of_before_is_read_as_all_others(warehouse: Warehouse) -> None:
    order = to_pick_up()
    await warehouse.deliver(order)
    async with warehouse.service.transaction() as tx:  # from before that was kept
        await tx.execute("UPDATE orders SET pickup = NULL")
    assert await pickup(warehouse, order) == ("ready", None, [READY, SHIP])
    listed = (await warehouse.service.http.get("/shipments")).json()["items"]
    assert [(one["order_number"], one["pickup"]) for one in listed] == [(order.number, None)]
    await done(warehouse, order, SHIP)
    assert await pickup(warehouse, order) == ("shipped", None, [UNSHIP])


async def test_nothing_is_brought_over_from_before_what_was_done_with_the_slip_last(warehouse: Warehouse) -> None:
    began = datetime(2026, 1, 5, 10, tzinfo=UTC)
    order = to_pick_up().model_copy(update={"occurred_at": began})
    await warehouse.deliver(order)
    path = f"/shipments/{await warehouse.shipment_id(order)}"

    async def tried(action: str, minute: int) -> tuple[int, str]:
        said = {"occurred_at": (began + timedelta(minutes=minute)).isoformat()}
        answer = await warehouse.service.post(
            f"{path}/{action.replace('_', '-')}", said | ({"reason": "a mistake"} if action == UNSHIP else {})
        )
        return answer.status_code, answer.json().get("detail", "").rpartition(" is before ")[2]

    assert await tried(READY, -1) == (422, "slip BE-000001 was made")
    assert await tried(READY, 3) == (200, "")
    for action in (WITHDRAW, SHIP):
        assert await tried(action, 2) == (422, "slip BE-000001 was made ready for pickup")
    assert await tried(WITHDRAW, 3) == (200, "")
    assert await tried(READY, 4) == (200, "")
    assert await tried(SHIP, 6) == (200, "")
    assert (await tried(SHIP, 5))[0] == 409  # it has left already, whenever that is said to be
    assert await tried(UNSHIP, 5) == (422, "slip BE-000001 was handed over")
    assert await tried(UNSHIP, 7) == (200, "")


async def test_of_several_slips_each_is_told_with_its_goods_and_what_is_not_ready_yet(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3, VASE=1)
    order = to_pick_up(lines={"LAMP": 2, "VASE": 1})
    await warehouse.deliver(order)
    first = await warehouse.shipment_id(order)
    await warehouse.service.post(f"/shipments/{first}/split", {"lines": [{"line_no": 2, "quantity": 1}]})
    (second,) = [one["shipment_id"] for one in await warehouse.shipments(order) if one["shipment_id"] != str(first)]
    told = []
    for shipment_id in (first, second):
        answer = await warehouse.service.post(f"/shipments/{shipment_id}/make-ready-for-pickup")
        assert answer.status_code == 200, answer.text
        told.append(await warehouse.last(order))
    assert [[(line.sku, line.quantity) for line in event.lines] for event in told] == [[("LAMP", 2)], [("VASE", 1)]]
    assert [[(line.sku, line.quantity) for line in event.follows] for event in told] == [[("VASE", 1)], []]
    assert [[line.line_no for line in event.titles] for event in told] == [[1, 2], [2]]
