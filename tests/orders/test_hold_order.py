"""Holding an order: asked for once, effective once billing and fulfilment have both applied it."""

from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from shared.schemas.orders import CancelOrder, CommandRejected, HoldOrder, OrderHeld, ResumeOrder
from tests.orders.ordering import course, history, placed, seen
from tests.orders.upstream_events import fulfilment_held, invoicing_held, payment_recorded, shipped
from tests.support.bodies import order
from tests.support.service import ShopService

WHY = {"reason": "address to be checked"}


async def hold(shop: ShopService, order_id: UUID) -> int:
    """Hold an order; returns the hold's sequence."""
    await shop.deliver(HoldOrder(order_id=order_id, by="alice", **WHY))
    held = (await shop.announced())[-1]
    assert isinstance(held, OrderHeld)
    return held.sequence


async def hold_state(shop: ShopService, order_id: UUID) -> str | None:
    shown = (await seen(shop, order_id))["hold"]
    return shown and str(shown["state"])


async def test_a_hold_is_requested_and_announced(shop: ShopService) -> None:
    placed_order = await placed(shop)
    response = await shop.post(f"/orders/{placed_order.order_id}/hold", WHY)
    assert response.status_code == 200
    assert response.headers["etag"] == '"2"'
    answer = response.json()
    assert answer["status"] == "on_hold"
    assert (answer["hold"]["state"], answer["hold"]["reason"], answer["hold"]["by"]) == (
        "requested",
        "address to be checked",
        "alice",
    )
    held = (await shop.announced())[-1]
    assert isinstance(held, OrderHeld)
    assert (held.order_id, held.sequence, held.reason, held.by) == (
        placed_order.order_id,
        2,
        "address to be checked",
        "alice",
    )
    assert await history(shop, placed_order.order_id) == [("storefront", "placed"), ("alice", "hold_requested")]


async def test_holding_twice_has_the_effect_of_once(shop: ShopService) -> None:
    placed_order = await placed(shop)
    first = await shop.post(f"/orders/{placed_order.order_id}/hold", WHY)
    again = await shop.post(f"/orders/{placed_order.order_id}/hold", {"reason": "another reason"})
    await shop.deliver(HoldOrder(order_id=placed_order.order_id, reason="and another"))
    assert (again.status_code, again.json()) == (200, first.json())
    assert await shop.announced_types() == ["OrderPlaced", "OrderHeld"]


async def test_a_hold_is_effective_once_both_have_applied_it(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    sequence = await hold(shop, order_id)
    await shop.deliver(invoicing_held(order_id, sequence))
    assert await hold_state(shop, order_id) == "requested"
    await shop.deliver(fulfilment_held(order_id, sequence))
    assert await hold_state(shop, order_id) == "effective"
    assert (await history(shop, order_id))[-1] == ("orders", "hold_effective")


async def test_a_confirmation_that_comes_twice_does_not_count_for_the_other(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    sequence = await hold(shop, order_id)
    await shop.deliver(invoicing_held(order_id, sequence))
    await shop.deliver(invoicing_held(order_id, sequence))
    assert await hold_state(shop, order_id) == "requested"


async def test_a_confirmation_of_an_earlier_hold_does_not_count_for_this_one(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    first = await hold(shop, order_id)
    await shop.deliver(ResumeOrder(order_id=order_id))
    second = await hold(shop, order_id)
    await shop.deliver(invoicing_held(order_id, second), fulfilment_held(order_id, first))
    assert await hold_state(shop, order_id) == "requested"
    await shop.deliver(fulfilment_held(order_id, second))
    assert await hold_state(shop, order_id) == "effective"


async def test_confirmations_that_come_after_the_order_was_resumed_hold_nothing(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    sequence = await hold(shop, order_id)
    await shop.deliver(ResumeOrder(order_id=order_id))
    await shop.deliver(invoicing_held(order_id, sequence), fulfilment_held(order_id, sequence))
    assert await hold_state(shop, order_id) is None


async def test_an_order_placed_on_hold_is_held_by_its_placement(shop: ShopService) -> None:
    order_id = (await placed(shop, order(hold_reason="address to be checked"))).order_id
    await shop.deliver(invoicing_held(order_id, 1), fulfilment_held(order_id, 1))
    assert await hold_state(shop, order_id) == "effective"


async def test_a_held_order_may_still_be_paid(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await hold(shop, order_id)
    await shop.deliver(payment_recorded(order_id, "25.00"))
    shown = await seen(shop, order_id)
    assert (shown["status"], shown["payment_status"]) == ("on_hold", "paid")


@pytest.mark.parametrize(("action", "body"), [("hold", WHY), ("resume", None)])
async def test_a_completed_order_is_neither_held_nor_resumed(
    shop: ShopService, action: str, body: dict[str, str] | None
) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(payment_recorded(order_id, "25.00"), shipped(order_id))
    response = await shop.post(f"/orders/{order_id}/{action}", body)
    assert (response.status_code, response.json()["type"]) == (409, "order-completed")
    assert response.json()["detail"] == "order 1001 is completed and can be neither held nor resumed"
    assert await shop.announced_types() == ["OrderPlaced"]


@pytest.mark.parametrize(("action", "body"), [("hold", WHY), ("resume", None)])
async def test_a_cancelled_order_is_neither_held_nor_resumed(
    shop: ShopService, action: str, body: dict[str, str] | None
) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(CancelOrder(order_id=order_id))
    response = await shop.post(f"/orders/{order_id}/{action}", body)
    assert (response.status_code, response.json()["type"]) == (409, "order-cancelled")


@pytest.mark.parametrize(("action", "body"), [("hold", WHY), ("resume", None)])
async def test_an_order_that_does_not_exist_is_not_found(
    shop: ShopService, action: str, body: dict[str, str] | None
) -> None:
    order_id = uuid7()
    response = await shop.post(f"/orders/{order_id}/{action}", body)
    assert (response.status_code, response.json()["detail"]) == (404, f"there is no order {order_id}")


async def test_a_refused_hold_from_the_topic_is_answered(shop: ShopService) -> None:
    unknown, paid_course = uuid7(), (await placed(shop, course())).order_id
    await shop.deliver(payment_recorded(paid_course, "30.00"))
    await shop.deliver(HoldOrder(order_id=unknown, **WHY), HoldOrder(order_id=paid_course, **WHY))
    rejected = [one for one in await shop.announced() if isinstance(one, CommandRejected)]
    assert [(one.command, one.order_id, one.problem) for one in rejected] == [
        ("backshop.orders.HoldOrder.v1", unknown, "not-found"),
        ("backshop.orders.HoldOrder.v1", paid_course, "order-completed"),
    ]


async def test_a_hold_needs_a_reason(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    for reason in ({}, {"reason": "  "}, {"reason": "x" * 4001}, {"reason": 17}):
        assert (await shop.post(f"/orders/{order_id}/hold", reason)).status_code == 422


async def test_an_order_placed_held_and_cancelled_in_one_poll_goes_through_all_three(shop: ShopService) -> None:
    placed_order = await placed(shop)
    order_id = placed_order.order_id
    await shop.deliver(
        HoldOrder(order_id=order_id, **WHY), ResumeOrder(order_id=order_id), CancelOrder(order_id=order_id)
    )
    announced = await shop.announced()
    assert [type(one).__name__ for one in announced] == ["OrderPlaced", "OrderHeld", "OrderResumed", "OrderCancelled"]
    assert [one.aggregate_version for one in announced] == [1, 2, 3, 4]
