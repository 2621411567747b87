"""Goods come in, counts are put right, and the ledger tells of both and of what left."""

import pytest

from shared.schemas.fulfilment import StockColour
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import placed


async def test_goods_that_come_in_are_on_hand_and_announced(warehouse: Warehouse) -> None:
    await warehouse.track("LAMP", low_stock_threshold=3)
    response = await warehouse.service.post(
        "/stock/LAMP/receipts", {"quantity": 3, "reason": "spring collection", "reference": "DN-88"}
    )
    assert response.status_code == 201
    assert response.json() == {
        "sku": "LAMP",
        "on_hand": 3,
        "allocated": 0,
        "available": 3,
        "backordered": 0,
        "low_stock_threshold": 3,
        "colour": "orange",
        "version": 1,
        "backorders": "allow",
        "backorders_until": None,
        "purchasable": None,
        "oversold": 0,
        "reserved": 0,
        "location": None,
    }
    (entry,) = (await warehouse.get("/stock/LAMP/entries"))["items"]
    assert (entry["kind"], entry["quantity"], entry["reason"], entry["reference"], entry["by"]) == (
        "receipt",
        3,
        "spring collection",
        "DN-88",
        "alice",
    )
    levels = [(level.sequence, level.available, level.colour) for level in await warehouse.levels()]
    assert levels == [(1, 0, StockColour.RED), (2, 3, StockColour.ORANGE)]


async def test_the_same_receipt_sent_twice_comes_in_once(warehouse: Warehouse) -> None:
    await warehouse.track("LAMP")
    for _ in range(2):
        response = await warehouse.service.post("/stock/LAMP/receipts", {"quantity": 3}, key="DN-88")
        assert (response.status_code, response.json()["on_hand"]) == (201, 3)


async def test_goods_of_an_unknown_sku_do_not_come_in(warehouse: Warehouse) -> None:
    for path, body in (("receipts", {"quantity": 3}), ("adjustments", {"quantity": 3, "reason": "counted"})):
        response = await warehouse.service.post(f"/stock/LMAP/{path}", body)
        assert (response.status_code, response.json()["type"]) == (404, "not-tracked")
        assert response.json()["detail"] == "the stock of LMAP is not tracked"


async def test_a_large_delivery_comes_in_at_once_and_new_skus_are_tracked(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1)
    lines = [{"sku": "CHAIR", "quantity": 4}, {"sku": "LAMP", "quantity": 2}, {"sku": "CHAIR", "quantity": 1}]
    response = await warehouse.service.post("/stock/receipts", {"lines": lines, "reference": "DN-89"})
    assert response.json() == {"skus": 2, "units": 7, "newly_tracked": 1}
    assert await warehouse.shelf("LAMP") == (3, 0, 0)
    assert await warehouse.shelf("CHAIR") == (5, 0, 0)
    assert [level.sku for level in await warehouse.levels()][-2:] == ["CHAIR", "LAMP"]


async def test_a_count_is_put_right_both_ways(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=10)
    await warehouse.service.post("/stock/LAMP/adjustments", {"quantity": -3, "reason": "broken"})
    await warehouse.service.post("/stock/LAMP/adjustments", {"quantity": 1, "reason": "found"})
    assert await warehouse.shelf("LAMP") == (8, 0, 0)
    entries = (await warehouse.get("/stock/LAMP/entries"))["items"]
    assert [(entry["kind"], entry["quantity"]) for entry in entries] == [
        ("adjustment", 1),
        ("adjustment", -3),
        ("receipt", 10),
    ]


async def test_no_more_than_is_on_hand_can_be_taken_off(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=12)
    await warehouse.deliver(placed(lines={"LAMP": 10}))
    response = await warehouse.service.post("/stock/LAMP/adjustments", {"quantity": -13, "reason": "broken"})
    assert (response.status_code, response.json()["type"]) == (409, "not-enough-stock")
    assert response.json()["detail"] == "12 of LAMP are on hand: at most 12 can be taken off"
    await warehouse.service.post("/stock/LAMP/adjustments", {"quantity": -3, "reason": "broken"})
    assert await warehouse.shelf("LAMP") == (9, 9, 1)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/stock/LAMP/receipts", {"quantity": 0}),
        ("/stock/LAMP/receipts", {"quantity": -1}),
        ("/stock/LAMP/receipts", {"quantity": "3"}),
        ("/stock/LAMP/receipts", {"quantity": 10**12}),
        ("/stock/LAMP/adjustments", {"quantity": 0, "reason": "counted"}),
        ("/stock/LAMP/adjustments", {"quantity": 1}),
        ("/stock/receipts", {"lines": []}),
        ("/stock/receipts", {"lines": [{"sku": "", "quantity": 1}]}),
        ("/stock/" + "X" * 65 + "/receipts", {"quantity": 1}),
    ],
)
async def test_nonsense_is_refused(warehouse: Warehouse, path: str, body: object) -> None:
    await warehouse.stock(LAMP=1)
    response = await warehouse.service.post(path, body)
    assert (response.status_code, response.json()["type"]) == (422, "invalid-request")
    assert await warehouse.shelf("LAMP") == (1, 0, 0)


async def test_the_ledger_comes_in_pages_the_newest_first(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1)
    for quantity in (2, 3):
        await warehouse.receive("LAMP", quantity)
    first = await warehouse.get("/stock/LAMP/entries?limit=2")
    second = await warehouse.get(f"/stock/LAMP/entries?limit=2&after={first['next']}")
    assert [entry["quantity"] for entry in first["items"] + second["items"]] == [3, 2, 1]


async def test_the_ledger_tells_the_orders_whose_parcels_left(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=2)
    order = placed(lines={"LAMP": 1}, number="1234")
    await warehouse.deliver(order)
    await warehouse.ship(order)
    left, came = (await warehouse.get("/stock/LAMP/entries"))["items"]
    assert (left["kind"], left["order_id"], left["order_number"]) == ("shipped", str(order.order_id), "1234")
    assert (came["kind"], came["order_id"], came["order_number"]) == ("receipt", None, None)


async def test_that_a_sku_is_not_tracked_is_said_before_a_cursor_is_read(warehouse: Warehouse) -> None:
    answer = await warehouse.service.http.get("/stock/NOSUCH/entries?after=nonsense")
    assert (answer.status_code, answer.json()["type"]) == (404, "not-tracked")
