"""Goods of a return are exchanged: what that comes to is shown before, and the two orders name each other."""

from typing import Any

from tests.backoffice.conftest import Seat
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.bodies import line, totals
from tests.support.sale import LAMP

CHAIRS = [{"line_no": 1, "quantity": 2}]


async def came_back(shop: Services, sold: dict[str, str], *, paid: bool = True) -> str:
    """The page of a return of two chairs for 89.82, 10 % off. Others are `sold`, by their prices, with one of each."""
    page = await comes_back(shop, sold, paid=paid)
    await shop.post("returns", f"{page}/receive", {"lines": CHAIRS})
    return page


async def comes_back(shop: Services, sold: dict[str, str], *, paid: bool = True) -> str:
    goods = {"CHAIR": "49.90", **sold}
    products = [{**LAMP, "sku": sku, "title": sku.title(), "price": price} for sku, price in goods.items()]
    await shop.post("orders", "/products", {"products": products})
    stock = [{"sku": sku, "quantity": 5 if sku == "CHAIR" else 1} for sku in goods]
    await shop.post("fulfilment", "/stock/receipts", {"lines": stock})
    chairs = line("CHAIR", 2, "49.90", "89.82", discount="9.98")
    of = {"lines": [chairs], "totals": totals("74.85", "14.97", "89.82"), "shipping": None}
    order = await shop.place(**of, payment={"method": "invoice"})
    if paid:
        await shop.post("billing", f"/orders/{order['order_id']}/payments", {})
    for shipment in (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]:
        await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")
    await shop.hand_on()
    one = await shop.post("returns", f"/orders/{order['order_id']}/returns", {"lines": CHAIRS})
    return f"/returns/{one['return_id']}"


async def keep_5_percent(shop: Services) -> None:
    (section,) = (await shop.get("returns", "/settings"))["sections"]
    values: dict[str, Any] = section["values"] | {"restocking_percent": "5"}
    headers = {"If-Match": f'"{section["version"]}"'}
    saved = await shop["returns"].http.put("/settings/returns", json=values, headers=headers)
    assert saved.status_code == 200, saved.text


def sums(page: Page) -> list[str]:
    return [row.text for row in page.all("#sums tr")]


async def test_goods_are_exchanged_even_or_for_something_dearer_or_cheaper_with_what_the_fee_keeps(
    shop: Services, seat: Seat
) -> None:
    page = await (await seat("manager", "en")).goto(await came_back(shop, {"SOFA": "119.00", "STOOL": "59.00"}))
    await page.follow("Exchange")
    await page.press("Show what this does")
    assert sums(page) == [
        "Comes back: 2 × Chair −€89.82",
        "Credited, with VAT −€89.82",
        "Goes out: 2 × Chair €89.82",
        "New order, with VAT €89.82",
        "Nothing is to be paid or given back €0.00",
    ]
    for sku, difference in (("STOOL", "To refund to the customer €30.82"), ("SOFA", "The customer is to pay €29.18")):
        page.fill("Add a product", sku)
        await page.press("Find")
        await page.press("Show what this does")
        assert page.text("#difference") == difference
        page.type(page.one("[name='lines/0/remove']"), "yes" if sku == "STOOL" else "")
    await keep_5_percent(shop)
    await page.press("Show what this does")
    assert "Restocking fee, 5% €4.49" in sums(page)
    assert page.text("#difference") == "The customer is to pay €33.67"
    await page.press("Exchange the goods")
    assert page.notice == "The exchange is decided: its order is being placed."
    await shop.hand_on()
    await page.reload()
    assert "Exchange Done Order 1002 €119.00 2 × CHAIR → 1 × SOFA" in page.text("#decisions")
    await page.follow("Credit note")
    rows = [row.text for row in page.all("#preview tr")]
    assert rows[-3:] == [
        "Credited, with VAT €85.33",
        "Settles the order in exchange €85.33",
        "Then to refund €0.00",
    ]
    await page.press("Issue the credit note")
    await shop.hand_on()
    await page.reload()
    assert "settled by the credit: €85.33" in page.text("#decisions")
    assert page.all("#to-refund") == []
    await page.goto("/orders")
    assert [one.text for one in page.all("tbody .who")][:2] == ["Zoé Martin", "Zoé Martin"]
    (mark,) = page.all("tbody .who .badge")
    assert mark.attributes["title"] == "In exchange for return RE-000001"
    await page.follow("1002")
    assert page.text("#exchange-of") == "In exchange for return RE-000001 of order 1001."
    assert "Order 1002 placed in exchange for return RE-000001" in (
        await page.goto(f"/orders/{(await shop.get('orders', '/orders', q='1001'))['items'][0]['order_id']}")
    ).text("#history")


async def test_goods_that_were_not_paid_pay_for_no_others(shop: Services, seat: Seat) -> None:
    at = await came_back(shop, {}, paid=False)
    page = await seat("manager", "en")
    for credited in (False, True):
        if credited:
            await shop.post("returns", f"{at}/credit")
            await shop.hand_on()
        await page.goto(at)
        await page.follow("Exchange")
        await page.press("Show what this does")
        assert sums(page) == [
            "Credited before, with VAT −€89.82" if credited else "Comes back: 2 × Chair −€89.82",
            "Credited, with VAT −€89.82",
            "Of this the customer has not paid €89.82",
            "Goes out: 2 × Chair €89.82",
            "New order, with VAT €89.82",
            "The customer is to pay €89.82",
        ]


async def test_what_is_out_of_stock_is_not_exchanged_and_something_else_or_a_refund_is_offered(
    shop: Services, seat: Seat
) -> None:
    path = await comes_back(shop, {"SOFA": "119.00"})
    page = await (await seat("manager", "en")).goto(f"{path}/exchange")
    await page.press("Show what this does")
    assert "An order is placed, and leaves before the goods are back." in page.text("#exchange-preview")
    await shop.post("returns", f"{path}/receive", {"lines": CHAIRS})
    await page.goto(f"{path}/exchange")
    await shop["fulfilment"].http.put("/stock/SOFA", json={"low_stock_threshold": 0, "backorders": "deny"})
    page.type(page.one("[name='units/1']"), "3")
    await page.press("Show what this does")
    assert "At most 2." in page.text("#comes-back .wrong")
    page.type(page.one("[name='units/1']"), "2")
    page.fill("Add a product", "SOFA")
    await page.press("Find")
    page.type(page.one("[name='lines/0/quantity']"), "0")
    await page.press("Show what this does")
    assert "Give a number above zero" in page.text("#products .wrong")
    assert page.all("#apply-exchange") == []
    page.type(page.one("[name='lines/0/quantity']"), "2")
    await page.press("Show what this does")
    assert "Not in stock: 1 × Sofa. Orders may not wait for them" in page.text("#exchange-preview")
    await page.press("Exchange the goods")
    await shop.hand_on()
    await page.reload()
    refused = page.text("#decisions")
    assert "Exchange Refused" in refused
    assert "What the goods were to be exchanged for is not in stock: they are to be refunded." in refused
    assert [one.text for one in page.all("#decisions .buttons a")] == ["Exchange for something else", "Credit note"]
    await page.follow("Exchange for something else")
    assert page.heading == "Exchange, return RE-000001"
