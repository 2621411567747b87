"""What a token may do goes by how far it is trusted, and what it is answered by what it may read."""

from typing import Any

import pytest

from tests.support.bodies import line, order
from tests.support.service import ShopService, token

STOREFRONT = token("orders:place", subject="storefront")
SAID = {"order_id", "number", "reference", "currency", "totals"}


async def place(shop: ShopService, body: Any, *, bearer: str = STOREFRONT, key: str = "basket-1") -> Any:
    async with shop.client(bearer) as http:
        answer = await http.post("/orders", json=body, headers={"Idempotency-Key": key})
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/orders/{answer.json()['order_id']}"
    return answer.json()


async def test_a_storefront_hears_the_number_and_totals_of_its_order_and_nothing_that_happened_later(
    shop: ShopService,
) -> None:
    body = order(order_id="019a9d3c-0000-7000-8000-000000000001")
    placed = await place(shop, body)
    assert placed.keys() == SAID
    await shop.post(f"/orders/{body['order_id']}/hold", {"reason": "looks like fraud"})
    assert await place(shop, body) == placed
    assert await place(shop, body, key="basket-1 again") == placed


async def test_an_answer_given_to_who_may_read_is_not_repeated_to_who_may_not(shop: ShopService) -> None:
    whole = await place(shop, order(), bearer=token("orders:place orders:read", subject="storefront"))
    assert whole["customer"]["name"]
    brief = await place(shop, order())
    assert brief == {name: whole[name] for name in SAID}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/orders/{id}", None),
        ("GET", "/orders", None),
        ("GET", "/products", None),
        ("POST", "/orders/{id}/hold", {"reason": "x"}),
        ("POST", "/orders/{id}/resume", {}),
        ("POST", "/orders/{id}/cancel", {}),
        ("PUT", "/products/LAMP", {"title": "Lamp", "price": "0.12", "vat_rate": "20"}),
        ("POST", "/products", {"products": []}),
    ],
)
async def test_a_storefront_does_nothing_but_place_orders(shop: ShopService, method: str, path: str, body: Any) -> None:
    placed = await place(shop, order())
    async with shop.client(STOREFRONT) as http:
        answer = await http.request(
            method, path.format(id=placed["order_id"]), json=body, headers={"Idempotency-Key": "2"}
        )
    assert (answer.status_code, answer.json()["type"]) == (403, "insufficient-scope")


@pytest.mark.parametrize(
    ("path", "body"), [("hold", {"reason": "unclear"}), ("resume", {}), ("cancel", {"reason": "changed her mind"})]
)
async def test_who_may_change_orders_and_not_read_them_is_answered_with_number_version_and_status(
    shop: ShopService, path: str, body: Any
) -> None:
    placed = (await shop.post("/orders", order(hold_reason="unclear"))).json()
    async with shop.client(token("orders:write")) as http:
        answer = await http.post(f"/orders/{placed['order_id']}/{path}", json=body, headers={"Idempotency-Key": "2"})
    assert answer.status_code == 200, answer.text
    assert answer.json().keys() == {"order_id", "number", "version", "status"}


async def test_who_may_change_orders_changes_no_prices_and_places_none(shop: ShopService) -> None:
    async with shop.client(token("orders:write orders:read")) as http:
        product = {"title": "Lamp", "price": "0.12", "currency": "EUR", "price_includes_vat": True, "vat_rate": "20"}
        cheap = await http.put("/products/LAMP", json=product)
        bought = await http.post("/orders", json=order(), headers={"Idempotency-Key": "3"})
    assert (cheap.status_code, bought.status_code) == (403, 403)


async def test_who_brings_nothing_over_dates_no_order_long_ago(shop: ShopService) -> None:
    long_ago = order(placed_at="2006-06-01T12:00:00Z")
    async with shop.client(STOREFRONT) as http:
        answer = await http.post("/orders", json=long_ago, headers={"Idempotency-Key": "old"})
    assert (answer.status_code, answer.json()["type"]) == (403, "insufficient-scope")
    await place(shop, long_ago, bearer=token("orders:place imports:write", subject="storefront"))


@pytest.mark.parametrize(
    ("changes", "brief"),
    [
        (
            {"lines": [line(unit_price="11.00", total="22.00")]},
            "line 1 (LAMP): unit_price 11.00 was sent, which is not its price",
        ),
        (
            {"lines": [line(vat_rate="10")]},
            "line 1 (LAMP): vat_rate 10 was sent, which is not the product's",
        ),
    ],
)
async def test_a_storefront_hears_what_is_wrong_and_not_what_the_catalogue_has(
    shop: ShopService, changes: Any, brief: str
) -> None:
    async with shop.client(STOREFRONT) as http:
        refused = await http.post("/orders", json=order(**changes), headers={"Idempotency-Key": "1"})
    assert refused.json()["detail"] == brief
    assert (await shop.post("/orders", order(**changes))).json()["detail"].endswith("is right")


async def test_versions_are_told_to_who_may_read_them(shop: ShopService) -> None:
    placed = await place(shop, order())
    async with shop.client(token("orders:write catalogue:write orders:note", subject="machine")) as http:
        stale = {"If-Match": '"7"', "Idempotency-Key": "1"}
        refused = [
            await http.post(f"/orders/{placed['order_id']}/cancel", json={}, headers=stale),
            await http.put(f"/orders/{placed['order_id']}/note", json={"text": "call her"}, headers=stale),
            await http.put("/products/LAMP", json={"title": "Lamp", "price": None, "vat_rate": "20"}, headers=stale),
        ]
    assert [answer.json()["detail"] for answer in refused] == [
        f"order {placed['number']} is not at version 7",
        "the note is not at version 7",
        "product LAMP is not at version 7",
    ]
