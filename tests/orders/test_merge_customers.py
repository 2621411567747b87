"""Two customers who are one are merged, and undone again: nothing of either is lost."""

import asyncio
from typing import Any

import httpx
import pytest

from services.orders.usecases.seek_customers import announce_customers, seek_customers
from services.orders.usecases.take_back import TAKE_BACK
from shared.messaging.take_back import Outcome, Unknown
from tests.orders.ordering import seen
from tests.orders.test_customers import LYON, bought, call, customers
from tests.support.clock import Clock
from tests.support.service import ShopService, empty


async def two(shop: ShopService) -> tuple[str, str]:
    """The ids of Zoé, who bought twice, and of Z. Martin, who has another phone and address and bought once."""
    await bought(shop, phone=None)
    await bought(shop, phone=None)
    await bought(shop, reference="C-18", name="Z. Martin", email="z@example.org", billing_address=LYON)
    other, zoe = await customers(shop)
    async with shop.transaction() as tx:
        await announce_customers(tx)
    return zoe["customer_id"], other["customer_id"]


async def merge(shop: ShopService, kept: str, merged: str, **body: Any) -> httpx.Response:
    sent = {"merged_id": merged, "merged_version": 1} | body
    return await call(
        shop,
        "POST",
        f"/customers/{kept}/merge",
        scopes="orders:write",
        json=sent,
        headers={"If-Match": '"1"'},
    )


async def undo(shop: ShopService, kept: str, merge_id: str) -> httpx.Response:
    return await call(shop, "POST", f"/customers/{kept}/merges/{merge_id}/undo", scopes="orders:write")


async def one(shop: ShopService, customer_id: str) -> dict[str, Any]:
    return dict((await call(shop, "GET", f"/customers/{customer_id}")).json())


async def test_a_merge_does_what_its_preview_shows(shop: ShopService) -> None:
    zoe, other = await two(shop)
    asked = {"merged_id": other, "take": "email"}
    preview = (await call(shop, "GET", f"/customers/{zoe}/merge-preview", params=asked)).json()
    assert (preview["kept_orders"], preview["merged_orders"]) == (2, 1)
    assert (preview["after"]["name"], preview["after"]["email"]) == ("Zoé Martin", "z@example.org")
    merged = await merge(shop, zoe, other, take=["email"], reason="two accounts")
    assert merged.status_code == 200
    now = await one(shop, zoe)
    assert {name: now[name] for name in preview["after"]} == preview["after"]
    assert (now["phone_e164"], now["orders"]) == ("+33612345678", 3)
    assert [address["address"]["city"] for address in now["addresses"]] == ["Nantes", "Lyon"]
    assert [(gone["name"], gone["reason"], gone["may"]) for gone in now["merges"]] == [
        ("Z. Martin", "two accounts", ["undo"])
    ]


async def test_the_merged_one_is_found_as_the_other_and_leads_to_it(shop: ShopService) -> None:
    zoe, other = await two(shop)
    await merge(shop, zoe, other)
    assert [found["customer_id"] for found in await customers(shop, q="c-18")] == [zoe]
    assert len(await customers(shop)) == 1
    gone = await one(shop, other)
    assert (gone["merged_into"], gone["may"]) == (zoe, [])
    refused = await call(
        shop, "PUT", f"/customers/{other}", scopes="orders:write", json={"name": "Z."}, headers={"If-Match": '"2"'}
    )
    assert refused.json()["type"].rpartition("/")[2] == "customer-merged"
    listed = (await call(shop, "GET", "/orders", params={"customer": zoe})).json()["items"]
    assert len(listed) == 3


async def test_later_orders_of_both_are_of_the_one_that_is_kept(shop: ShopService) -> None:
    zoe, other = await two(shop)
    await merge(shop, zoe, other)
    order_id = await bought(shop, reference="C-18", billing_address={"city": "Brest", "country": "FR"})
    assert (await seen(shop, order_id))["customer_id"] == other
    now = await one(shop, zoe)
    assert (now["orders"], now["addresses"][-1]["address"]["city"]) == (4, "Brest")


async def test_undone_both_are_as_they_were_but_for_what_was_changed_since(shop: ShopService) -> None:
    zoe, other = await two(shop)
    before = await one(shop, other)
    await merge(shop, zoe, other, take=["email"])
    now = await one(shop, zoe)
    changed = {"name": "Zoé Durand", "email": now["email"], "phone": now["phone"], "language": "fr"}
    await call(shop, "PUT", f"/customers/{zoe}", scopes="orders:write", json=changed, headers={"If-Match": '"2"'})
    undone = await undo(shop, zoe, now["merges"][0]["merge_id"])
    assert undone.status_code == 200
    now, gone = await one(shop, zoe), await one(shop, other)
    assert (now["name"], now["email"], now["phone"], now["orders"]) == ("Zoé Durand", "zoe@example.org", None, 2)
    assert [address["address"]["city"] for address in now["addresses"]] == ["Nantes"]
    same = ("name", "email", "phone", "addresses", "orders", "merged_into")
    assert {name: gone[name] for name in same} == {name: before[name] for name in same}
    assert [found["name"] for found in await customers(shop, q="c-18")] == ["Z. Martin"]
    assert await shop.announced_types() == [
        *("OrderPlaced", "OrderPlaced", "OrderPlaced", "CustomerCreated", "CustomerCreated"),
        *("CustomerMerged", "CustomerChanged", "CustomerUnmerged"),
    ]


async def change(shop: ShopService, customer_id: str, **changes: Any) -> None:
    now = await one(shop, customer_id)
    body = {name: now[name] for name in ("name", "email", "phone", "language", "addresses")} | changes
    version = {"If-Match": f'"{now["version"]}"'}
    changed = await call(shop, "PUT", f"/customers/{customer_id}", scopes="orders:write", json=body, headers=version)
    assert changed.status_code == 200, changed.text


async def test_an_address_that_was_put_right_since_stays_right(shop: ShopService) -> None:
    zoe, other = await two(shop)
    await merge(shop, zoe, other)
    addresses = (await one(shop, zoe))["addresses"]
    addresses[0]["address"]["city"] = "Rennes"
    await change(shop, zoe, addresses=addresses)
    await undo(shop, zoe, (await one(shop, zoe))["merges"][0]["merge_id"])
    assert [address["address"]["city"] for address in (await one(shop, zoe))["addresses"]] == ["Rennes"]


@pytest.mark.parametrize("is_first_undone_first", [True, False])
async def test_two_merges_undone_in_any_order_leave_nothing_of_either(
    shop: ShopService, is_first_undone_first: bool
) -> None:
    zoe, other = await two(shop)
    before = await one(shop, zoe)
    brest = LYON | {"city": "Brest"}
    await bought(shop, reference="C-19", name="Carl", email="carl@example.org", billing_address=brest)
    third = (await customers(shop))[0]["customer_id"]
    async with shop.transaction() as tx:
        await announce_customers(tx)
    await merge(shop, zoe, other, take=["email"])
    version = {"If-Match": f'"{(await one(shop, zoe))["version"]}"'}
    body = {"merged_id": third, "merged_version": 1, "take": ["email"]}
    second = await call(shop, "POST", f"/customers/{zoe}/merge", scopes="orders:write", json=body, headers=version)
    assert (second.status_code, second.json()["email"]) == (200, "carl@example.org")
    made = [merged["merge_id"] for merged in (await one(shop, zoe))["merges"]]
    for number, merge_id in enumerate(reversed(made) if is_first_undone_first else made):
        assert (await undo(shop, zoe, merge_id)).status_code == 200
        if number == 0:
            expected = "carl@example.org" if is_first_undone_first else "z@example.org"
            assert (await one(shop, zoe))["email"] == expected
    now = await one(shop, zoe)
    same = ("name", "email", "phone", "addresses", "orders", "note")
    assert {name: now[name] for name in same} == {name: before[name] for name in same}


async def test_a_merge_is_undone_once_and_within_30_days(shop: ShopService, clock: Clock) -> None:
    zoe, other = await two(shop)
    await merge(shop, zoe, other)
    (made,) = (await one(shop, zoe))["merges"]
    clock.pass_by(days=30, seconds=1)
    late = await undo(shop, zoe, made["merge_id"])
    assert late.json()["type"].rpartition("/")[2] == "merge-too-old"
    clock.pass_by(minutes=-1)
    both = await asyncio.gather(*(undo(shop, zoe, made["merge_id"]) for _ in range(2)))
    assert sorted(answer.status_code for answer in both) == [200, 409]


async def test_of_two_merges_at_once_one_is_done_whichever_way_they_go(shop: ShopService) -> None:
    zoe, other = await two(shop)
    both = await asyncio.gather(merge(shop, zoe, other), merge(shop, other, zoe))
    assert sorted(answer.status_code for answer in both) in ([200, 409], [200, 412])
    assert len(await customers(shop)) == 1


async def test_what_cannot_be_merged_is_refused(shop: ShopService) -> None:
    zoe, other = await two(shop)
    for kept, merged, body, status, kind in (
        (zoe, zoe, {}, 422, "same-customer"),
        (zoe, "019a9d3c-0000-7000-8000-000000000000", {}, 404, "not-found"),
        (zoe, other, {"merged_version": 7}, 412, "stale-version"),
    ):
        refused = await merge(shop, kept, merged, **body)
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (status, kind)


async def test_a_chain_is_undone_from_its_end(shop: ShopService) -> None:
    zoe, other = await two(shop)
    await merge(shop, zoe, other)
    first = (await one(shop, zoe))["merges"][0]["merge_id"]
    await bought(shop, reference="C-19", name="Zoé M.")
    third = (await customers(shop))[0]["customer_id"]
    assert (await merge(shop, third, zoe, merged_version=2)).status_code == 200
    assert (await one(shop, third))["orders"] == 4
    assert [found["customer_id"] for found in await customers(shop, q="c-18")] == [third]
    assert (await undo(shop, zoe, first)).status_code == 409
    second = (await one(shop, third))["merges"][0]["merge_id"]
    assert (await undo(shop, third, second)).status_code == 200
    assert (await undo(shop, zoe, first)).status_code == 200
    assert [found["orders"] for found in await customers(shop)] == [1, 1, 2]


async def test_merges_are_taken_back_and_can_still_be_undone(shop: ShopService) -> None:
    zoe, other = await two(shop)
    await merge(shop, zoe, other, take=["name"])
    events, before = await shop.announced(), await one(shop, zoe)
    await empty(shop.database)
    async with shop.database.transaction(taking_back=True) as tx:
        verdicts = await TAKE_BACK.take(tx, Unknown(events))
        await seek_customers(tx)
    assert {verdict.outcome for verdict in verdicts} == {Outcome.TAKEN}
    now = await one(shop, zoe)
    same = ("name", "email", "addresses", "orders", "version", "merges")
    assert {name: now[name] for name in same} == {name: before[name] for name in same}
    assert (await undo(shop, zoe, now["merges"][0]["merge_id"])).status_code == 200
    assert [found["name"] for found in await customers(shop)] == ["Z. Martin", "Zoé Martin"]
