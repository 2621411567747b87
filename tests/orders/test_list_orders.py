"""The list of orders: newest first, filtered, in pages."""

from decimal import Decimal
from typing import Any

import pytest

from shared.schemas.orders import CancelOrder
from tests.orders.ordering import course, placed
from tests.orders.upstream_events import payment_recorded, shipped
from tests.support.bodies import ZOE, line, order, totals
from tests.support.service import ShopService

MARCH = "2026-03-0{}T09:30:00Z"
LEO = {"name": "Léo Petit", "email": "Leo.Petit@example.org", "billing_address": {"country": "FR"}}


async def numbers(shop: ShopService, **filters: Any) -> list[str]:
    response = await shop.http.get("/orders", params=filters)
    assert response.status_code == 200, response.text
    return [one["number"] for one in response.json()["items"]]


@pytest.fixture
async def five(shop: ShopService) -> ShopService:
    """1001 new of Zoé; 1002 paid course of Léo; 1003 shipped; 1004 held; 1005 cancelled, the oldest."""
    await placed(shop, order(placed_at=MARCH.format(2), reference="WEB-1"))
    paid = await placed(shop, course(placed_at=MARCH.format(3), customer=LEO))
    both = order(
        placed_at=MARCH.format(4),
        lines=[line(), line("BOOK", 1, "10.00", "10.00", vat_rate="5.5")],
        totals=totals("30.31", "4.69", "35.00"),
    )
    gone = await placed(shop, both)
    await placed(shop, order(placed_at=MARCH.format(5), hold_reason="address to be checked"))
    off = await placed(shop, order(placed_at=MARCH.format(1)))
    await shop.deliver(
        payment_recorded(paid.order_id, "30.00"), shipped(gone.order_id), CancelOrder(order_id=off.order_id)
    )
    return shop


async def test_the_newest_comes_first_by_the_date_it_was_placed(five: ShopService) -> None:
    assert await numbers(five) == ["1004", "1003", "1002", "1001", "1005"]


async def test_an_order_in_the_list_shows_what_staff_look_for(five: ShopService) -> None:
    response = await five.http.get("/orders", params={"q": "1002"})
    (shown,) = response.json()["items"]
    shown.pop("order_id")
    assert shown == {
        "number": "1002",
        "reference": None,
        "placed_at": "2026-03-03T09:30:00Z",
        "customer_name": "Léo Petit",
        "customer_email": "Leo.Petit@example.org",
        "customer_phone": None,
        "currency": "EUR",
        "gross": "30.00",
        "balance": "0.00",
        "on_its_way": "0.00",
        "status": "completed",
        "payment_status": "paid",
        "payment_state": "paid",
        "shipment_status": "not_shipped",
        "hold": "none",
        "ships": False,
        "goods_ready": False,
        "pickup_ready": False,
        "parcel_left_at": None,
        "pieces": 1,
        "credited_pieces": 0,
        "line_count": 1,
        "lines": [{"title": "Video course", "quantity": 1, "credited": 0}],
        "delivery": None,
        "custom_status": None,
        "exchange_for": None,
    }


async def test_a_row_names_the_first_goods_of_many_and_how_they_leave(shop: ShopService) -> None:
    lines = [line("LAMP", number, "12.50", str(number * Decimal("12.50"))) for number in range(1, 8)]
    body = order(lines=lines, totals=totals("291.67", "58.33", "350.00"), shipping={"method": "Colissimo"})
    await placed(shop, body)
    (shown,) = (await shop.http.get("/orders")).json()["items"]
    assert (shown["pieces"], shown["line_count"], len(shown["lines"])) == (28, 7, 5)
    assert shown["lines"][1] == {"title": "Desk lamp", "quantity": 2, "credited": 0}
    assert shown["delivery"] == {"method": "Colissimo", "kind": "delivery"}


async def neighbours(shop: ShopService, number: str, **filters: Any) -> list[str | None]:
    (found,) = (await shop.http.get("/orders", params={"q": f"#{number}"})).json()["items"]
    response = await shop.http.get(f"/orders/{found['order_id']}/neighbours", params=filters)
    assert response.status_code == 200, response.text
    return [one and one["number"] for one in (response.json()["newer"], response.json()["older"])]


@pytest.mark.parametrize(
    ("number", "filters", "found"),
    [
        ("1003", {}, ["1004", "1002"]),
        ("1004", {}, [None, "1003"]),
        ("1005", {}, ["1001", None]),
        ("1003", {"payment_status": "not_paid"}, ["1004", "1001"]),
        ("1002", {"status": ["on_hold", "cancelled"]}, ["1004", "1005"]),
        ("1002", {"q": "zoé"}, ["1003", "1001"]),
        ("1002", {"q": "zoé", "amount_from": "30"}, ["1003", None]),
        ("1001", {"status": "completed_shipped"}, [None, None]),
    ],
)
async def test_from_an_order_one_goes_to_the_next_of_the_list_it_was_found_in(
    five: ShopService, number: str, filters: dict[str, Any], found: list[str | None]
) -> None:
    """Also from one that has left the list, as it was shipped meanwhile."""
    assert await neighbours(five, number, **filters) == found


async def test_an_order_that_is_not_there_has_no_neighbours(shop: ShopService) -> None:
    response = await shop.http.get("/orders/01a2079d-a873-700c-ad13-56490193f63c/neighbours")
    assert (response.status_code, response.json()["type"]) == (404, "not-found")


FILTERED: list[tuple[dict[str, Any], list[str]]] = [
    ({"status": "on_hold"}, ["1004"]),
    ({"status": "completed"}, ["1002"]),
    ({"status": "cancelled"}, ["1005"]),
    ({"payment_status": "not_paid"}, ["1004", "1003", "1001"]),
    ({"shipment_status": "shipped"}, ["1003"]),
    ({"status": ["on_hold", "cancelled"]}, ["1004", "1005"]),
    ({"status": ["completed", "completed"]}, ["1002"]),
    ({"status": ["on_hold", "completed"], "payment_status": "paid"}, ["1002"]),
    ({"status": ["on_hold", "completed"], "q": "zoé"}, ["1004"]),
    ({"payment_status": ["paid", "cancelled"]}, ["1002", "1005"]),
    ({"shipment_status": ["shipped", "cancelled"]}, ["1003", "1005"]),
    (
        {"shipment_status": ["shipped", "not_shipped"], "payment_status": ["paid", "not_paid"], "held": False},
        ["1003", "1002", "1001"],
    ),
    ({"payment_state": "paid"}, ["1002"]),
    ({"payment_state": "credited"}, []),
    ({"payment_state": ["credited", "not_paid"]}, ["1004", "1003", "1001"]),
    ({"status": ["on_hold", "completed"], "payment_state": ["paid", "credited"]}, ["1002"]),
    ({"payment_status": "paid", "payment_state": ["paid", "cancelled"]}, ["1002"]),
    ({"unsettled": True}, ["1005"]),
    ({"unsettled": False}, ["1004", "1003", "1002", "1001"]),
    ({"amount_from": "30"}, ["1003", "1002"]),
    ({"amount_from": "30", "amount_to": "30.00"}, ["1002"]),
    ({"amount_to": "29.99", "currency": "EUR", "status": "cancelled"}, ["1005"]),
    ({"currency": "JPY"}, []),
    ({"held": True}, ["1004"]),
    ({"held": False}, ["1003", "1002", "1001", "1005"]),
    ({"sku": "BOOK"}, ["1003"]),
    ({"sku": "LAMP", "payment_status": "not_paid", "held": False}, ["1003", "1001"]),
    ({"from": "2026-03-03T09:30:00Z", "to": "2026-03-05T00:00:00Z"}, ["1003", "1002"]),
    ({"from": "2026-03-04T23:00:00-02:00"}, ["1004"]),
    ({"q": "1003"}, ["1003"]),
    ({"q": "100"}, []),
    ({"q": "WEB-1"}, ["1001"]),
    ({"q": "léo"}, ["1002"]),
    ({"q": "LÉO PET"}, ["1002"]),
    ({"q": "Petit"}, ["1002"]),
    ({"q": "mart zo"}, ["1004", "1003", "1001", "1005"]),
    ({"q": "MARTIN Léo"}, []),
    ({"q": "leo petit@exam"}, ["1002"]),
    ({"q": "@example.org 1001"}, ["1001"]),
    ({"q": "06 12 34", "held": True}, ["1004"]),
    ({"q": "web1"}, ["1001"]),
    ({"q": "#1003"}, ["1003"]),
    ({"q": "boo"}, ["1003"]),
    ({"q": "boo", "sku": "LAMP", "amount_from": "35"}, ["1003"]),
    ({"q": "boo", "sku": "COURSE"}, []),
    ({"sku": "book"}, []),
    ({"q": "leo.petit@"}, ["1002"]),
    ({"q": "zoé", "held": True}, ["1004"]),
    ({"q": "%"}, []),
    ({"q": "_oé"}, []),
    ({"q": "\\"}, []),
    ({"q": "'; DROP TABLE orders; --"}, []),
    ({"q": "' & 'zoe':* | !('x' <-> \\'"}, []),
    ({"q": "':*"}, []),
    ({"sku": "'; DROP TABLE orders; --"}, []),
]
"""Filters, and the numbers of the orders they find."""


async def test_the_list_is_filtered_whether_a_page_is_full_or_not(five: ShopService) -> None:
    for filters, found in FILTERED:
        assert await numbers(five, **filters) == found, filters
        assert await numbers(five, **filters, limit=len(found) or 1) == found, filters


async def test_pages_follow_each_other_without_gap_or_double(five: ShopService) -> None:
    seen, after = [], None
    while True:
        page = (await five.http.get("/orders", params={"limit": 2} | ({"after": after} if after else {}))).json()
        seen.append([one["number"] for one in page["items"]])
        after = page["next"]
        if not after:
            break
    assert seen == [["1004", "1003"], ["1002", "1001"], ["1005"]]


async def test_orders_of_the_same_moment_are_paged_too(shop: ShopService) -> None:
    for _ in range(5):
        await placed(shop, order(placed_at=MARCH.format(2), customer=ZOE))
    first = (await shop.http.get("/orders", params={"limit": 3})).json()
    rest = (await shop.http.get("/orders", params={"limit": 3, "after": first["next"]})).json()
    found = [one["number"] for one in first["items"] + rest["items"]]
    assert (len(first["items"]), sorted(found), rest["next"]) == (3, ["1001", "1002", "1003", "1004", "1005"], None)


@pytest.mark.parametrize(
    "filters",
    [
        {"status": "shiny"},
        {"status": ["completed", "shiny"]},
        {"unsettled": "often"},
        {"amount_from": "12,50"},
        {"amount_from": "1e3"},
        {"amount_to": "12345678901"},
        {"currency": "euro"},
        {"payment_status": "maybe"},
        {"held": "perhaps"},
        {"limit": 0},
        {"limit": 201},
        {"after": "nonsense"},
        {"after": "WyJ4IiwgInkiXQ=="},
        {"after": "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwgIjAxODkwYTVkLWFjOTYtNzc0Yi1iY2NlLWIzMDIwOTlhODA1NyJd"},
        {"q": "a\0b"},
        {"sku": "a\0b"},
        {"from": "2026-03-03"},
        {"from": "2026-03-03T09:30:00"},
        {"from": "0001-01-01T00:00:00+14:00"},
        {"to": "9999-12-31T23:59:59-14:00"},
    ],
)
async def test_what_no_list_can_be_filtered_by_is_refused(shop: ShopService, filters: dict[str, Any]) -> None:
    response = await shop.http.get("/orders", params=filters)
    assert response.status_code == 422, response.text
    assert response.headers["content-type"] == "application/problem+json"


async def test_an_order_that_does_not_exist_is_not_found(shop: ShopService) -> None:
    for path in (
        "/orders/01890a5d-ac96-774b-bcce-b302099a8057",
        "/orders/01890a5d-ac96-774b-bcce-b302099a8057/history",
    ):
        response = await shop.http.get(path)
        assert (response.status_code, response.json()["type"]) == (404, "not-found")
    assert (await shop.http.get("/orders/17")).status_code == 422


async def test_a_long_history_comes_in_pages_oldest_first(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    for sequence in (2, 3):
        await shop.deliver(payment_recorded(order_id, "1.00", sequence=sequence))
    path = f"/orders/{order_id}/history"
    first = (await shop.http.get(path, params={"limit": 2})).json()
    rest = (await shop.http.get(path, params={"limit": 2, "after": first["next"]})).json()
    actions = [[one["action"] for one in page["items"]] for page in (first, rest)]
    assert actions == [["placed", "payment_recorded"], ["payment_recorded"]]
    assert (await shop.http.get(path, params={"after": "WyJ4Il0="})).status_code == 422
