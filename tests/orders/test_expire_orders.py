"""Unpaid orders expire: once, when their time is over, and never while something else than money is waited for."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.orders.usecases.expire_orders import expire_due, expire_orders
from shared.schemas.orders import CancelCode, OrderCancelled
from tests.orders.ordering import history, place, placed, seen
from tests.orders.settings_api import row, save_terms
from tests.orders.upstream_events import (
    credit_note_issued,
    payment_failed,
    payment_pending,
    payment_recorded,
    payment_reminder,
    payment_reversed,
    shipped,
    unshipped,
)
from tests.support.bodies import order
from tests.support.clock import Clock
from tests.support.service import ShopService

IMPORT = {"occurred_at": "2026-02-01T10:00:00Z"}


async def new(shop: ShopService, body: dict[str, Any] | None = None) -> UUID:
    """An order by card, which expires after 72 hours: on 5 March at 10:00."""
    return (await placed(shop, body)).order_id


async def expire(shop: ShopService, *, limit: int = 100) -> int:
    async with shop.transaction() as tx:
        return await expire_orders(tx, limit=limit)


async def statuses(shop: ShopService, *order_ids: UUID) -> list[str]:
    return [(await seen(shop, order_id))["status"] for order_id in order_ids]


async def expires_at(shop: ShopService, order_id: UUID) -> str | None:
    at: str | None = (await seen(shop, order_id))["terms"]["expires_at"]
    return at


async def cancellations(shop: ShopService) -> list[OrderCancelled]:
    return [event for event in await shop.announced() if isinstance(event, OrderCancelled)]


async def test_an_order_that_is_not_paid_in_time_is_cancelled_by_the_shops_rule_once(
    shop: ShopService, clock: Clock
) -> None:
    order_id = await new(shop)
    assert await expires_at(shop, order_id) == "2026-03-05T10:00:00Z"
    clock.pass_by(hours=71.9)
    assert await expire(shop) == 0
    clock.pass_by(hours=0.2)
    assert [await expire(shop), await expire(shop)] == [1, 0]

    answer = await seen(shop, order_id)
    assert (answer["status"], answer["terms"]["expires_at"]) == ("cancelled", None)
    cancellation = answer["cancellation"]
    assert (cancellation["reason"], cancellation["reason_code"], cancellation["by"]) == (None, "expired", "orders")
    (event,) = await cancellations(shop)
    assert (event.reason_code, event.reason, event.by) == (CancelCode.EXPIRED, None, "orders")
    assert (event.notify_customer, event.sequence) == (True, 2)
    assert event.cancelled_at == datetime(2026, 3, 5, 10, 6, tzinfo=UTC)
    assert await history(shop, order_id) == [("storefront", "placed"), ("orders", "cancelled")]
    entries = (await shop.http.get(f"/orders/{order_id}/history")).json()["items"]
    assert entries[1]["detail"] == {"reason": None, "code": "expired", "notify_customer": True}
    assert (await shop.snapshots())[-1].status == "cancelled"


async def test_the_clock_stands_still_on_hold_and_begins_again_with_the_end_of_it(
    shop: ShopService, clock: Clock
) -> None:
    order_id = await new(shop)
    from_the_start = await new(shop, order(hold_reason="gift"))
    await shop.post(f"/orders/{order_id}/hold", {"reason": "address"})
    clock.pass_by(days=30)
    assert await expire(shop) == 0
    assert [await expires_at(shop, one) for one in (order_id, from_the_start)] == [None, None]
    for one in (order_id, from_the_start):
        await shop.post(f"/orders/{one}/resume", {})
    assert [await expires_at(shop, one) for one in (order_id, from_the_start)] == ["2026-04-04T10:00:00Z"] * 2
    clock.pass_by(hours=73)
    assert await expire(shop) == 2
    assert await statuses(shop, order_id, from_the_start) == ["cancelled", "cancelled"]


async def test_what_is_paid_in_part_does_not_expire_until_that_is_taken_back(shop: ShopService, clock: Clock) -> None:
    order_id = await new(shop)
    await shop.deliver(payment_recorded(order_id, "5.00"))
    clock.pass_by(days=30)
    assert (await expire(shop), await expires_at(shop, order_id)) == (0, None)
    await shop.deliver(payment_reversed(order_id, "5.00"))
    began_again = await expires_at(shop, order_id)
    assert began_again
    clock.at = datetime.fromisoformat(began_again)
    assert (await expire(shop), await statuses(shop, order_id)) == (1, ["cancelled"])


async def test_an_order_whose_payment_is_on_its_way_waits_until_that_has_failed(
    shop: ShopService, clock: Clock
) -> None:
    failing, coming = await new(shop), await new(shop)
    pending = payment_pending(failing)
    await shop.deliver(pending, payment_pending(coming))
    await shop.deliver(pending.model_copy(update={"again": True}))
    clock.pass_by(days=30)
    assert (await expire(shop), await expires_at(shop, failing)) == (0, None)
    await shop.deliver(payment_failed(failing), payment_recorded(coming, "25.00", sequence=3))
    assert await history(shop, failing) == [
        ("storefront", "placed"),
        ("psp", "payment_pending"),
        ("psp", "payment_failed"),
    ]
    clock.pass_by(days=4)
    assert await expire(shop) == 1
    assert await statuses(shop, failing, coming) == ["cancelled", "processing_awaiting_shipment"]


async def test_it_expires_a_whole_period_after_the_last_reminder(shop: ShopService, clock: Clock) -> None:
    order_id = await new(shop)
    clock.pass_by(hours=48)
    first, by_hand = payment_reminder(order_id, at=clock.at), payment_reminder(order_id, at=clock.at, level=None)
    await shop.deliver(first)
    assert await expires_at(shop, order_id) == "2026-03-07T10:00:00Z"
    clock.pass_by(hours=24)
    await shop.deliver(first.model_copy(update={"again": True, "sequence": 9}), by_hand)
    assert (await expire(shop), await expires_at(shop, order_id)) == (0, "2026-03-07T10:00:00Z")
    assert await history(shop, order_id) == [("storefront", "placed"), ("billing", "reminded"), ("alice", "reminded")]
    entries = (await shop.http.get(f"/orders/{order_id}/history")).json()["items"]
    assert (entries[1]["detail"]["level"], entries[1]["detail"]["amount"]) == (1, "25.00")
    clock.pass_by(hours=48)
    assert (await expire(shop), await statuses(shop, order_id)) == (1, ["cancelled"])


WAITS_NO_MORE: dict[str, Callable[[ShopService, UUID], Awaitable[object]]] = {
    "paid": lambda shop, one: shop.deliver(payment_recorded(one, "25.00")),
    "gone": lambda shop, one: shop.deliver(shipped(one)),
    "credited": lambda shop, one: shop.deliver(credit_note_issued(one, "25.00")),
    "cancelled": lambda shop, one: shop.post(f"/orders/{one}/cancel", {}),
}


@pytest.mark.parametrize("why", WAITS_NO_MORE)
async def test_nothing_expires_that_waits_for_no_money_or_has_left(shop: ShopService, clock: Clock, why: str) -> None:
    order_id = await new(shop)
    await WAITS_NO_MORE[why](shop, order_id)
    clock.pass_by(days=30)
    told = len(await shop.announced())
    assert (await expire(shop), await expires_at(shop, order_id)) == (0, None)
    assert len(await shop.announced()) == told


async def test_goods_that_come_back_begin_the_clock_again(shop: ShopService, clock: Clock) -> None:
    order_id = await new(shop)
    await shop.deliver(shipped(order_id))
    await shop.deliver(unshipped(order_id))
    assert await expires_at(shop, order_id) is not None


async def test_what_is_brought_over_and_what_pays_by_transfer_waits_for_ever(shop: ShopService, clock: Clock) -> None:
    imported = await shop.post("/orders", order(**IMPORT))
    transfer = await new(shop, order(payment={"method": "Virement bancaire"}))
    assert imported.json()["terms"] == {"ships_unpaid": False, "expires_after_h": None, "expires_at": None}
    clock.pass_by(days=3000)
    assert (await expire(shop), await expires_at(shop, transfer)) == (0, None)


async def test_an_order_placed_late_waits_from_when_it_came_in(shop: ShopService, clock: Clock) -> None:
    order_id = await new(shop, order(placed_at="2026-01-01T00:00:00Z"))
    assert await expires_at(shop, order_id) == "2026-03-05T10:00:00Z"


async def test_an_order_with_a_record_that_is_parked_waits_as_that_may_be_its_payment(
    shop: ShopService, clock: Clock
) -> None:
    order_id = await new(shop)
    async with shop.transaction() as tx:
        await tx.execute(
            'INSERT INTO parked (topic, partition, "offset", key, headers, state, attempts, next_attempt_at, error)'
            " VALUES ('billing.events', 0, 7, $1, '[]', 'dead', 5, now(), 'bug')",
            str(order_id),
        )
    clock.pass_by(days=30)
    assert await expire(shop) == 0
    async with shop.transaction() as tx:
        await tx.execute("DELETE FROM parked")
    assert await expire(shop) == 1


async def test_what_an_older_process_has_put_on_hold_does_not_expire_though_it_stands_as_due(
    shop: ShopService, clock: Clock
) -> None:
    order_id = await new(shop)
    async with shop.transaction() as tx:
        await tx.execute("UPDATE orders SET hold = 'requested', hold_sequence = 1 WHERE order_id = $1", order_id)
    clock.pass_by(days=30)
    assert [await expire(shop), await expire(shop)] == [1, 0]
    assert await cancellations(shop) == []


async def test_several_processes_expire_each_order_once_and_wait_for_none_that_is_worked_on(
    shop: ShopService, clock: Clock
) -> None:
    order_ids = [await new(shop) for _ in range(9)]
    clock.pass_by(days=4)
    async with shop.transaction(locking=[order_ids[0]]):
        await asyncio.gather(*(expire(shop, limit=5) for _ in range(4)))
        await expire_due(shop.database)
        assert await statuses(shop, order_ids[0]) == ["processing_awaiting_payment"]
    await expire_due(shop.database)
    assert await statuses(shop, *order_ids) == ["cancelled"] * 9
    assert sorted(event.order_id for event in await cancellations(shop)) == sorted(order_ids)


async def test_a_process_that_dies_in_the_middle_leaves_all_to_the_next(shop: ShopService, clock: Clock) -> None:
    order_ids = [await new(shop) for _ in range(3)]
    clock.pass_by(days=4)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError), match="terminating connection|is closed"):
        await _killed(shop)
    assert await statuses(shop, *order_ids) == ["processing_awaiting_payment"] * 3
    await expire_due(shop.database)
    assert len(await cancellations(shop)) == 3


async def test_a_batch_is_a_handful_of_statements_however_many_are_due(shop: ShopService, clock: Clock) -> None:
    await shop.deliver(*[place() for _ in range(30)])
    clock.pass_by(days=4)
    assert await shop.statements_of(expire_orders) == 4


async def test_a_payment_at_the_moment_of_expiry_ends_paid_and_standing_or_cancelled_and_owed(
    shop: ShopService, clock: Clock
) -> None:
    order_ids = [await new(shop) for _ in range(12)]
    clock.pass_by(days=4)

    async def pay_each() -> None:
        for order_id in order_ids:
            await shop.deliver(payment_recorded(order_id, "25.00"))

    await asyncio.gather(pay_each(), *(expire(shop, limit=2) for _ in range(4)))
    cancelled = {event.order_id for event in await cancellations(shop)}
    for order_id in order_ids:
        answer = await seen(shop, order_id)
        assert (answer["status"], answer["payment_status"], answer["balance"]) == (
            ("cancelled", "cancelled", "25.00")
            if order_id in cancelled
            else ("processing_awaiting_shipment", "paid", "0.00")
        )


async def test_a_payment_waits_for_an_expiry_that_was_first_and_is_owed_back(shop: ShopService, clock: Clock) -> None:
    order_id = await new(shop)
    clock.pass_by(days=4)
    async with shop.transaction() as tx:
        assert await expire_orders(tx) == 1
        paying = asyncio.create_task(shop.deliver(payment_recorded(order_id, "25.00")))
        await asyncio.sleep(0)
    await paying
    answer = await seen(shop, order_id)
    assert (answer["status"], answer["balance"]) == ("cancelled", "25.00")
    listed = (await shop.http.get("/orders", params={"to_refund": True})).json()["items"]
    assert [one["order_id"] for one in listed] == [str(order_id)]


async def test_terms_that_change_meanwhile_change_nothing_of_an_order_that_is_there(
    shop: ShopService, clock: Clock
) -> None:
    order_id = await new(shop)
    await save_terms(shop, row("card", expires_after_h=1))
    clock.pass_by(hours=2)
    assert (await expire(shop), await statuses(shop, order_id)) == (0, ["processing_awaiting_payment"])


async def _killed(shop: ShopService) -> None:
    """Its session ends before it commits, as that of a process does that is killed."""
    async with shop.transaction() as tx:
        await expire_orders(tx)
        pid = await tx.fetchval("SELECT pg_backend_pid()")
        async with shop.reading() as queries:
            await queries.fetchval("SELECT pg_terminate_backend($1, 5000)", pid)
