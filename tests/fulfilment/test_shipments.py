"""Finding shipments."""

import pytest
from uuid_utils.compat import uuid7

from shared.http.pagination import cursor
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import placed


async def test_shipments_are_found_by_order_and_by_state(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    orders = [placed(lines={"LAMP": 1}) for _ in range(3)]
    await warehouse.deliver(*orders)
    await warehouse.ship(orders[0])
    found = {}
    for state in ("not_shipped", "ready", "shipped", "void"):
        items = (await warehouse.get(f"/shipments?state={state}"))["items"]
        found[state] = [item["slip_number"] for item in items]
    assert found == {"not_shipped": ["BE-000003"], "ready": ["BE-000002"], "shipped": ["BE-000001"], "void": []}
    (of_order,) = (await warehouse.get(f"/shipments?order_id={orders[2].order_id}"))["items"]
    assert of_order == (await warehouse.shipments(orders[2]))[0]
    assert of_order == await warehouse.get(f"/shipments/{of_order['shipment_id']}")
    assert (await warehouse.get(f"/shipments?order_id={orders[2].order_id}&state=ready"))["items"] == []


async def test_shipments_come_in_pages_the_oldest_first(warehouse: Warehouse) -> None:
    for _ in range(3):
        await warehouse.deliver(placed())
    first = await warehouse.get("/shipments?limit=2")
    second = await warehouse.get(f"/shipments?limit=2&after={first['next']}")
    numbers = [item["slip_number"] for item in first["items"] + second["items"]]
    assert numbers == ["BE-000001", "BE-000002", "BE-000003"]
    assert second["next"] is None


@pytest.mark.parametrize("path", ["/shipments/{}", "/orders/{}"])
async def test_what_does_not_exist_is_not_found(warehouse: Warehouse, path: str) -> None:
    assert (await warehouse.service.http.get(path.format(uuid7()))).status_code == 404


@pytest.mark.parametrize("path", ["/shipments", "/stock", "/stock/LAMP/entries"])
@pytest.mark.parametrize("after", ["nonsense", cursor("\0"), cursor("a", "b")])
async def test_a_cursor_of_somebody_elses_making_is_refused(warehouse: Warehouse, path: str, after: str) -> None:
    await warehouse.stock(LAMP=1)
    response = await warehouse.service.http.get(path, params={"after": after})
    assert (response.status_code, response.json()["type"]) == (422, "bad-cursor")
