"""The list of quotes: the last version of each, by state, found and in pages."""

from tests.orders.quoting import customer, done, quote, sent
from tests.support.service import ShopService


async def test_the_list_has_the_last_version_of_each_and_is_filtered_searched_and_paged(shop: ShopService) -> None:
    declined = (await sent(shop))["quote_id"]
    await done(shop.post(f"/quotes/{declined}/decline", {}, headers=customer()))
    await sent(shop)
    await quote(shop, customer={"name": "Ali Baba", "billing_address": {"country": "FR"}})

    async def listed(query: str) -> list[str]:
        found = await done(shop.http.get(f"/quotes{query}"))
        return [f"{one['number']}/{one['revision']} {one['state']}" for one in found["items"]]

    assert await listed("") == ["Q1003/1 draft", "Q1002/1 sent", "Q1001/2 draft"]
    assert await listed("?state=declined") == ["Q1001/1 declined"]
    assert await listed("?q=baba") == ["Q1003/1 draft"]
    assert await listed("?q=Q1002") == await listed("?q=1002") == ["Q1002/1 sent"]
    assert await listed("?number=Q1001") == ["Q1001/2 draft", "Q1001/1 declined"]
    first = await done(shop.http.get("/quotes?limit=2"))
    assert await listed(f"?limit=2&after={first['next']}") == ["Q1001/2 draft"]


async def test_drafts_after_a_declined_version_are_found_apart(shop: ShopService) -> None:
    declined = (await sent(shop))["quote_id"]
    await done(shop.post(f"/quotes/{declined}/decline", {}, headers=customer()))
    await quote(shop)
    to_revise = await done(shop.http.get("/quotes?to_revise=true"))
    assert [(one["number"], one["revision"]) for one in to_revise["items"]] == [("Q1001", 2)]
    others = await done(shop.http.get("/quotes?to_revise=false"))
    assert [one["number"] for one in others["items"]] == ["Q1002"]
