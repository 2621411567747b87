"""A placed order is edited on the whole shop: documents, slips, stock and mails follow, and all services agree."""

from typing import Any

import pytest

from tests.journeys.test_an_order import _invoiced_and_slipped
from tests.support.sale import open_shop, place
from tests.support.shop import Shop
from tests.support.waiting import until


@pytest.fixture(scope="module")
async def open_for_sale(shop: Shop) -> Shop:
    await open_shop(shop)
    return shop


async def test_an_edited_order_has_a_new_invoice_other_slips_and_a_mail(open_for_sale: Shop) -> None:
    shop = open_for_sale
    placed = await place(shop)
    order_id = placed["order_id"]
    await until(_invoiced_and_slipped, shop, order_id)
    seen = await shop.get("orders", f"/orders/{order_id}")
    body: dict[str, Any] = {"lines": [{"line_no": 1, "quantity": 3}], "notify_customer": True}
    edited = await shop.post("orders", f"/orders/{order_id}/edit", body, version=seen["version"])
    assert edited.status_code == 200, edited.text
    now = edited.json()
    assert (now["number"], now["totals"]["gross"]) == (placed["number"], "42.40")
    await until(_has, shop, order_id, ["invoice", "credit_note", "invoice"], [3])
    billed = await shop.get("billing", f"/orders/{order_id}")
    assert (billed["invoiced"], billed["credited"], billed["due"]) == ("42.40", "0.00", "42.40")
    await until(_is_told, shop, order_id)
    await shop.is_quiet()


async def _has(shop: Shop, order_id: str, documents: list[str], units: list[int]) -> bool:
    billed = await shop.get("billing", f"/orders/{order_id}")
    shipments = (await shop.get("fulfilment", f"/orders/{order_id}"))["shipments"]
    kinds = [one["kind"] for one in billed["documents"]]
    return kinds == documents and [[line["quantity"] for line in one["lines"]] for one in shipments] == [units]


async def _is_told(shop: Shop, order_id: str) -> bool:
    messages = (await shop.get("notifier", "/messages", order_id=order_id))["items"]
    return any((one["kind"], one["state"]) == ("order_changed", "sent") for one in messages)
