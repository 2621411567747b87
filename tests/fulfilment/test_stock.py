"""Stock of a product: tracking it, who changed what is set of it, and who may read and write."""

from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import placed
from tests.support.service import token


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


async def test_readers_cannot_write(warehouse: Warehouse) -> None:
    async with warehouse.service.client(token("fulfilment:read")) as reader:
        assert (await reader.get("/stock")).status_code == 200
        assert (await reader.put("/stock/LAMP", json={"low_stock_threshold": 1})).status_code == 403
    async with warehouse.service.client(None) as stranger:
        assert (await stranger.get("/stock")).status_code == 401


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
