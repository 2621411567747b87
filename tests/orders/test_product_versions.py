"""Who changed a product, and when, is kept."""

from typing import Any

from tests.support.clock import Clock
from tests.support.service import ShopService, token

VASE = {"title": "Vase", "price": "500.00", "currency": "EUR", "price_includes_vat": True, "vat_rate": "20"}


async def versions(shop: ShopService, **asked: Any) -> list[dict[str, Any]]:
    answer = await shop.http.get("/product-versions", params={"sku": "VASE/1", **asked})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def save(shop: ShopService, *, by: str, **changes: Any) -> None:
    async with shop.client(token("catalogue:write", subject=by)) as http:
        answer = await http.put("/products/VASE%2F1", json=VASE | changes)
    assert answer.status_code == 200, answer.text


async def test_who_changed_a_price_and_when_is_kept(shop: ShopService, clock: Clock) -> None:
    await save(shop, by="julien")
    clock.pass_by(hours=1)
    await save(shop, by="mallory", price="0.12")
    changed, made = await versions(shop)
    assert (made["saved_by"], made["version"], made["before"], made["changed"]) == ("julien", 1, None, [])
    assert (changed["saved_by"], changed["saved_at"]) == ("mallory", "2026-03-02T11:00:00Z")
    assert (changed["changed"], changed["before"]["price"], changed["price"]) == (["price"], "500.00", "0.12")


async def test_each_page_tells_what_its_last_version_changed(shop: ShopService) -> None:
    for title in ("Vase", "Blue vase", "Green vase"):
        await save(shop, by="julien", title=title)
    first = (await shop.http.get("/product-versions", params={"sku": "VASE/1", "limit": 1})).json()
    assert [one["before"]["title"] for one in first["items"]] == ["Blue vase"]
    rest = await versions(shop, after=first["next"])
    assert [one["title"] for one in rest] == ["Blue vase", "Vase"]


async def test_saving_the_same_again_makes_no_entry(shop: ShopService) -> None:
    for by in ("julien", "mallory"):
        await save(shop, by=by)
    assert [one["saved_by"] for one in await versions(shop)] == ["julien"]


async def test_products_saved_in_bulk_say_who_too(shop: ShopService) -> None:
    await save(shop, by="julien")
    await shop.post("/products", {"products": [VASE | {"sku": "VASE/1", "vat_rate": "10"}, VASE | {"sku": "BOWL"}]})
    newest = (await versions(shop))[0]
    assert (newest["saved_by"], newest["changed"]) == ("alice", ["vat_rate"])


async def test_an_import_says_since_when_a_product_was_sold_so(shop: ShopService) -> None:
    then = ["2026-01-05T09:00:00Z", "2026-01-03T09:00:00Z"]
    for occurred_at, price in zip(then, ("10.00", "11.00"), strict=True):
        product = VASE | {"sku": "VASE/1", "price": price}
        saved = await shop.post("/products", {"products": [product], "occurred_at": occurred_at})
        assert saved.is_success, saved.text
    # What is brought over is not from before the version that it replaces.
    assert [(one["price"], one["saved_at"]) for one in await versions(shop)] == [("11.00", then[0]), ("10.00", then[0])]


async def test_only_an_import_says_since_when(shop: ShopService) -> None:
    body = {"products": [VASE | {"sku": "VASE/1"}], "occurred_at": "2026-01-05T09:00:00Z"}
    async with shop.client(token("catalogue:write")) as http:
        refused = await http.post("/products", json=body, headers={"Idempotency-Key": "since-when"})
    assert refused.status_code == 403
