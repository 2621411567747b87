"""Stock: tracking it, taking goods in, putting counts right, its colour, its lists."""

import pytest

from services.fulfilment.stock.model import colour
from shared.schemas.fulfilment import StockColour
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import placed
from tests.support.service import token


@pytest.mark.parametrize(
    ("available", "threshold", "expected"),
    [
        (6, 5, StockColour.GREEN),
        (5, 5, StockColour.ORANGE),
        (1, 5, StockColour.ORANGE),
        (1, 0, StockColour.GREEN),
        (0, 5, StockColour.RED),
        (0, 0, StockColour.RED),
    ],
)
def test_the_stock_dot_tells_what_is_left(available: int, threshold: int, expected: StockColour) -> None:
    assert colour(available, threshold) is expected


async def test_the_list_can_be_filtered_by_the_stock_dot(warehouse: Warehouse) -> None:
    await warehouse.stock(FULL=6, LOW=5, LAST=1, GONE=0, SOLD=2)
    for sku in ("FULL", "LOW", "LAST", "GONE", "SOLD"):
        await warehouse.track(sku, low_stock_threshold=5)
    await warehouse.deliver(placed(lines={"SOLD": 2}))
    found = {}
    for name in StockColour:
        items = (await warehouse.get(f"/stock?colour={name}"))["items"]
        assert {item["colour"] for item in items} <= {name}
        found[name.value] = [item["sku"] for item in items]
    assert found == {"green": ["FULL"], "orange": ["LAST", "LOW"], "red": ["GONE", "SOLD"], "grey": []}


async def test_the_list_can_be_filtered_by_several_stock_dots(warehouse: Warehouse) -> None:
    await warehouse.stock(FULL=6, LOW=5, GONE=0)
    await warehouse.track("LOW", low_stock_threshold=5)
    assert await skus(warehouse, "/stock?colour=orange&colour=red") == ["GONE", "LOW"]
    assert await skus(warehouse, "/stock?colour=grey&colour=red") == ["GONE"]
    assert (await warehouse.service.http.get("/stock?colour=blue")).status_code == 422


async def test_the_stock_of_an_orders_products_is_read_at_once(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1, CHAIR=1, RUG=1)
    assert await skus(warehouse, "/stock?sku=RUG&sku=EBOOK&sku=LAMP&sku=LAMP") == ["LAMP", "RUG"]
    assert await skus(warehouse, "/stock?sku=lamp") == []
    assert await skus(warehouse, "/stock?sku=RUG&sku=LAMP&q=l") == ["LAMP"]


async def test_200_products_named_come_in_one_page_and_no_more_may_be_named(warehouse: Warehouse) -> None:
    lines = [{"sku": f"P-{number:03d}", "quantity": 1} for number in range(201)]
    await warehouse.service.post("/stock/receipts", {"lines": lines})
    named = "&".join(f"sku=P-{number:03d}" for number in range(200))
    page = await warehouse.get(f"/stock?{named}")
    assert (len(page["items"]), page["next"]) == (200, None)
    too_many = await warehouse.service.http.get(f"/stock?{named}&sku=P-200")
    assert (too_many.status_code, too_many.json()["type"]) == (422, "invalid-request")


async def test_stock_is_found_by_the_start_of_its_sku_in_either_case(warehouse: Warehouse) -> None:
    for sku in ("LAMP", "LAMP-2", "lampshade", "LAM", "CLAMP", "L%", "ÉTÉ", "été"):
        await warehouse.service.post("/stock/receipts", {"lines": [{"sku": sku, "quantity": 1}]})
    assert await skus(warehouse, "/stock?q=lamp") == ["LAMP", "LAMP-2", "lampshade"]
    assert await skus(warehouse, "/stock?q=LAMP-") == ["LAMP-2"]
    assert await skus(warehouse, "/stock?q=L%25") == ["L%"]
    assert await skus(warehouse, "/stock?q=%C3%89t") == ["ÉTÉ"]
    assert await skus(warehouse, "/stock?q=LAMPS_") == []
    first = await warehouse.get("/stock?q=lamp&limit=2")
    second = await warehouse.get(f"/stock?q=lamp&limit=2&after={first['next']}")
    assert [item["sku"] for item in first["items"] + second["items"]] == ["LAMP", "LAMP-2", "lampshade"]


async def test_the_stock_dots_are_counted(warehouse: Warehouse) -> None:
    assert await warehouse.get("/stock/counts") == {"green": 0, "orange": 0, "red": 0, "oversold": 0}
    await warehouse.stock(FULL=6, LOW=5, LAST=1, GONE=0, SOLD=2)
    for sku in ("FULL", "LOW", "LAST", "GONE", "SOLD"):
        await warehouse.track(sku, low_stock_threshold=5)
    await warehouse.deliver(placed(lines={"SOLD": 2}))
    assert await warehouse.get("/stock/counts") == {"green": 1, "orange": 2, "red": 2, "oversold": 0}


async def test_the_list_comes_in_pages(warehouse: Warehouse) -> None:
    await warehouse.stock(A=1, B=1, C=1)
    first = await warehouse.get("/stock?limit=2")
    second = await warehouse.get(f"/stock?limit=2&after={first['next']}")
    assert [item["sku"] for item in first["items"]] == ["A", "B"]
    assert [item["sku"] for item in second["items"]] == ["C"]
    assert second["next"] is None
    assert (await warehouse.get("/stock?limit=3"))["next"] is None


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


async def test_two_people_who_edit_the_threshold_do_not_overwrite_each_other(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=5)
    http = warehouse.service.http
    read = await http.get("/stock/LAMP")
    assert read.headers["ETag"] == '"1"'
    await warehouse.deliver(placed(lines={"LAMP": 1}))  # a sale in between is no conflict
    saved = await http.put("/stock/LAMP", json={"low_stock_threshold": 4}, headers={"If-Match": read.headers["ETag"]})
    assert (saved.status_code, saved.headers["ETag"], saved.json()["colour"]) == (200, '"2"', "orange")
    late = await http.put("/stock/LAMP", json={"low_stock_threshold": 9}, headers={"If-Match": read.headers["ETag"]})
    assert (late.status_code, late.json()["type"]) == (412, "stale-version")
    assert late.json()["detail"] == "the stock of LAMP was changed since you read it"
    same = await http.put("/stock/LAMP", json={"low_stock_threshold": 4})
    assert same.headers["ETag"] == '"2"'


async def test_a_sku_that_is_not_tracked_is_not_found_and_not_started_by_a_stale_version(warehouse: Warehouse) -> None:
    http = warehouse.service.http
    assert (await http.get("/stock/LAMP")).status_code == 404
    assert (await http.get("/stock/LAMP/entries")).status_code == 404
    put = await http.put("/stock/LAMP", json={"low_stock_threshold": 4}, headers={"If-Match": '"1"'})
    assert put.status_code == 412
    assert (await http.get("/stock/LAMP")).status_code == 404


async def test_of_two_people_who_start_to_track_a_product_the_second_is_told(warehouse: Warehouse) -> None:
    http = warehouse.service.http
    first = await http.put("/stock/LAMP", json={"low_stock_threshold": 4}, headers={"If-Match": '"0"'})
    assert (first.status_code, first.headers["ETag"]) == (200, '"1"')
    second = await http.put("/stock/LAMP", json={"low_stock_threshold": 9}, headers={"If-Match": '"0"'})
    assert (second.status_code, second.json()["type"]) == (412, "stale-version")
    assert (await http.get("/stock/LAMP")).json()["low_stock_threshold"] == 4


async def test_a_sku_may_have_a_slash_or_any_script_in_it(warehouse: Warehouse) -> None:
    for sku in ("A/B", "<b>'; DROP TABLE stock; --", "灯"):
        await warehouse.service.post("/stock/receipts", {"lines": [{"sku": sku, "quantity": 2}]})
        await warehouse.deliver(placed(lines={sku: 1}))
    assert await warehouse.shelf("A/B") == (2, 1, 0)
    assert [item["sku"] for item in (await warehouse.get("/stock"))["items"]] == [
        "<b>'; DROP TABLE stock; --",
        "A/B",
        "灯",
    ]


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


async def test_readers_cannot_write(warehouse: Warehouse) -> None:
    async with warehouse.service.client(token("fulfilment:read")) as reader:
        assert (await reader.get("/stock")).status_code == 200
        assert (await reader.put("/stock/LAMP", json={"low_stock_threshold": 1})).status_code == 403
    async with warehouse.service.client(None) as stranger:
        assert (await stranger.get("/stock")).status_code == 401


async def skus(warehouse: Warehouse, path: str) -> list[str]:
    return [item["sku"] for item in (await warehouse.get(path))["items"]]


async def test_that_a_sku_is_not_tracked_is_said_before_a_cursor_is_read(warehouse: Warehouse) -> None:
    answer = await warehouse.service.http.get("/stock/NOSUCH/entries?after=nonsense")
    assert (answer.status_code, answer.json()["type"]) == (404, "not-tracked")


async def test_a_machine_that_may_not_read_stock_is_not_told_how_much_there_is(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=1)
    order = placed(lines={"LAMP": 2})
    await warehouse.deliver(order)
    async with warehouse.service.client(token("stock:write fulfilment:write", subject="scanner")) as http:
        counted = await http.post(
            "/stock/LAMP/adjustments", json={"quantity": -9, "reason": "lost"}, headers={"Idempotency-Key": "1"}
        )
        path = f"/shipments/{await warehouse.shipment_id(order)}/ship"
        shipped = await http.post(path, headers={"Idempotency-Key": "2"})
    assert counted.json()["detail"] == "fewer of LAMP are on hand than 9"
    assert shipped.json()["detail"] == "slip BE-000001 waits for goods"


async def test_who_changed_what_is_set_of_a_product_is_kept(warehouse: Warehouse) -> None:
    await warehouse.track("LAMP", low_stock_threshold=2)
    http = warehouse.service.http
    for rules in (
        {"low_stock_threshold": 5},
        {"low_stock_threshold": 5},
        {"low_stock_threshold": 5, "location": "A-1"},
    ):
        assert (await http.put("/stock/LAMP", json=rules)).status_code == 200
    async with warehouse.service.client(token("fulfilment:write", subject="zoe")) as zoe:
        denied = {"low_stock_threshold": 4, "backorders": "deny"}
        assert (await zoe.put("/stock/LAMP", json=denied)).status_code == 200

    changes = (await warehouse.get("/stock/LAMP/changes"))["items"]
    assert [(one["version"], one["by"], one["changed"]) for one in changes] == [
        (4, "zoe", ["low_stock_threshold", "backorders"]),
        (3, "alice", ["location"]),
        (2, "alice", ["low_stock_threshold"]),
        (1, "alice", []),
    ]
    assert changes[0]["before"] == {
        "low_stock_threshold": 5,
        "backorders": "allow",
        "backorders_until": None,
        "location": "A-1",
    }
    assert changes[3]["before"] is None
    page = await warehouse.get("/stock/LAMP/changes?limit=2")
    older = await warehouse.get(f"/stock/LAMP/changes?limit=2&after={page['next']}")
    assert [one["version"] for one in older["items"]] == [2, 1]
