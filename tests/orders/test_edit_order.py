"""Staff edit what is ordered: the number stays, the sums are those of placing, and an older version is refused."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from httpx import Response

from services.orders.usecases.announce_again import read_next_orders
from shared.schemas.orders import LineChange, OrderEdited, OrderPlaced
from tests.orders.ordering import course, history, placed, seen
from tests.orders.upstream_events import credit_note_issued, edited_order_credited, payment_recorded
from tests.support.bodies import order, totals
from tests.support.service import ShopService

THREE = {"lines": [{"line_no": 1, "quantity": 3}]}


async def edit(shop: ShopService, order_id: UUID, body: dict[str, Any], *, version: int = 1) -> Response:
    return await shop.post(f"/orders/{order_id}/edit", body, headers={"If-Match": f'"{version}"'})


async def preview(shop: ShopService, order_id: UUID, body: dict[str, Any], *, version: int = 1) -> Response:
    return await shop.post(f"/orders/{order_id}/edit-previews", body, headers={"If-Match": f'"{version}"'})


async def test_lines_are_changed_added_and_taken_off_and_the_number_stays(shop: ShopService) -> None:
    lines = [
        *order()["lines"],
        {"sku": "BOOK", "quantity": 1, "unit_price": "10.00", "total": "10.00", "vat_rate": "5.5"},
    ]
    order_id = (await placed(shop, order(lines=lines, totals=totals("30.31", "4.69", "35.00")))).order_id
    body = {"lines": [{"line_no": 1, "quantity": 3}, {"sku": "COURSE", "quantity": 1}], "reason": "she called"}
    shown = (await preview(shop, order_id, body)).json()
    assert (shown["before"]["totals"]["gross"], shown["after"]["totals"]["gross"], shown["difference"]) == (
        "35.00",
        "67.50",
        "32.50",
    )
    answer = await edit(shop, order_id, body | {"gross": "67.50", "notify_customer": True})
    assert answer.status_code == 200, answer.text
    now = await seen(shop, order_id)
    assert answer.json() == now
    assert (now["number"], now["version"], now["totals"]["net"], now["totals"]["vat"]) == ("1001", 2, "56.25", "11.25")
    assert [(line["line_no"], line["sku"], line["quantity"], line["total"]) for line in now["lines"]] == [
        (1, "LAMP", 3, "37.50"),
        (3, "COURSE", 1, "30.00"),
    ]
    assert now["lines"] == shown["after"]["lines"]
    edited = (await shop.announced())[-1]
    assert isinstance(edited, OrderEdited)
    assert (edited.sequence, edited.gross_before, edited.notify_customer, edited.by) == (
        2,
        Decimal("35.00"),
        True,
        "alice",
    )
    assert edited.changes[1] == LineChange(
        line_no=2,
        sku="BOOK",
        title="Novel",
        quantity_before=1,
        quantity=0,
        payable_before=Decimal("10.00"),
        payable=Decimal(0),
    )
    assert (await shop.snapshots())[-1].model_dump()["gross"] == Decimal("67.50")
    assert await history(shop, order_id) == [("storefront", "placed"), ("alice", "edited")]


async def test_a_line_that_was_taken_off_lends_its_number_to_no_other(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await edit(shop, order_id, {"lines": [{"line_no": 1, "quantity": 2}, {"sku": "BOOK", "quantity": 1}]})
    await edit(shop, order_id, {"lines": [{"line_no": 1, "quantity": 2}]}, version=2)
    answer = await edit(shop, order_id, {"lines": [{"sku": "DESK", "quantity": 1, "unit_price": "50"}]}, version=3)
    assert [(line["line_no"], line["sku"], line["unit_price"]) for line in answer.json()["lines"]] == [
        (3, "DESK", "50.00")
    ]


async def test_prices_and_discounts_by_hand_count_and_the_discount_is_spread_as_on_placing(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    lines = [
        {"line_no": 1, "quantity": 2, "unit_price": "10.00", "discount": "1.00"},
        {"sku": "BOOK", "quantity": 1, "unit_price": "9.00"},
    ]
    shipping = {"method": "Colissimo", "price": "5.00"}
    answer = (await edit(shop, order_id, {"lines": lines, "discount": "2.80", "shipping": shipping})).json()
    assert [line["payable"] for line in answer["lines"]] == ["17.10", "8.10"]
    assert (answer["shipping"]["vat_rate"], answer["lines_total"], answer["totals"]["gross"]) == (
        "20",
        "28.00",
        "30.20",
    )


async def test_an_edit_tells_what_is_paid_and_what_is_to_be_paid_or_given_back_then(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(payment_recorded(order_id, sequence=2, amount="25.00"))
    await edit(shop, order_id, THREE, version=(await seen(shop, order_id))["version"])
    told = (await shop.announced())[-1]
    assert isinstance(told, OrderEdited)
    assert (str(told.paid), str(told.balance)) == ("25.00", "-12.50")


async def test_of_two_edits_of_the_same_version_the_second_is_told(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await edit(shop, order_id, THREE)
    late = await edit(shop, order_id, {"lines": [{"line_no": 1, "quantity": 1}]})
    assert (late.status_code, late.json()["detail"]) == (412, "order 1001 is at version 2, not 1")
    assert (await seen(shop, order_id))["lines"][0]["quantity"] == 3


@pytest.mark.parametrize(
    ("body", "type_", "field"),
    [
        ({"lines": [{"line_no": 2, "quantity": 1}]}, "unknown-line", "lines/0/line_no"),
        ({"lines": [{"line_no": 1, "quantity": 1}, {"line_no": 1, "quantity": 2}]}, "unknown-line", "lines/1/line_no"),
        ({"lines": [{"sku": "ROSE", "quantity": 1}]}, "unknown-sku", "lines/0/sku"),
        ({"lines": [{"quantity": 1}]}, "unknown-sku", "lines/0/sku"),
        ({"lines": [{"sku": "DESK", "quantity": 1}]}, "wrong-totals", "lines/0/unit_price"),
        ({"lines": [{"line_no": 1, "quantity": 1, "discount": "12.51"}]}, "wrong-totals", "lines/0/discount"),
        ({"lines": [{"line_no": 1, "quantity": 1}], "discount": "12.51"}, "wrong-totals", "discount"),
        ({"lines": [{"line_no": 1, "quantity": 1, "vat_rate": "5.5"}]}, "wrong-vat-rate", "lines/0/vat_rate"),
        ({"lines": [{"line_no": 1, "quantity": 2}]}, "nothing-changed", None),
        (THREE | {"gross": "37.49"}, "other-total", "gross"),
        ({"lines": []}, "invalid-request", None),
    ],
)
async def test_an_edit_that_cannot_be_is_refused_with_what_is_wrong(
    shop: ShopService, body: dict[str, Any], type_: str, field: str | None
) -> None:
    order_id = (await placed(shop)).order_id
    status = 409 if type_ == "other-total" else 422
    for answer in (await preview(shop, order_id, body), await edit(shop, order_id, body)):
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, type_)
        assert field is None or answer.json()["errors"][0]["at"] == f"body/{field}"
    assert (await seen(shop, order_id))["version"] == 1


async def test_what_is_cancelled_completed_or_credited_is_not_edited(shop: ShopService) -> None:
    orders = [(await placed(shop, body)).order_id for body in (order(), course(), order())]
    cancelled, completed, credited = orders
    await shop.post(f"/orders/{cancelled}/cancel", {})
    await shop.deliver(payment_recorded(completed, "30.00"), credit_note_issued(credited, "5.00", sequence=3))
    refusals = [await edit(shop, one, THREE, version=2) for one in orders]
    assert [answer.json()["type"].rpartition("/")[2] for answer in refusals] == [
        "order-cancelled",
        "order-completed",
        "already-credited",
    ]


async def test_a_paid_order_keeps_what_its_shipping_costs_and_shows_what_is_due(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(payment_recorded(order_id, "25.00"))
    assert "edit_shipping_price" not in (await seen(shop, order_id))["may"]
    refused = await edit(shop, order_id, THREE | {"shipping": {"method": "Chronopost", "price": "9"}}, version=2)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "shipping-price-stays")
    answer = await edit(shop, order_id, THREE | {"shipping": {"method": "Shop", "kind": "pickup"}}, version=2)
    now = answer.json()
    assert (now["balance"], now["payment_status"], now["status"]) == (
        "-12.50",
        "partially_paid",
        "processing_awaiting_payment",
    )


async def test_what_billing_credits_for_an_edit_or_credited_before_it_is_no_credit_of_what_is_ordered_now(
    shop: ShopService,
) -> None:
    order_id = (await placed(shop)).order_id
    await edit(shop, order_id, THREE)
    before = credit_note_issued(order_id, "5.00", sequence=2)
    await shop.deliver(before, edited_order_credited(order_id, "20.00"))
    now = await seen(shop, order_id)
    assert (now["credited"], now["balance"], now["status"]) == ("0.00", "-37.50", "processing_awaiting_payment")
    assert (await history(shop, order_id)).count(("bob", "credited")) == 2
    await shop.deliver(before.model_copy(update={"number": "AV-2026-000009", "sequence": 5, "edited": 2}))
    assert (await seen(shop, order_id))["balance"] == "-32.50"


async def test_an_edited_order_is_found_and_announced_again_as_it_is(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await edit(shop, order_id, {"lines": [{"sku": "BOOK", "quantity": 1}]})
    found = await shop.http.get("/orders", params={"q": "novel"})
    assert [one["number"] for one in found.json()["items"]] == ["1001"]
    assert (await shop.http.get("/orders", params={"sku": "LAMP"})).json()["items"] == []
    async with shop.transaction() as tx:
        told = (await read_next_orders(tx, None, None)).events
    edited, placed_again = [one for one in told if isinstance(one, OrderEdited | OrderPlaced)]
    assert (edited.sequence, edited.lines[0].sku, edited.totals.gross, placed_again.totals.gross) == (
        2,
        "BOOK",
        Decimal("10.00"),
        Decimal("25.00"),
    )


async def test_of_edits_and_a_cancellation_at_once_each_is_done_on_what_it_saw_or_told(shop: ShopService) -> None:
    for _ in range(5):
        order_id = (await placed(shop)).order_id
        answers = await asyncio.gather(
            *(edit(shop, order_id, {"lines": [{"line_no": 1, "quantity": units}]}) for units in (3, 4)),
            shop.post(f"/orders/{order_id}/cancel", {}, headers={"If-Match": '"1"'}),
        )
        done = [answer.status_code for answer in answers]
        assert sorted(done)[0] == 200
        assert all(status in (409, 412) for status in sorted(done)[1:])
        told = [type(one).__name__ for one in await shop.announced() if one.key == str(order_id)]
        assert told == ["OrderPlaced", "OrderCancelled" if done[2] == 200 else "OrderEdited"]
