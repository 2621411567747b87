"""An edit that changes in which country goods are handed over: no order has the VAT of two."""

from typing import Any

from tests.orders.ordering import placed
from tests.orders.test_edit_order import edit, preview
from tests.support.bodies import ZOE, line, order, totals
from tests.support.service import ShopService

BERLIN = ZOE | {"billing_address": {"street": "Torstr. 1", "postal_code": "10119", "city": "Berlin", "country": "DE"}}
DHL = {"method": "DHL", "price": "11.90", "vat_rate": "19"}
PICKUP = {"method": "Retrait", "kind": "pickup", "price": "0"}
KEPT, NEW = {"line_no": 1, "quantity": 2}, {"sku": "LAMP", "quantity": 2}


async def to_berlin(shop: ShopService) -> Any:
    body = order(
        customer=BERLIN,
        lines=[line(vat_rate="19")],
        shipping=DHL,
        payment={"method": "card", "cost": "1.19", "vat_rate": "19"},
        totals=totals("32.01", "6.08", "38.09"),
    )
    return (await placed(shop, body)).order_id


async def test_what_was_sold_with_the_vat_of_elsewhere_is_taken_off_and_added_again(shop: ShopService) -> None:
    order_id = await to_berlin(shop)
    for lines in ([KEPT], [KEPT, NEW]):
        for answer in (
            await preview(shop, order_id, {"lines": lines, "shipping": PICKUP}),
            await edit(shop, order_id, {"lines": lines, "shipping": PICKUP}),
        ):
            assert (answer.status_code, answer.json()["type"]) == (422, "other-vat-applies")
            assert answer.json()["errors"][0]["at"] == "body/lines/0/vat_rate"
            assert answer.json()["detail"].startswith("line 1 (LAMP) has VAT of 19 %, and another rate applies")
    done = await edit(shop, order_id, {"lines": [NEW], "shipping": PICKUP})
    assert done.status_code == 200, done.text
    assert {one["vat_rate"] for one in done.json()["lines"]} == {"20"}
    assert done.json()["payment"]["vat_rate"] == "20"
    # Back abroad, the shop's own rates are good, and what is charged beside the goods is taxed as they are.
    back = await edit(
        shop,
        order_id,
        {"lines": [{"line_no": 2, "quantity": 2}], "shipping": {"method": "DHL", "price": "11.90"}},
        version=2,
    )
    assert (back.status_code, back.json()["shipping"]["vat_rate"]) == (200, "20")


async def test_lines_keep_their_rates_where_the_country_stays(shop: ShopService) -> None:
    order_id = await to_berlin(shop)
    done = await edit(shop, order_id, {"lines": [KEPT], "shipping": {"method": "UPS", "price": "5.95"}})
    assert (done.status_code, done.json()["shipping"]["vat_rate"]) == (200, "19")
