"""What may be done with an order now is told by the rules that refuse the rest."""

from typing import Any
from uuid import UUID

import pytest

from tests.orders.ordering import course, placed, seen
from tests.orders.upstream_events import fulfilment_held, invoicing_held, payment_recorded, shipped, unshipped
from tests.support.bodies import order
from tests.support.service import ShopService

EDIT = ["edit", "edit_shipping_price", "change_customer"]


async def may(shop: ShopService, order_id: UUID) -> list[str]:
    answer: list[str] = (await seen(shop, order_id))["may"]
    return answer


async def test_a_new_order_may_be_held_and_cancelled(shop: ShopService) -> None:
    assert await may(shop, (await placed(shop)).order_id) == ["hold", *EDIT, "cancel"]


async def test_a_held_order_may_be_resumed_and_cancelled(shop: ShopService) -> None:
    order_id = (await placed(shop, order(hold_reason="address to be checked"))).order_id
    assert await may(shop, order_id) == ["resume", *EDIT, "cancel"]
    await shop.deliver(invoicing_held(order_id, 1), fulfilment_held(order_id, 1))
    assert await may(shop, order_id) == ["resume", *EDIT, "cancel"]


async def test_goods_that_have_left_are_not_cancelled_until_they_are_marked_as_not_shipped(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(shipped(order_id))
    assert await may(shop, order_id) == ["hold", "edit", "change_customer"]
    await shop.deliver(unshipped(order_id))
    assert await may(shop, order_id) == ["hold", *EDIT, "cancel"]


@pytest.mark.parametrize(("body", "price"), [(course(), "30.00"), (order(), "25.00")])
async def test_a_completed_order_is_not_held(shop: ShopService, body: dict[str, Any], price: str) -> None:
    placement = await placed(shop, body)
    await shop.deliver(payment_recorded(placement.order_id, price))
    if any(line.ships for line in placement.lines):
        await shop.deliver(shipped(placement.order_id))
    assert "hold" not in await may(shop, placement.order_id)


async def test_nothing_may_be_done_with_a_cancelled_order(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    answer = await shop.post(f"/orders/{order_id}/cancel", {"reason": "changed her mind"})
    assert answer.json()["may"] == await may(shop, order_id) == []
