"""What returns knows of orders: what was ordered and how much of it has left."""

import itertools
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from shared.schemas.event import Event
from shared.schemas.orders import OrderPlaced
from tests.returns.parcels import shipped, unshipped
from tests.support.orders import cancelled, edited, placed
from tests.support.service import ShopService, token


async def test_a_placed_order_is_known_with_its_lines(returns: ShopService) -> None:
    order = placed(lines={"LAMP": 2})
    await returns.deliver(order)
    assert await known(returns, order) == {
        "order_id": str(order.order_id),
        "number": "1001",
        "customer_reference": "C-17",
        "cancelled": False,
        "lines": [
            {"line_no": 1, "sku": "LAMP", "quantity": 2, "title": "Lamp", "ships": True, "shipped": 0, "returnable": 0}
        ],
        "returns": [],
    }
    assert await returns.announced() == []


async def test_many_orders_are_known_at_once(returns: ShopService) -> None:
    orders = [placed(lines={"LAMP": number}) for number in range(1, 6)]
    await returns.deliver(*orders, *orders)
    assert [(await known(returns, order))["lines"][0]["quantity"] for order in orders] == [1, 2, 3, 4, 5]


async def test_an_edited_order_has_what_is_ordered_now_whatever_comes_first(returns: ShopService) -> None:
    order = placed(lines={"LAMP": 2})
    await returns.deliver(edited(order, sequence=3, lines={"LAMP": 5}))
    await returns.deliver(order, edited(order, sequence=2, lines={"LAMP": 9}))
    assert [line["quantity"] for line in (await known(returns, order))["lines"]] == [5]


async def test_what_was_ordered_never_changes(returns: ShopService) -> None:
    order = placed(lines={"LAMP": 2})
    await returns.deliver(order)
    await returns.deliver(placed(order.order_id, lines={"CHAIR": 9}))
    assert [line["sku"] for line in (await known(returns, order))["lines"]] == ["LAMP"]


async def test_what_is_sent_again_comes_back_once(returns: ShopService) -> None:
    order = placed(lines={"LAMP": 2})
    again = shipped(order, sequence=5).model_copy(update={"shipment_id": uuid7(), "replaces": uuid7()})
    await returns.deliver(order)
    await returns.deliver(shipped(order))
    await returns.deliver(again)
    assert [line["shipped"] for line in (await known(returns, order))["lines"]] == [2]


async def test_what_has_left_is_known(returns: ShopService) -> None:
    order = placed(lines={"LAMP": 2, "CHAIR": 1})
    await returns.deliver(order)
    await returns.deliver(shipped(order))
    await returns.deliver(shipped(order))
    assert await left(returns, order) == {"LAMP": 2, "CHAIR": 1}


async def test_a_parcel_that_had_not_left_after_all_cannot_come_back(returns: ShopService) -> None:
    order = placed(lines={"LAMP": 2})
    await returns.deliver(order, shipped(order), unshipped(order))
    assert await left(returns, order) == {"LAMP": 0}
    await returns.deliver(shipped(order, sequence=4))
    assert await left(returns, order) == {"LAMP": 2}


@pytest.mark.parametrize("arrival", list(itertools.permutations(range(4))))
async def test_news_may_come_in_any_order(returns: ShopService, arrival: tuple[int, ...]) -> None:
    order = placed(lines={"LAMP": 2})
    news: list[Event] = [order, shipped(order, sequence=2), unshipped(order, sequence=3), cancelled(order)]
    for position in arrival:
        await returns.deliver(news[position])
    assert await left(returns, order) == {"LAMP": 0}
    assert (await known(returns, order))["cancelled"] is True


async def test_an_order_cancelled_before_it_came_is_known_as_cancelled(returns: ShopService) -> None:
    order = placed(lines={"LAMP": 2})
    await returns.deliver(cancelled(order))
    assert await known(returns, order) == {
        "order_id": str(order.order_id),
        "number": None,
        "customer_reference": None,
        "cancelled": True,
        "lines": [],
        "returns": [],
    }
    await returns.deliver(order)
    assert ((await known(returns, order))["number"], (await known(returns, order))["cancelled"]) == ("1001", True)


async def test_an_order_nobody_placed_is_not_found(returns: ShopService) -> None:
    answer = await returns.http.get(f"/orders/{uuid7()}")
    assert (answer.status_code, answer.json()["type"]) == (404, "order-not-found")


async def test_reading_needs_the_right_to_read(returns: ShopService) -> None:
    async with returns.client(token("orders:read")) as other:
        for path in (f"/orders/{uuid7()}", "/returns", f"/returns/{uuid7()}"):
            assert (await other.get(path)).status_code == 403


async def known(returns: ShopService, order: OrderPlaced) -> dict[str, Any]:
    answer = await returns.http.get(f"/orders/{order.order_id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def left(returns: ShopService, order: OrderPlaced) -> dict[str, int]:
    return {line["sku"]: line["shipped"] for line in (await known(returns, order))["lines"]}
