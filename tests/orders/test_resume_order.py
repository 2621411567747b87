"""Resuming an order brings back what it was before, and nothing is lost."""

from shared.schemas.orders import HoldOrder, OrderResumed, ResumeOrder
from tests.orders.ordering import history, placed, seen
from tests.orders.upstream_events import payment_recorded, shipped
from tests.support.bodies import order
from tests.support.service import ShopService


async def test_resuming_brings_back_the_status(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(payment_recorded(order_id, "25.00"))
    await shop.deliver(HoldOrder(order_id=order_id, reason="address to be checked"))
    response = await shop.post(f"/orders/{order_id}/resume")
    assert response.status_code == 200
    assert (response.json()["status"], response.json()["hold"]) == ("processing_awaiting_shipment", None)
    resumed = (await shop.announced())[-1]
    assert isinstance(resumed, OrderResumed)
    assert (resumed.order_id, resumed.sequence, resumed.by) == (order_id, 4, "alice")
    assert (await history(shop, order_id))[-1] == ("alice", "resumed")


async def test_resuming_twice_has_the_effect_of_once(shop: ShopService) -> None:
    order_id = (await placed(shop, order(hold_reason="address to be checked"))).order_id
    first = await shop.post(f"/orders/{order_id}/resume")
    again = await shop.post(f"/orders/{order_id}/resume")
    await shop.deliver(ResumeOrder(order_id=order_id))
    assert (again.status_code, again.json()) == (200, first.json())
    assert await shop.announced_types() == ["OrderPlaced", "OrderResumed"]


async def test_resuming_an_order_that_is_not_held_changes_nothing(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    before = await seen(shop, order_id)
    response = await shop.post(f"/orders/{order_id}/resume")
    assert (response.status_code, response.json()) == (200, before)
    assert await shop.announced_types() == ["OrderPlaced"]


async def test_an_order_paid_and_shipped_while_it_was_held_is_completed_once_resumed(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(shipped(order_id), HoldOrder(order_id=order_id, reason="address to be checked"))
    await shop.deliver(payment_recorded(order_id, "25.00"))
    response = await shop.post(f"/orders/{order_id}/resume")
    assert response.json()["status"] == "completed_shipped"
