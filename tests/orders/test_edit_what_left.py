"""What has left of an order stays as it was ordered, and the rest of it is edited."""

from typing import Any
from uuid import UUID

import pytest

from shared.schemas.fulfilment import ShipmentLine, ShipmentShipped
from tests.orders.ordering import placed, seen
from tests.orders.test_edit_order import edit, preview
from tests.orders.upstream_events import of_slip, payment_recorded, shipped, slip_split, unshipped
from tests.support.bodies import order, totals
from tests.support.service import ShopService


async def partly_shipped(shop: ShopService) -> UUID:
    """Three lamps of 12.50, less 3.00, of which two have left, and a book."""
    lamps = {"sku": "LAMP", "quantity": 3, "unit_price": "12.50", "discount": "3.00", "total": "34.50"}
    book = {"sku": "BOOK", "quantity": 1, "unit_price": "10.00", "total": "10.00", "vat_rate": "5.5"}
    body = order(lines=[lamps | {"vat_rate": "20"}, book], totals=totals("38.23", "6.27", "44.50"))
    order_id = (await placed(shop, body)).order_id
    await shop.deliver(slip_split(order_id), left(order_id, {1: 2}))
    return order_id


def left(order_id: UUID, units: dict[int, int], *, in_full: bool = False, sequence: int = 3) -> ShipmentShipped:
    lines = tuple(ShipmentLine(line_no=no, sku="LAMP", quantity=some, allocated=some) for no, some in units.items())
    return shipped(order_id, in_full=in_full, sequence=sequence).model_copy(update={"lines": lines})


async def start(shop: ShopService, order_id: UUID) -> dict[int, int]:
    answer = await shop.http.get(f"/orders/{order_id}/edit")
    assert answer.status_code == 200, answer.text
    return {line["line_no"]: line["left"] for line in answer.json()["lines"]}


async def test_what_has_not_left_is_changed_and_more_is_ordered(shop: ShopService) -> None:
    order_id = await partly_shipped(shop)
    version = (await seen(shop, order_id))["version"]
    assert await start(shop, order_id) == {1: 2, 2: 0}
    body = {"lines": [{"line_no": 1, "quantity": 2, "discount": "2.00"}, {"sku": "COURSE", "quantity": 1}]}
    shown = await preview(shop, order_id, body, version=version)
    assert shown.json()["after"]["totals"]["gross"] == "53.00"
    answer = await edit(shop, order_id, body, version=version)
    assert answer.status_code == 200, answer.text
    assert [(line["sku"], line["total"]) for line in answer.json()["lines"]] == [("LAMP", "23.00"), ("COURSE", "30.00")]


@pytest.mark.parametrize(
    ("line", "type_", "field", "says"),
    [
        ({"quantity": 1}, "fewer-than-left", "lines/0/quantity", "2 of line 1 (LAMP) have left: no fewer"),
        ({"quantity": 2, "unit_price": "12"}, "price-of-left-stays", "lines/0/unit_price", "its price stays 12.50 EUR"),
        ({"quantity": 2, "discount": "0"}, "discount-of-left-stays", "lines/0/discount", "or is 2.00 EUR on 2"),
        (None, "fewer-than-left", "lines", "2 of line 1 (LAMP) have left: it cannot be taken off"),
    ],
)
async def test_what_has_left_keeps_its_line_its_price_and_its_discount(
    shop: ShopService, line: dict[str, Any] | None, type_: str, field: str, says: str
) -> None:
    order_id = await partly_shipped(shop)
    version = (await seen(shop, order_id))["version"]
    lines = [{"line_no": 1} | line] if line else []
    answer = await edit(shop, order_id, {"lines": [*lines, {"line_no": 2, "quantity": 1}]}, version=version)
    problem = answer.json()
    assert (problem["type"].rpartition("/")[2], problem["errors"][0]["at"]) == (type_, f"body/{field}")
    assert says in problem["detail"]
    assert (await seen(shop, order_id))["version"] == version


async def test_the_way_in_which_goods_left_and_what_it_costs_stay(shop: ShopService) -> None:
    order_id = await partly_shipped(shop)
    now = await seen(shop, order_id)
    assert ("edit" in now["may"], "edit_shipping_price" in now["may"]) == (True, False)
    same = {"lines": [{"line_no": 1, "quantity": 3}, {"line_no": 2, "quantity": 2}]}
    for shipping, type_ in (
        ({"method": "Colissimo", "price": "4.90"}, "shipping-price-stays"),
        ({"method": "Shop", "kind": "pickup"}, "delivery-stays"),
    ):
        refused = await edit(shop, order_id, same | {"shipping": shipping}, version=now["version"])
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, type_)
    answer = await edit(shop, order_id, same | {"shipping": {"method": "Chronopost"}}, version=now["version"])
    assert answer.status_code == 200, answer.text


async def test_what_is_taken_back_from_a_parcel_has_not_left_and_a_second_parcel_counts(shop: ShopService) -> None:
    order_id = await partly_shipped(shop)
    await shop.deliver(of_slip("BX-2", left(order_id, {1: 1}, sequence=4)))
    assert await start(shop, order_id) == {1: 3, 2: 0}
    await shop.deliver(unshipped(order_id, nothing_shipped=False, sequence=5))
    assert await start(shop, order_id) == {1: 1, 2: 0}
    await shop.deliver(of_slip("BX-2", unshipped(order_id, sequence=6)))
    assert await start(shop, order_id) == {1: 0, 2: 0}


async def test_what_is_sent_again_was_ordered_once(shop: ShopService) -> None:
    order_id = await partly_shipped(shop)
    again = left(order_id, {1: 1}, sequence=4).model_copy(update={"replaces": order_id})
    await shop.deliver(of_slip("BX-3", again))
    assert await start(shop, order_id) == {1: 2, 2: 0}


async def test_to_all_that_has_left_and_is_not_paid_more_is_added(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(left(order_id, {1: 2}, in_full=True))
    body: dict[str, Any] = {"lines": [{"line_no": 1, "quantity": 2}, {"sku": "BOOK", "quantity": 1}]}
    answer = await edit(shop, order_id, body, version=2)
    assert (answer.status_code, answer.json()["totals"]["gross"]) == (200, "35.00")
    await shop.deliver(payment_recorded(order_id, "35.00"))
    assert "edit" not in (await seen(shop, order_id))["may"]


async def test_an_order_of_which_it_was_not_kept_what_had_left_is_not_edited(shop: ShopService) -> None:
    order_id = await partly_shipped(shop)
    async with shop.transaction() as tx:
        await tx.execute("UPDATE orders SET left_units = NULL")
    assert "edit" not in (await seen(shop, order_id))["may"]
    refused = await shop.http.get(f"/orders/{order_id}/edit")
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "left-not-kept")


async def test_what_an_edit_took_off_that_was_on_its_way_already_is_not_asked_for_by_the_next(
    shop: ShopService,
) -> None:
    order_id = (await placed(shop)).order_id
    await edit(shop, order_id, {"lines": [{"line_no": 1, "quantity": 1}]})
    await shop.deliver(left(order_id, {1: 2}, in_full=True))
    assert await start(shop, order_id) == {1: 1}
    body: dict[str, Any] = {"lines": [{"line_no": 1, "quantity": 1}, {"sku": "BOOK", "quantity": 1}]}
    assert (await edit(shop, order_id, body, version=3)).status_code == 200
