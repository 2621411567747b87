"""A parcel is delivered, or is not after all; what is delivered has left for good."""

import asyncio
from typing import Any

from shared.schemas.fulfilment import ShipmentDelivered
from tests.fulfilment.pickups import to_pick_up as picked_up
from tests.fulfilment.test_split_shipments import post
from tests.fulfilment.warehouse import Warehouse
from tests.support.clock import Clock
from tests.support.orders import placed

SLIP = "BE-000001"


async def why(answer: Any) -> tuple[str, str]:
    assert answer.status_code == 409, answer.text
    return answer.json()["type"], answer.json()["detail"]


async def test_what_has_left_is_delivered_and_not_taken_back_any_more(warehouse: Warehouse, clock: Clock) -> None:
    order = placed()
    await warehouse.deliver(order)
    assert await why(await post(warehouse, order, SLIP, "deliver")) == (
        "not-shipped",
        "slip BE-000001 is ready and has not left",
    )
    await warehouse.ship(order)
    await post(warehouse, order, SLIP, "parcels", {"tracking_number": "6A12345678905"})
    delivered = (await post(warehouse, order, SLIP, "deliver")).json()
    assert (delivered["state"], delivered["delivered_by"]) == ("delivered", "alice")
    told = await warehouse.last(order)
    assert isinstance(told, ShipmentDelivered)
    assert (told.delivered_at, told.parcels[0].tracking_number) == (clock.at, "6A12345678905")
    assert len((await warehouse.get("/shipments?state=delivered"))["items"]) == 1
    assert (await warehouse.get("/shipments?state=shipped"))["items"] == []
    refused = await post(warehouse, order, SLIP, "unship", {"reason": "on the dock"})
    assert await why(refused) == ("already-delivered", "slip BE-000001 is delivered: it had left")
    assert (await why(await post(warehouse, order, SLIP, "deliver")))[0] == "already-delivered"
    back = (await post(warehouse, order, SLIP, "undeliver", {"reason": "it is at the relay point"})).json()
    assert (back["state"], back["delivered_at"]) == ("shipped", None)
    await warehouse.unship(order)
    assert (await warehouse.slip(order))[1] == "ready"
    await warehouse.ship(order)
    assert (await warehouse.slip(order))[1] == "shipped"


async def test_what_is_handed_over_is_not_delivered(warehouse: Warehouse) -> None:
    order = picked_up()
    await warehouse.deliver(order)
    await warehouse.ship(order)
    assert (await why(await post(warehouse, order, SLIP, "deliver")))[0] == "handed-over"


async def test_a_parcel_is_delivered_or_taken_back_and_not_both(warehouse: Warehouse) -> None:
    order = placed()
    await warehouse.deliver(order)
    await warehouse.ship(order)
    answers = await asyncio.gather(
        post(warehouse, order, SLIP, "deliver"),
        post(warehouse, order, SLIP, "unship", {"reason": "still here"}),
        post(warehouse, order, SLIP, "deliver"),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert (await warehouse.slip(order))[1] in ("delivered", "ready")
