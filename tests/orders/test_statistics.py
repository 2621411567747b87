"""What needs doing, and what was ordered on each day of the shop."""

from typing import Any

import pytest

from shared.schemas.orders import CancelOrder
from tests.orders.ordering import course, picked_up, placed
from tests.orders.upstream_events import payment_recorded, pickup_ready, shipped, slip_ready
from tests.support.bodies import line, order, totals
from tests.support.service import ShopService


async def days(shop: ShopService, first: str, last: str) -> Any:
    response = await shop.http.get("/orders/days", params={"from": first, "to": last})
    assert response.status_code == 200, response.text
    return response.json()["items"]


async def test_an_empty_shop_has_nothing_to_do(shop: ShopService) -> None:
    response = await shop.http.get("/orders/counts")
    assert response.json() == {
        "to_ship": 0,
        "on_hold": 0,
        "awaiting_payment": 0,
        "unsettled_cancellations": 0,
        "ready_to_ship": 0,
        "waiting_for_stock": 0,
        "to_pick_up": 0,
        "to_invoice": 0,
        "to_refund": 0,
        "owed_to_customers": [],
    }
    assert await days(shop, "2026-03-01", "2026-03-31") == []


async def test_what_needs_doing_is_counted(shop: ShopService) -> None:
    to_ship = await placed(shop)
    off = await placed(shop)
    done = await placed(shop, course())
    for _ in range(3):
        await placed(shop)
    for _ in range(2):
        await placed(shop, order(hold_reason="address to be checked"))
    await shop.deliver(
        payment_recorded(to_ship.order_id, "25.00"),
        payment_recorded(done.order_id, "30.00"),
        CancelOrder(order_id=off.order_id),
    )
    response = await shop.http.get("/orders/counts")
    assert response.json() == {
        "to_ship": 1,
        "on_hold": 2,
        "awaiting_payment": 3,
        "unsettled_cancellations": 1,
        "ready_to_ship": 0,
        "waiting_for_stock": 1,
        "to_pick_up": 0,
        "to_invoice": 0,
        "to_refund": 0,
        "owed_to_customers": [],
    }


async def test_orders_and_their_total_are_told_for_each_day_without_the_cancelled_ones(shop: ShopService) -> None:
    await placed(shop, order(placed_at="2026-03-02T09:30:00Z"))
    await placed(shop, course(placed_at="2026-03-02T18:00:00Z"))
    off = await placed(shop, order(placed_at="2026-03-02T19:00:00Z"))
    lost = await placed(shop, order(placed_at="2026-03-04T09:00:00Z"))
    await shop.deliver(CancelOrder(order_id=off.order_id), CancelOrder(order_id=lost.order_id))
    assert await days(shop, "2026-03-01", "2026-03-04") == [
        {"day": "2026-03-02", "currency": "EUR", "orders": 2, "gross": "55.00", "cancelled": 1},
        {"day": "2026-03-04", "currency": "EUR", "orders": 0, "gross": "0.00", "cancelled": 1},
    ]
    assert await days(shop, "2026-03-03", "2026-03-03") == []


async def test_currencies_are_not_added_up(shop: ShopService) -> None:
    kimono = [line("KIMONO", 1, "5000", "5000", vat_rate="10")]
    await placed(shop, order(placed_at="2026-03-02T09:30:00Z"))
    await placed(
        shop,
        order(placed_at="2026-03-02T09:30:00Z", currency="JPY", lines=kimono, totals=totals("4545", "455", "5000")),
    )
    assert await days(shop, "2026-03-02", "2026-03-02") == [
        {"day": "2026-03-02", "currency": "EUR", "orders": 1, "gross": "25.00", "cancelled": 0},
        {"day": "2026-03-02", "currency": "JPY", "orders": 1, "gross": "5000", "cancelled": 0},
    ]


async def test_a_day_lasts_from_midnight_to_midnight_in_paris_also_when_the_clock_is_changed(shop: ShopService) -> None:
    for at in ("2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"):
        await placed(shop, order(placed_at=at))
    told = await days(shop, "2026-03-28", "2026-03-30")
    assert [(one["day"], one["orders"]) for one in told] == [("2026-03-28", 1), ("2026-03-29", 2), ("2026-03-30", 1)]


async def test_a_quarter_is_told_at_once_and_no_more(shop: ShopService) -> None:
    assert await days(shop, "2026-01-01", "2026-04-02") == []
    response = await shop.http.get("/orders/days", params={"from": "2026-01-01", "to": "2026-04-03"})
    assert (response.status_code, response.json()["type"]) == (422, "bad-period")
    assert response.json()["detail"] == "a period of 93 days is too long; ask for at most 92"


@pytest.mark.parametrize(
    "period",
    [
        {},
        {"from": "2026-03-02"},
        {"from": "2026-03-02", "to": "2026-03-01"},
        {"from": "2026-02-30", "to": "2026-03-01"},
        {"from": "0001-01-01", "to": "0001-01-02"},
        {"from": "9999-12-31", "to": "9999-12-31"},
        {"from": "2026-03-02T09:30:00Z", "to": "2026-03-03"},
        {"from": "yesterday", "to": "today"},
    ],
)
async def test_a_period_that_is_none_is_refused(shop: ShopService, period: dict[str, str]) -> None:
    response = await shop.http.get("/orders/days", params=period)
    assert response.status_code == 422, response.text


async def test_figures_are_for_those_who_may_read_orders(shop: ShopService) -> None:
    async with shop.client(None) as stranger:
        for path in ("/orders/counts", "/orders/days?from=2026-03-01&to=2026-03-02"):
            assert (await stranger.get(path)).status_code == 401


async def test_what_is_ready_is_counted_and_listed_apart_from_what_waits_for_stock(shop: ShopService) -> None:
    ready, waiting, to_pick_up, to_prepare = [
        await placed(shop, body) for body in (order(), order(), picked_up(), picked_up())
    ]
    for one in (ready, waiting, to_pick_up, to_prepare):
        await shop.deliver(payment_recorded(one.order_id, "25.00"))
    await shop.deliver(slip_ready(ready.order_id), slip_ready(to_pick_up.order_id))
    assert (await shop.http.get("/orders/counts")).json()["to_pick_up"] == 1
    await shop.deliver(pickup_ready(to_pick_up.order_id, sequence=3))
    counts = (await shop.http.get("/orders/counts")).json()
    names = ("to_ship", "ready_to_ship", "waiting_for_stock", "to_pick_up")
    assert [counts[name] for name in names] == [2, 1, 2, 1]
    over, gone = [await placed(shop, order()) for _ in range(2)]
    await shop.deliver(slip_ready(over.order_id), slip_ready(gone.order_id), shipped(gone.order_id, sequence=3))
    await shop.deliver(CancelOrder(order_id=over.order_id))
    for goods_ready, found in (("true", [to_pick_up, ready]), ("false", [to_prepare, waiting])):
        response = await shop.http.get("/orders", params={"goods_ready": goods_ready})
        assert {one["number"] for one in response.json()["items"]} == {one.number for one in found}


async def test_what_is_paid_in_the_shop_is_work_of_pickups_from_the_start(shop: ShopService) -> None:
    here, _, parcel, held, gone = [
        await placed(shop, body)
        for body in (picked_up(), picked_up(), order(), picked_up(hold_reason="to be checked"), picked_up())
    ]
    await shop.deliver(*(slip_ready(one.order_id) for one in (here, parcel, held, gone)))
    await shop.deliver(shipped(gone.order_id, sequence=3))

    async def to_pick_up(**also: str) -> tuple[int, list[str]]:
        listed = await shop.http.get("/orders", params={"to_pick_up": "true"} | also)
        counts = (await shop.http.get("/orders/counts")).json()
        return counts["to_pick_up"], [one["number"] for one in listed.json()["items"]]

    assert await to_pick_up() == (1, [here.number])
    await shop.deliver(pickup_ready(here.order_id, sequence=3))
    assert await to_pick_up() == (1, [here.number])
    assert await to_pick_up(status="on_hold") == (1, [])
    await shop.deliver(payment_recorded(here.order_id, "25.00"))
    assert await to_pick_up() == (1, [here.number])
    others = await shop.http.get("/orders", params={"to_pick_up": "false"})
    assert len(others.json()["items"]) == 4
    await shop.deliver(shipped(here.order_id, sequence=4))
    assert await to_pick_up() == (0, [])
