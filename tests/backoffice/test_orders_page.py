"""The page of the list of orders: what it asks of the orders service, and what it shows of the answer."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.backoffice.office import Office

ORDER = {
    "order_id": "01a2079d-a873-700c-ad13-56490193f63c",
    "number": "1003",
    "reference": None,
    "placed_at": "2026-11-23T08:55:02.516475Z",
    "customer_name": "<script>alert(1)</script>",
    "customer_email": None,
    "customer_phone": "+33 6 12 34 56 78",
    "currency": "EUR",
    "gross": "25.00",
    "status": "on_hold",
    "payment_status": "not_paid",
    "shipment_status": "not_shipped",
    "hold": "requested",
    "balance": "-25.00",
    "ships": True,
    "goods_ready": False,
    "pieces": 1,
    "line_count": 1,
    "lines": [{"title": "<b>Lamp</b>", "quantity": 1}],
    "delivery": {"method": "<i>Colissimo</i>", "kind": "delivery"},
}
Asked = list[httpx.QueryParams]


@pytest.fixture
def orders(office: Office) -> Callable[..., Asked]:
    """Makes the orders service answer with these orders; gives what it was asked, as it comes in."""

    def answer_with(*listed: dict[str, Any], next_page: str | None = None, known: bool = True) -> Asked:
        asked: Asked = []

        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/counts"):
                return httpx.Response(200, json={"on_hold": 12_345})
            if request.url.path == "/custom-statuses":
                return httpx.Response(200, json={"custom_statuses": []})
            asked.append(request.url.params)
            if not known and "after" in request.url.params:
                return httpx.Response(422, json={"type": "bad-cursor", "detail": "no such page"})
            return httpx.Response(200, json={"items": list(listed), "next": next_page})

        office.api.state.client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        return asked

    return answer_with


async def test_a_shop_without_orders_is_told_how_they_come_in(office: Office, orders: Callable[..., Asked]) -> None:
    orders()
    page = await (await office.desk()).get("/orders")
    assert "No orders yet. They appear here by themselves" in page.text
    assert "No order matches." not in page.text


async def test_filters_that_nothing_matches_lead_back_to_all_orders(
    office: Office, orders: Callable[..., Asked]
) -> None:
    orders()
    page = await (await office.desk()).get("/orders?sku=LAMP")
    assert "No order matches." in page.text
    assert '<a href="/orders">Show all orders</a>' in page.text


async def test_orders_are_asked_for_by_instants_while_people_choose_days(
    office: Office, orders: Callable[..., Asked]
) -> None:
    asked = orders()
    await (await office.desk()).get(
        "/orders?q=zoe&status=on_hold&status=completed&unsettled=true&from=2026-07-01&to=2026-07-31&after=abc"
    )
    assert asked[0].multi_items() == [
        ("q", "zoe"),
        ("status", "completed"),
        ("status", "on_hold"),
        ("status", "completed_shipped"),
        ("status", "completed_picked_up"),
        ("unsettled", "true"),
        ("from", "2026-07-01T00:00:00+02:00"),
        ("to", "2026-08-01T00:00:00+02:00"),
        ("after", "abc"),
        ("limit", "50"),
    ]


@pytest.mark.parametrize(("ready", "word"), [(False, "To prepare"), (True, "Ready for pickup")])
async def test_a_pickup_that_is_paid_in_the_shop_says_what_work_it_is(
    office: Office, orders: Callable[..., Asked], ready: bool, word: str
) -> None:
    unpaid = {"status": "processing_awaiting_payment", "hold": "none", "goods_ready": True, "pickup_ready": ready}
    asked = orders(ORDER | unpaid | {"delivery": {"method": "Comptoir", "kind": "pickup"}})
    page = await (await office.desk()).get("/orders?to_pick_up=true")
    assert asked[0]["to_pick_up"] == "true"
    (cell,) = re.findall(r'<td class="mark shipping">(.*?)</td>', page.text, re.DOTALL)
    assert word in cell
    (tab,) = re.findall(r'aria-current="page"><span>(.*?)</span>', page.text.partition('class="tabs"')[2])
    assert tab == "To pick up"


async def test_instead_of_a_page_that_is_gone_the_first_one_is_shown(
    office: Office, orders: Callable[..., Asked]
) -> None:
    asked = orders(ORDER, known=False)
    page = await (await office.desk()).get("/orders?after=nonsense")
    assert page.status_code == 200
    assert "This page of the list does not exist any more." in page.text
    assert ">1003</a>" in page.text
    assert ["after" in one for one in asked] == [True, False]


async def test_what_customers_write_is_shown_and_not_run(office: Office, orders: Callable[..., Asked]) -> None:
    orders(ORDER)
    page = await (await office.desk()).get("/orders", params={"q": '"><script>', "status": "<img src=x>"})
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script>" not in page.text
    assert "<img" not in page.text
    assert "&lt;b&gt;Lamp&lt;/b&gt;" in page.text
    assert "&lt;i&gt;Colissimo&lt;/i&gt;" in page.text
    assert "Hold requested" in page.text


async def test_typing_changes_the_address_and_choosing_adds_one(office: Office, orders: Callable[..., Asked]) -> None:
    orders(ORDER, next_page="more")
    desk = await office.desk()
    asked = "/orders?q=zoe&sku=&from="
    typed = await desk.get(asked, headers={"HX-Request": "true", "HX-Trigger": "search"})
    chosen = await desk.get(f"{asked}&after=abc", headers={"HX-Request": "true", "HX-Boosted": "true"})
    by_itself = await desk.get(asked, headers={"HX-Request": "true", "HX-Trigger": "page"})
    assert typed.headers["hx-replace-url"] == "/orders?q=zoe"
    assert chosen.headers["hx-push-url"] == "/orders?q=zoe&after=abc"
    assert not {"hx-replace-url", "hx-push-url"} & set(by_itself.headers)
    assert 'href="/orders?q=zoe&amp;after=more"' in typed.text
