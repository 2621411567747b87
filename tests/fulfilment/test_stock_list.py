"""The list of stock: its dots, searching and filtering it, its pages."""

import pytest

from services.fulfilment.stock.model import colour
from shared.schemas.fulfilment import StockColour
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import placed


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


async def skus(warehouse: Warehouse, path: str) -> list[str]:
    return [item["sku"] for item in (await warehouse.get(path))["items"]]
