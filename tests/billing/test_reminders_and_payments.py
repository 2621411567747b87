"""Nobody is reminded of what is paid, or off, or on hold; once a payment is taken back they are again."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from services.billing.usecases.find_overdue import find_overdue
from services.billing.usecases.remind import remind_some
from shared.schemas.billing import PaymentReminderIssued
from tests.billing.reminding import order_due, remind, reminders, save, seen
from tests.support.clock import Clock
from tests.support.orders import CUSTOMER, cancelled, held, resumed
from tests.support.service import ShopService


@pytest.mark.parametrize("end", ["paid", "credited", "cancelled", "held", "pending"])
async def test_what_is_settled_or_waits_is_not_reminded_of(billing: ShopService, clock: Clock, end: str) -> None:
    await save(billing)
    order = await order_due(billing, date(2026, 11, 5), clock)
    clock.at = datetime(2026, 11, 15, 9, tzinfo=UTC)
    await find_overdue(billing.database)
    path, then = f"/orders/{order.order_id}", (None, None)
    match end:
        case "paid":
            await billing.post(f"{path}/payments", {})
        case "credited":
            await billing.post("/credit-notes", {"order_id": str(order.order_id), "amount": "25.00"})
        case "cancelled":
            await billing.deliver(cancelled(order))
        case "held":
            await billing.deliver(held(order))
            then = ("25.00", "held")
        case "pending":
            await billing.post(f"{path}/payments/expect", {})
            then = ("25.00", "payment_pending")
    assert await remind(billing) == []
    told = await seen(billing, order.order_id)
    assert (told["overdue"], told["frozen"]) == then
    if end == "held":
        await billing.deliver(resumed(order, sequence=3))
    elif end == "pending":
        await billing.post(f"{path}/payments/fail", {})
    elif end == "paid":
        await billing.post(f"{path}/payments/reverse", {"reason": "came back"})
    else:
        return
    assert [one.level for one in await remind(billing)] == [1]


async def test_a_payment_that_is_taken_back_re_arms_the_same_level(billing: ShopService, clock: Clock) -> None:
    await save(billing)
    order = await order_due(billing, date(2026, 11, 5), clock)
    clock.at = datetime(2026, 11, 15, 9, tzinfo=UTC)
    assert [one.level for one in await remind(billing)] == [1]
    await billing.post(f"/orders/{order.order_id}/payments", {})
    assert (await seen(billing, order.order_id))["next"] is None
    clock.at = datetime(2026, 12, 20, 9, tzinfo=UTC)
    await billing.post(f"/orders/{order.order_id}/payments/reverse", {"reason": "refused by the bank"})
    assert (await seen(billing, order.order_id))["next"] == {"level": 2, "on": "2026-12-31"}
    clock.at = datetime(2026, 12, 31, 9, tzinfo=UTC)
    assert [one.level for one in await remind(billing)] == [2]


async def test_a_payment_and_a_reminder_at_the_same_moment_never_remind_of_what_is_paid(
    billing: ShopService, clock: Clock
) -> None:
    await save(billing, per_minute=6000)
    orders = [
        await order_due(
            billing,
            date(2026, 11, 5),
            clock,
            number=str(number),
            customer=CUSTOMER.model_copy(update={"email": f"{number}@example.com"}),
        )
        for number in range(12)
    ]
    clock.at = datetime(2026, 11, 15, 9, tzinfo=UTC)
    await find_overdue(billing.database)

    async def at_once() -> None:
        async with billing.transaction() as tx:
            await remind_some(tx)

    await asyncio.gather(
        *(billing.post(f"/orders/{one.order_id}/payments", {}) for one in orders[:8]), at_once(), at_once()
    )
    for one in await billing.announced():
        if isinstance(one, PaymentReminderIssued) and one.order_id in {order.order_id for order in orders[:8]}:
            paid = (await billing.http.get(f"/orders/{one.order_id}")).json()
            assert one.sequence < paid["version"]  # it was issued before the payment
            assert (await billing.http.get(f"/reminders/{one.reminder_id}")).json()["content"] is None
    await remind(billing)
    issued = [one.order_id for one in await reminders(billing)]
    assert set(issued) >= {one.order_id for one in orders[8:]}
    assert len(issued) == len(set(issued))
