"""Whom of the shop's customers a quote is for, and so the order that it becomes."""

from tests.orders.ordering import placed
from tests.orders.quoting import copied, done, quote, wanted
from tests.support.bodies import ZOE
from tests.support.service import ShopService


async def test_a_quote_for_a_customer_of_the_shop_brings_them_its_order(shop: ShopService) -> None:
    guest = {name: value for name, value in ZOE.items() if name != "reference"}
    await placed(shop)
    (zoe,) = (await done(shop.http.get("/customers")))["items"]
    await quote(shop, customer=guest)
    hers = await quote(shop, customer=guest, customer_id=zoe["customer_id"])
    made = await done(shop.post(f"/quotes/{hers['quote_id']}/convert"))
    order_made = await done(shop.http.get(f"/orders/{made['order_id']}"))
    assert order_made["customer_id"] == zoe["customer_id"]
    found = await done(shop.http.get(f"/quotes?customer={zoe['customer_id']}"))
    assert [one["number"] for one in found["items"]] == ["Q1002"]
    nobody = "00000000-0000-0000-0000-000000000001"
    body = wanted(customer=guest, customer_id=nobody) | {"currency": "EUR", "prices_include_vat": True}
    refused = await shop.post("/quotes", body)
    assert (refused.status_code, refused.json()["type"]) == (422, "unknown-customer")


async def test_a_copy_is_for_the_customer_of_its_order_until_staff_say_otherwise(shop: ShopService) -> None:
    draft = await copied(shop)
    (zoe,) = (await done(shop.http.get("/customers")))["items"]
    assert draft["customer_id"] == zoe["customer_id"]
    guest = {name: value for name, value in ZOE.items() if name != "reference"}
    path, headers = f"/quotes/{draft['quote_id']}", {"If-Match": f'"{draft["version"]}"'}
    changed = await shop.http.put(path, json=wanted(customer=guest | {"name": "Ali Baba"}), headers=headers)
    assert (changed.status_code, changed.json()["customer_id"]) == (200, None)
    following = await quote(shop, customer=guest, customer_id=zoe["customer_id"])
    await done(shop.post(f"/quotes/{following['quote_id']}/send"))
    revised = await done(shop.post(f"/quotes/{following['quote_id']}/revise"))
    assert revised["customer_id"] == zoe["customer_id"]
