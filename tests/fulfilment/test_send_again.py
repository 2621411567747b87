"""A parcel is lost, and what was in it is sent again: ordered once, shipped twice, credited and returned once."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.fulfilment.invariants import INVARIANTS
from shared.clock import now
from shared.messaging.take_back import Outcome
from shared.schemas.fulfilment import ShipmentLine, ShipmentState, SlipCreated
from tests.fulfilment.restored import take_back
from tests.fulfilment.test_parcels import add, parcels
from tests.fulfilment.test_split_shipments import post, slips, split
from tests.fulfilment.test_take_off_credits import credited
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import cancelled, placed

SLIP = "BE-000001"
LATER = datetime(2100, 1, 1, tzinfo=UTC)


async def left_as_parcels(warehouse: Warehouse, order: Any, *numbers: str) -> None:
    await warehouse.deliver(order)
    for number in numbers:
        await add(warehouse, order, tracking_number=number)
    await warehouse.ship(order)


async def again(warehouse: Warehouse, order: Any, place: int = 0, does: str = "send-again", **units: int) -> Any:
    line_no = {line.sku: line.line_no for line in order.lines}
    lines = [{"line_no": line_no[sku], "quantity": quantity} for sku, quantity in units.items()]
    parcel = (await parcels(warehouse, order, SLIP))[place]
    return await warehouse.service.post(f"/parcels/{parcel['parcel_id']}/{does}", {"lines": lines} if lines else None)


async def test_a_lost_parcel_is_sent_again_and_takes_stock(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=3)
    order, later = placed(lines={"LAMP": 2}), placed(lines={"LAMP": 2})
    await left_as_parcels(warehouse, order, "6A12345678905")
    await warehouse.deliver(later)
    answer = await again(warehouse, order)
    assert answer.status_code == 201, answer.text
    sent_again = answer.json()
    first = (await warehouse.shipments(order))[0]
    assert (sent_again["replaces"], first["sent_again"]) == (first["shipment_id"], "BE-000003")
    assert first["parcels"][0]["lost_by"] == "alice"
    assert await slips(warehouse, order) == [
        (SLIP, "shipped", [("LAMP", 2, 0)]),
        ("BE-000003", "not_shipped", [("LAMP", 2, 0)]),
    ]
    await warehouse.receive("LAMP", 2)  # it was promised before the later order was placed
    assert (await slips(warehouse, order))[1] == ("BE-000003", "ready", [("LAMP", 2, 2)])
    twice = (await again(warehouse, order)).json()
    assert twice["type"] == "already-sent-again"
    back = (await post(warehouse, order, SLIP, "unship", {"reason": "here"})).json()
    assert back["detail"] == "goods of slip BE-000001 are sent again with slip BE-000003: it had left"
    await post(warehouse, order, "BE-000003", "ship")
    told = await warehouse.events(order)
    assert [type(event).__name__ for event in told[-4:]] == [
        "ParcelLost",
        "SlipCreated",
        "SlipReady",
        "ShipmentShipped",
    ]
    assert (told[-1].replaces, told[-1].order_shipped_in_full) == (told[0].shipment_id, True)
    assert (told[-3].replaces_number, told[-4].sent_again_number) == (SLIP, "BE-000003")
    assert await warehouse.shelf("LAMP") == (1, 1, 1)


async def test_of_several_parcels_staff_say_what_was_in_the_lost_one(warehouse: Warehouse) -> None:
    order = placed(lines={"LAMP": 3})
    await left_as_parcels(warehouse, order, "6A12345678905", "1Z999AA10123456784")
    unsaid = (await again(warehouse, order, 1)).json()
    assert unsaid["detail"] == "slip BE-000001 left as several parcels: say what was in this one"
    await warehouse.deliver(credited(order, {1: 1}, at=LATER))  # of what arrived
    too_many = (await again(warehouse, order, 1, LAMP=3)).json()
    assert (too_many["type"], too_many["errors"][0]["limit"]) == ("not-on-slip", "2")
    assert (await again(warehouse, order, 1, LAMP=1)).status_code == 201
    assert (await slips(warehouse, order))[1][2] == [("LAMP", 1, 0)]
    await warehouse.deliver(credited(order, {1: 1}, no=2, at=LATER))  # money instead of the lamp
    assert [one[1] for one in await slips(warehouse, order)] == ["shipped", "void"]


async def test_a_parcel_that_is_found_is_not_sent_again(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=4)
    order = placed(lines={"LAMP": 2})
    await left_as_parcels(warehouse, order, "6A12345678905")
    assert (await again(warehouse, order, does="found")).json()["type"] == "not-lost"
    await again(warehouse, order)
    assert await warehouse.shelf("LAMP") == (2, 2, 0)
    found = (await again(warehouse, order, does="found")).json()
    assert found["parcels"][0]["lost_at"] is None
    assert [one[1] for one in await slips(warehouse, order)] == ["shipped", "void"]
    assert await warehouse.shelf("LAMP") == (2, 0, 0)
    assert (await warehouse.last(order)).order_shipped_in_full is True
    await again(warehouse, order)
    await post(warehouse, order, "BE-000003", "ship")
    gone = (await again(warehouse, order, does="found")).json()
    assert gone["detail"] == "slip BE-000003, which sends it again, has left"
    await warehouse.deliver(cancelled(order))
    late = [event for event in await warehouse.events(order) if type(event).__name__ == "CancellationTooLate"]
    assert [(event.slip_number, [line.quantity for line in event.lines]) for event in late] == [("BE-000003", [2])]


async def test_a_split_of_what_is_sent_again_is_taken_back_as_a_part_of_it(warehouse: Warehouse) -> None:
    """It was split after the dump that the books were restored from."""
    await warehouse.stock(LAMP=8)
    order = placed(lines={"LAMP": 4})
    await left_as_parcels(warehouse, order, "6A12345678905")
    second = (await again(warehouse, order)).json()
    split_off = SlipCreated(
        order_id=order.order_id,
        sequence=9,
        shipment_id=uuid7(),
        slip_number="BE-000003",
        state=ShipmentState.READY,
        lines=(ShipmentLine(line_no=1, sku="LAMP", quantity=1, allocated=1),),
        created_at=now(),
        split_from=UUID(second["shipment_id"]),
    )
    (verdict,) = await take_back(warehouse, [split_off], [])
    assert verdict.outcome is Outcome.TAKEN
    assert await slips(warehouse, order) == [
        (SLIP, "shipped", [("LAMP", 4, 0)]),
        ("BE-000002", "ready", [("LAMP", 3, 3)]),
        ("BE-000003", "ready", [("LAMP", 1, 1)]),
    ]
    assert [one["replaces"] for one in await warehouse.shipments(order)] == [None, *[second["replaces"]] * 2]
    async with warehouse.service.reading() as queries:
        assert {rule: await find(queries) for rule, find in INVARIANTS} == {rule: [] for rule, _ in INVARIANTS}
    await again(warehouse, order, does="found")
    assert [one[1] for one in await slips(warehouse, order)] == ["shipped", "void", "void"]


async def test_nothing_is_offered_for_a_lost_parcel_whose_new_slip_has_left(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=4)
    order = placed(lines={"LAMP": 2})
    await left_as_parcels(warehouse, order, "6A12345678905")
    await again(warehouse, order)
    assert await offered(warehouse, order) == [["correct", "find"]]
    await split(warehouse, order, "BE-000002", LAMP=1)
    left = (await post(warehouse, order, "BE-000003", "ship")).json()
    assert left["state"] == "shipped"
    assert await offered(warehouse, order) == [["correct"]]
    assert (await again(warehouse, order, does="found")).json()["type"] == "already-shipped"


async def test_to_send_again_is_offered_while_something_is_left_to_send(warehouse: Warehouse) -> None:
    order, other = placed(lines={"LAMP": 2}), placed(lines={"LAMP": 2})
    await left_as_parcels(warehouse, order, "6A12345678905", "1Z999AA10123456784")
    assert await offered(warehouse, order) == [["correct", "remove", "send_again"]] * 2
    await again(warehouse, order, LAMP=1)
    assert (await offered(warehouse, order))[1] == ["correct", "remove", "send_again"]
    await warehouse.deliver(credited(order, {1: 1}, at=LATER))  # which is taken off what is sent again
    await warehouse.deliver(credited(order, {1: 1}, no=2, at=LATER))
    assert (await offered(warehouse, order))[1] == ["correct", "remove"]
    nothing = (await again(warehouse, order, 1, LAMP=1)).json()
    assert nothing["detail"] == "nothing of slip BE-000001 can be sent again: it is credited, or sent again already"

    await warehouse.deliver(other)
    for number in ("6A12345678905", "1Z999AA10123456784"):
        await add(warehouse, other, "BE-000003", tracking_number=number)
    shipped = (await post(warehouse, other, "BE-000003", "ship")).json()
    assert [one["may"] for one in shipped["parcels"]] == [["correct", "remove", "send_again"]] * 2
    lost = f"/parcels/{shipped['parcels'][0]['parcel_id']}/send-again"
    whole = {"lines": [{"line_no": 1, "quantity": 2}]}
    assert (await warehouse.service.post(lost, whole)).status_code == 201
    assert await offered(warehouse, other, "BE-000003") == [["correct", "find"], ["correct", "remove"]]


async def offered(warehouse: Warehouse, order: Any, number: str = SLIP) -> list[list[str]]:
    """With each parcel, wherever it is read."""
    (found,) = (one for one in await warehouse.shipments(order) if one["slip_number"] == number)
    alone = await warehouse.get(f"/shipments/{found['shipment_id']}")
    listed = (await warehouse.get(f"/shipments?order_id={order.order_id}"))["items"]
    assert alone["parcels"] == found["parcels"]
    assert found in listed
    return [one["may"] for one in found["parcels"]]
