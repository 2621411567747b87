"""What the shop sells: created, changed by one at a time, brought in by the thousand."""

from typing import Any

import pytest

from tests.orders.ordering import LAMP
from tests.support.service import ShopService


async def test_a_product_is_created_and_read(shop: ShopService) -> None:
    saved = await shop.http.put("/products/VASE", json=LAMP | {"vat_rate": "5.5"})
    assert saved.status_code == 200
    assert saved.headers["etag"] == '"1"'
    read = await shop.http.get("/products/VASE")
    assert (read.status_code, read.headers["etag"]) == (200, '"1"')
    assert read.json() == saved.json() == LAMP | {"sku": "VASE", "vat_rate": "5.5", "ships": True, "version": 1}


async def test_saving_the_same_again_changes_nothing(shop: ShopService) -> None:
    saved = [await shop.http.put("/products/VASE", json=LAMP) for _ in range(2)]
    assert [one.json()["version"] for one in saved] == [1, 1]


async def test_of_two_who_change_a_product_the_second_must_read_it_again(shop: ShopService) -> None:
    answers = [
        await shop.http.put("/products/LAMP", json=LAMP | {"price": price}, headers={"If-Match": '"1"'})
        for price in ("13.00", "14.00")
    ]
    assert [answer.status_code for answer in answers] == [200, 412]
    assert answers[1].json()["detail"] == "product LAMP is at version 2, not at version 1"
    assert (await shop.http.get("/products/LAMP")).json()["price"] == "13.00"


async def test_a_product_that_is_not_there_has_no_version(shop: ShopService) -> None:
    response = await shop.http.put("/products/VASE", json=LAMP, headers={"If-Match": '"1"'})
    assert (response.status_code, response.json()["detail"]) == (412, "product VASE is not there, not at version 1")
    assert (await shop.http.get("/products/VASE")).status_code == 404


@pytest.mark.parametrize(
    ("currency", "sent", "kept"), [("EUR", "5.0000", "5.00"), ("JPY", "15.000", "15"), ("EUR", "0.0125", "0.0125")]
)
async def test_a_price_is_kept_with_the_decimals_of_its_currency(
    shop: ShopService, currency: str, sent: str, kept: str
) -> None:
    saved = await shop.http.put("/products/VASE", json=LAMP | {"currency": currency, "price": sent})
    assert saved.json()["price"] == kept


async def test_an_open_price_needs_no_currency(shop: ShopService) -> None:
    saved = await shop.http.put("/products/FEE", json={"title": "Fee", "vat_rate": "20", "ships": False})
    assert (saved.json()["price"], saved.json()["currency"], saved.json()["ships"]) == (None, None, False)


async def test_thousands_of_products_come_in_at_once(shop: ShopService) -> None:
    products = [LAMP | {"sku": f"P-{number}"} for number in range(5000)]
    response = await shop.post("/products", {"products": products})
    assert (response.status_code, response.json()) == (200, {"created": 5000, "changed": 0, "unchanged": 0})
    products[0]["price"] = "13.00"
    response = await shop.post("/products", {"products": products[:10]})
    assert response.json() == {"created": 0, "changed": 1, "unchanged": 9}


async def test_of_one_product_given_twice_the_last_counts(shop: ShopService) -> None:
    twice = [LAMP | {"sku": "VASE"}, LAMP | {"sku": "VASE", "title": "Vase"}]
    assert (await shop.post("/products", {"products": twice})).json()["created"] == 1
    assert (await shop.http.get("/products/VASE")).json()["title"] == "Vase"


@pytest.mark.parametrize("sku", ["A/B", "a b", "é", "?x=1", "100%", "'; DROP TABLE products; --", "..", "<b>"])
async def test_a_sku_may_be_any_line_of_text(shop: ShopService, sku: str) -> None:
    await shop.post("/products", {"products": [LAMP | {"sku": sku}]})
    escaped = "".join(f"%{byte:02X}" for byte in sku.encode())
    response = await shop.http.get(f"/products/{escaped}")
    assert (response.status_code, response.json().get("sku")) == (200, sku)


async def test_products_come_in_pages_by_sku(shop: ShopService) -> None:
    first = (await shop.http.get("/products", params={"limit": 5})).json()
    rest = (await shop.http.get("/products", params={"limit": 5, "after": first["next"]})).json()
    found = [[one["sku"] for one in page["items"]] for page in (first, rest)]
    assert found == [["BOOK", "COURSE", "DESK", "KIMONO", "LAMP"], ["MADE-TO-MEASURE", "SWORD"]]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"price": "-1"}, "price"),
        ({"price": 12.5}, "write an amount as a string"),
        ({"price": "12.12345"}, "write an amount as a string"),
        ({"currency": "XXX"}, "unknown currency"),
        ({"currency": None}, "a product with a price needs its currency and price_includes_vat"),
        ({"vat_rate": "101"}, "vat_rate"),
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "a\0b"}, "line breaks and control characters are not allowed"),
    ],
)
async def test_what_no_product_can_be_is_refused(shop: ShopService, changes: dict[str, Any], says: str) -> None:
    one = await shop.http.put("/products/LAMP", json=LAMP | changes)
    many = await shop.post("/products", {"products": [LAMP | {"sku": "LAMP"} | changes]})
    assert (one.status_code, many.status_code) == (422, 422)
    assert says in one.json()["detail"]
    assert says in many.json()["detail"]


async def test_more_than_5000_products_at_once_are_refused(shop: ShopService) -> None:
    products = [LAMP | {"sku": f"P-{number}"} for number in range(5001)]
    response = await shop.post("/products", {"products": products})
    assert response.status_code == 422


async def test_a_product_that_does_not_exist_is_not_found(shop: ShopService) -> None:
    response = await shop.http.get("/products/NOTHING")
    assert (response.status_code, response.json()["detail"]) == (404, "there is no product NOTHING")
    assert (await shop.http.get("/products/a%00b")).status_code == 422


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "des"}, ["DESK", "LAMP"]),
        ({"q": "desk lam"}, ["LAMP"]),
        ({"q": "kimo"}, ["KIMONO"]),
        ({"q": "made-to"}, ["MADE-TO-MEASURE"]),
        ({"q": "MEASURE"}, ["MADE-TO-MEASURE"]),
        ({"q": "amp"}, []),
        ({"q": "%"}, []),
        ({"q": "'; DROP TABLE products; --"}, []),
        ({"sku": ["SWORD", "BOOK", "GONE"]}, ["BOOK", "SWORD"]),
        ({"sku": ["DESK", "BOOK"], "q": "novel"}, ["BOOK"]),
        ({"sku": ["DESK", "BOOK"], "limit": 1}, ["BOOK"]),
    ],
)
async def test_products_are_found_by_their_sku_and_the_words_of_their_title(
    shop: ShopService, asked: dict[str, Any], found: list[str]
) -> None:
    response = await shop.http.get("/products", params=asked)
    assert [one["sku"] for one in response.json()["items"]] == found


async def test_a_product_is_found_by_its_new_title_and_not_by_the_old_one(shop: ShopService) -> None:
    await shop.http.put("/products/LAMP", json=LAMP | {"title": "Théière"})
    answers = [await shop.http.get("/products", params={"q": title}) for title in ("theiere", "lamp des")]
    assert [[one["sku"] for one in answer.json()["items"]] for answer in answers] == [["LAMP"], []]
