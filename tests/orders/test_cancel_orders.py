"""Cancelling: once, never after anything was shipped, and followed until all of it has happened."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.orders.usecases.cancel_orders import cancel_orders
from shared.schemas.orders import CancelOrder, CommandRejected, HoldOrder, OrderCancelled
from tests.orders.ordering import course, history, place, placed, seen
from tests.orders.upstream_events import (
    cancellation_invoice_issued,
    invoice_issued,
    invoicing_held,
    left_too_late,
    nothing_to_credit,
    payment_recorded,
    return_opened,
    shipped,
    slips_voided,
    unshipped,
)
from tests.support.service import ShopService

SORRY = {"reason": "changed her mind", "notify_customer": True}


async def progress(shop: ShopService, order_id: UUID) -> dict[str, Any]:
    cancellation: dict[str, Any] = (await seen(shop, order_id))["cancellation"]
    return cancellation


async def test_a_cancelled_order_is_announced_with_all_that_others_need(shop: ShopService) -> None:
    placed_order = await placed(shop)
    response = await shop.post(f"/orders/{placed_order.order_id}/cancel", SORRY)
    assert response.status_code == 200
    assert response.headers["etag"] == '"2"'
    answer = response.json()
    assert (answer["status"], answer["payment_status"], answer["shipment_status"]) == ("cancelled",) * 3
    cancellation = answer["cancellation"]
    assert (cancellation["reason"], cancellation["by"], cancellation["notify_customer"]) == (
        "changed her mind",
        "alice",
        True,
    )
    assert answer == await seen(shop, placed_order.order_id)
    cancelled = (await shop.announced())[-1]
    assert isinstance(cancelled, OrderCancelled)
    assert (cancelled.sequence, cancelled.number, cancelled.gross) == (2, "1001", Decimal("25.00"))
    assert (cancelled.lines, cancelled.customer) == (placed_order.lines, placed_order.customer)
    assert (cancelled.reason, cancelled.notify_customer, cancelled.by) == ("changed her mind", True, "alice")
    assert await history(shop, placed_order.order_id) == [("storefront", "placed"), ("alice", "cancelled")]


async def test_cancelling_twice_has_the_effect_of_once(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    first = await shop.post(f"/orders/{order_id}/cancel", SORRY)
    again = await shop.post(f"/orders/{order_id}/cancel", {"reason": "once more"})
    command = CancelOrder(order_id=order_id)
    await shop.deliver(command, command, CancelOrder(order_id=order_id))
    assert (again.status_code, again.json()) == (200, first.json())
    assert await shop.announced_types() == ["OrderPlaced", "OrderCancelled"]


async def test_the_same_order_twice_in_one_transaction_is_cancelled_once(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    async with shop.transaction() as tx:
        first, again = await cancel_orders(
            tx, [CancelOrder(order_id=order_id, reason="first"), CancelOrder(order_id=order_id, reason="second")]
        )
    assert first == again
    assert await shop.announced_types() == ["OrderPlaced", "OrderCancelled"]


async def test_many_who_cancel_at_the_same_moment_cancel_once(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    answers = await asyncio.gather(*(shop.post(f"/orders/{order_id}/cancel", SORRY) for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert await shop.announced_types() == ["OrderPlaced", "OrderCancelled"]


async def test_what_has_shipped_is_returned_and_not_cancelled(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(shipped(order_id, in_full=False))
    response = await shop.post(f"/orders/{order_id}/cancel", SORRY)
    assert (response.status_code, response.json()["type"]) == (409, "already-shipped")
    assert response.json()["detail"] == "goods of order 1001 have left: it cannot be cancelled any more"
    assert await shop.announced_types() == ["OrderPlaced"]


async def test_what_was_shipped_by_mistake_can_be_cancelled_once_it_is_back(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(shipped(order_id), unshipped(order_id))
    assert (await shop.post(f"/orders/{order_id}/cancel", SORRY)).status_code == 200


async def test_a_completed_course_can_be_cancelled_as_nothing_was_shipped(shop: ShopService) -> None:
    order_id = (await placed(shop, course())).order_id
    await shop.deliver(payment_recorded(order_id, "30.00"))
    assert (await shop.post(f"/orders/{order_id}/cancel", SORRY)).json()["status"] == "cancelled"


async def test_a_held_order_can_be_cancelled_and_its_hold_ends(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(HoldOrder(order_id=order_id, reason="address to be checked"), CancelOrder(order_id=order_id))
    await shop.deliver(invoicing_held(order_id, 2))
    shown = await seen(shop, order_id)
    assert (shown["status"], shown["hold"]) == ("cancelled", None)


async def test_an_order_that_does_not_exist_is_not_found(shop: ShopService) -> None:
    order_id = uuid7()
    response = await shop.post(f"/orders/{order_id}/cancel", SORRY)
    assert (response.status_code, response.json()["detail"]) == (404, f"there is no order {order_id}")


async def test_an_order_changed_since_it_was_read_is_not_cancelled(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(payment_recorded(order_id, "10.00"))
    stale = await shop.post(f"/orders/{order_id}/cancel", SORRY, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["detail"]) == (412, "order 1001 is at version 2, not 1")
    both = [("Idempotency-Key", "both"), ("If-Match", '"2"'), ("If-Match", '"1"')]
    assert (await shop.http.post(f"/orders/{order_id}/cancel", json=SORRY, headers=both)).status_code == 400
    fresh = await shop.post(f"/orders/{order_id}/cancel", SORRY, headers={"If-Match": '"2"'})
    again = await shop.post(f"/orders/{order_id}/cancel", SORRY, headers={"If-Match": '"2"'})
    assert (fresh.status_code, again.status_code) == (200, 200)
    assert again.json() == fresh.json()


async def test_refused_cancellations_from_the_topic_are_answered_and_the_others_go_on(shop: ShopService) -> None:
    first, gone, last = (await placed(shop)).order_id, (await placed(shop)).order_id, (await placed(shop)).order_id
    unknown = uuid7()
    await shop.deliver(shipped(gone))
    await shop.deliver(*(CancelOrder(order_id=order_id) for order_id in (first, unknown, gone, last)))
    announced = await shop.announced()
    assert [one.order_id for one in announced if isinstance(one, OrderCancelled)] == [first, last]
    rejected = [one for one in announced if isinstance(one, CommandRejected)]
    assert [(one.order_id, one.problem) for one in rejected] == [(unknown, "not-found"), (gone, "already-shipped")]
    assert {one.command for one in rejected} == {"backshop.orders.CancelOrder.v1"}


async def test_an_order_placed_and_cancelled_in_one_poll_is_both(shop: ShopService) -> None:
    command = place()
    await shop.deliver(command, CancelOrder(order_id=command.order_id))
    assert await shop.announced_types() == ["OrderPlaced", "OrderCancelled"]


async def test_a_cancelled_order_sent_again_is_not_placed_again(shop: ShopService) -> None:
    command = place()
    await shop.deliver(command, CancelOrder(order_id=command.order_id))
    await shop.deliver(command.model_copy())
    assert await shop.announced_types() == ["OrderPlaced", "OrderCancelled"]
    assert (await seen(shop, command.order_id))["status"] == "cancelled"


async def test_a_cancellation_is_settled_once_slips_are_void_and_the_invoice_is_credited(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(invoice_issued(order_id), CancelOrder(order_id=order_id, by="alice"))
    begun = await progress(shop, order_id)
    assert [begun[name] for name in ("slips_voided_at", "stock_restored_at", "credited_at", "settled_at")] == [None] * 4
    await shop.deliver(slips_voided(order_id))
    half = await progress(shop, order_id)
    assert half["slips_voided_at"] == half["stock_restored_at"] is not None
    assert (half["credited_at"], half["settled_at"]) == (None, None)
    await shop.deliver(cancellation_invoice_issued(order_id))
    done = await progress(shop, order_id)
    assert done["credited_at"] == done["settled_at"] is not None
    assert (await seen(shop, order_id))["credited"] == "25.00"
    assert await history(shop, order_id) == [
        ("storefront", "placed"),
        ("billing", "invoiced"),
        ("alice", "cancelled"),
        ("fulfilment", "slips_voided"),
        ("billing", "cancellation_invoiced"),
        ("orders", "cancellation_settled"),
    ]


async def test_the_parts_may_come_in_any_order_and_twice(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(CancelOrder(order_id=order_id))
    credited, voided = nothing_to_credit(order_id), slips_voided(order_id)
    await shop.deliver(credited)
    await shop.deliver(credited, voided)
    done = await progress(shop, order_id)
    assert done["settled_at"] is not None
    await shop.deliver(voided, slips_voided(order_id), nothing_to_credit(order_id))
    assert await progress(shop, order_id) == done
    assert [action for _, action in await history(shop, order_id)].count("cancellation_settled") == 1


async def test_when_the_parcel_left_at_the_same_moment_it_is_settled_once_its_return_is_open(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(CancelOrder(order_id=order_id))
    await shop.deliver(shipped(order_id), left_too_late(order_id), slips_voided(order_id), nothing_to_credit(order_id))
    shown = await seen(shop, order_id)
    assert (shown["status"], shown["shipment_status"]) == ("cancelled", "cancelled")
    assert (shown["cancellation"]["settled_at"], shown["cancellation"]["return_opened"]) == (None, None)
    await shop.deliver(return_opened(order_id))
    done = await progress(shop, order_id)
    assert done["return_opened"] == "RT-1"
    assert done["settled_at"] is not None


async def test_where_two_parcels_had_left_it_is_settled_once_both_returns_are_open(shop: ShopService) -> None:
    order_id, other = (await placed(shop)).order_id, uuid7()
    await shop.deliver(CancelOrder(order_id=order_id), slips_voided(order_id), nothing_to_credit(order_id))
    await shop.deliver(left_too_late(order_id), left_too_late(order_id, other), return_opened(order_id))
    assert (await progress(shop, order_id))["settled_at"] is None
    await shop.deliver(left_too_late(order_id), return_opened(order_id))
    assert (await progress(shop, order_id))["settled_at"] is None
    await shop.deliver(return_opened(order_id, other))
    assert (await progress(shop, order_id))["settled_at"] is not None


async def test_of_a_parcel_that_left_no_slip_is_said_to_be_void_and_no_stock_to_be_back(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(CancelOrder(order_id=order_id))
    nothing_void = slips_voided(order_id).model_copy(update={"slip_numbers": (), "released": ()})
    await shop.deliver(left_too_late(order_id), nothing_void, nothing_to_credit(order_id), return_opened(order_id))
    done = await progress(shop, order_id)
    assert (done["slips_voided_at"], done["stock_restored_at"]) == (None, None)
    assert done["parcel_left_at"] is not None
    assert (done["return_opened"], done["settled_at"] is not None) == ("RT-1", True)
    assert "slips_voided" not in [action for _, action in await history(shop, order_id)]


async def test_of_two_parcels_the_one_that_was_still_here_is_void(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(CancelOrder(order_id=order_id), left_too_late(order_id), slips_voided(order_id))
    half = await progress(shop, order_id)
    assert None not in (half["slips_voided_at"], half["stock_restored_at"], half["parcel_left_at"])
    assert ("fulfilment", "slips_voided") in await history(shop, order_id)


async def test_the_return_may_be_known_before_the_parcel_that_left(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(CancelOrder(order_id=order_id), slips_voided(order_id), return_opened(order_id))
    await shop.deliver(left_too_late(order_id), nothing_to_credit(order_id))
    done = await progress(shop, order_id)
    assert done["return_opened"] == "RT-1"
    assert done["settled_at"] is not None


async def test_a_payment_after_the_cancellation_leaves_it_cancelled(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(CancelOrder(order_id=order_id), payment_recorded(order_id, "25.00"))
    shown = await seen(shop, order_id)
    assert (shown["status"], shown["payment_status"], shown["paid"]) == ("cancelled", "cancelled", "25.00")


async def test_a_reason_is_not_needed(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    response = await shop.post(f"/orders/{order_id}/cancel", {})
    assert (response.status_code, response.json()["cancellation"]["notify_customer"]) == (200, False)


async def test_a_batch_costs_the_same_few_statements_however_many_orders_it_has(shop: ShopService) -> None:
    async def cost(orders: int) -> int:
        commands = [place() for _ in range(orders)]
        await shop.deliver(*commands)
        cancellations = [CancelOrder(order_id=command.order_id) for command in commands]
        return await shop.statements_of(lambda tx: cancel_orders(tx, cancellations))

    assert await cost(1) == await cost(50) == 2


async def test_a_parcel_that_turns_out_late_to_have_left_unsettles_the_cancellation_until_its_return_is_open(
    shop: ShopService,
) -> None:
    order_id = (await placed(shop)).order_id
    await shop.post(f"/orders/{order_id}/cancel", SORRY)
    await shop.deliver(slips_voided(order_id), nothing_to_credit(order_id))
    assert (await seen(shop, order_id))["cancellation"]["settled_at"]
    version = (await seen(shop, order_id))["version"]
    await shop.deliver(left_too_late(order_id))
    unsettled = await seen(shop, order_id)
    assert (unsettled["cancellation"]["settled_at"], unsettled["version"]) == (None, version + 1)
    assert [snapshot.settled for snapshot in await shop.snapshots()][-2:] == [True, False]
    await shop.deliver(return_opened(order_id))
    assert (await seen(shop, order_id))["cancellation"]["settled_at"]
    assert [action for _, action in await history(shop, order_id)].count("cancellation_settled") == 2
