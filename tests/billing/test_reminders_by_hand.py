"""Staff send a reminder of what is still to be paid, and are told why they may not."""

from datetime import UTC, date, datetime
from uuid import UUID

from services.billing.settings import InvoiceSettings
from shared.clock import now
from shared.stored_settings import save_settings
from tests.billing.reminding import order_due, reminders, save, seen
from tests.support.clock import Clock
from tests.support.orders import cancelled, held, placed, resumed
from tests.support.service import ShopService, token


async def test_staff_remind_by_hand_and_are_told_why_not(billing: ShopService, clock: Clock) -> None:
    await save(billing, automatic=False)
    order, clock_before = placed(), datetime(2026, 3, 2, 10, tzinfo=UTC)
    clock.at = clock_before
    await billing.deliver(order)
    path = f"/orders/{order.order_id}"
    preview = (await billing.http.get(f"{path}/reminders/preview")).json()["content"]
    assert (preview["text"], preview["totals"]) == (0, [{"due": "25.00", "currency": "EUR"}])
    done = await billing.post(f"{path}/reminders", {"text": 0}, key="once")
    assert (done.status_code, done.json()["text"], done.json()["by"]) == (201, 0, "alice")
    assert (await billing.post(f"{path}/reminders", {"text": 0}, key="once")).json() == done.json()
    (event,) = await reminders(billing)
    assert (event.level, event.by, event.content.invoices[0].number) == (None, "alice", "FA-2026-000001")
    again = await billing.post(f"{path}/reminders", {})
    assert (again.status_code, again.json()["type"]) == (409, "reminded-lately")
    stands = await seen(billing, order.order_id)
    assert (stands["refusal"], stands["not_before"], stands["hours_between"]) == (
        "reminded-lately",
        "2026-03-03T10:00:00Z",
        24,
    )
    clock.pass_by(hours=25)
    assert "remind" in (await billing.http.get(path)).json()["may"]
    await billing.deliver(held(order))
    assert (await billing.post(f"{path}/reminders", {})).json()["type"] == "order-on-hold"
    await billing.deliver(resumed(order, sequence=3))
    await billing.post(f"{path}/payments/expect", {})
    assert (await billing.post(f"{path}/reminders", {})).json()["type"] == "payment-pending"
    await billing.post(f"{path}/payments", {})
    assert (await billing.post(f"{path}/reminders", {})).json()["type"] == "nothing-due"
    await billing.deliver(cancelled(order, sequence=4))
    assert (await billing.post(f"{path}/reminders", {})).json()["type"] == "order-cancelled"
    assert (await billing.post(f"{path}/reminders", {"text": 5})).json()["type"] == "invalid-request"
    assert (await billing.post(f"/orders/{UUID(int=7)}/reminders", {})).status_code == 404
    fetcher = billing.client(token("documents:read"))
    assert (await fetcher.get(f"/reminders/{event.reminder_id}")).json()["content"] is None
    assert (await fetcher.get("/overdue")).status_code == 403
    await fetcher.aclose()


async def test_before_the_day_is_over_customers_are_told_only_what_is_to_be_paid_until_when(
    billing: ShopService, clock: Clock
) -> None:
    order = await order_due(billing, date(2026, 4, 1), clock)
    path = f"/orders/{order.order_id}/reminders"
    assert ((await seen(billing, order.order_id))["text"], (await seen(billing, order.order_id))["texts"]) == (0, [0])
    for body in ({"text": 1}, {"text": 4}, {"text": 4, "out_of_turn": True}):
        refused = await billing.post(path, body)
        assert (refused.status_code, refused.json()["type"]) == (409, "not-overdue-yet")
    assert "it is to be paid by 2026-04-01, which text 0 says" in refused.json()["detail"]
    assert (await billing.http.get(f"{path}/preview", params={"text": 4})).json()["type"] == "not-overdue-yet"
    assert (await billing.post(path, {})).json()["text"] == 0


async def test_each_text_is_sent_once_the_one_before_it_was_unless_somebody_means_it(
    billing: ShopService, clock: Clock
) -> None:
    await save(billing, automatic=False)
    order = await order_due(billing, date(2026, 4, 1), clock)
    clock.at = datetime(2026, 4, 2, 9, tzinfo=UTC)
    path = f"/orders/{order.order_id}/reminders"
    refused = await billing.post(path, {"text": 2})
    assert (refused.status_code, refused.json()["type"], refused.json()["errors"][0]["at"]) == (
        409,
        "text-out-of-turn",
        "body/text",
    )
    assert (await billing.post(path, {})).json()["text"] == 1
    assert (await seen(billing, order.order_id))["texts"] == [1, 2]
    clock.pass_by(hours=25)
    assert (await billing.post(path, {"text": 4, "out_of_turn": True})).status_code == 201
    assert (await seen(billing, order.order_id))["texts"] == [1, 2, 3, 4]


async def test_what_waits_for_its_invoice_is_reminded_of_by_its_order(billing: ShopService) -> None:
    async with billing.transaction() as tx:
        await save_settings(tx, InvoiceSettings(invoicing="on_payment"), expected_version=0, at=now(), by="alice")
    order = placed()
    await billing.deliver(order)
    assert (await billing.post(f"/orders/{order.order_id}/reminders", {})).status_code == 201
    (event,) = await reminders(billing)
    (listed,) = event.content.invoices
    assert (listed.order_number, listed.number, str(listed.due)) == ("1001", None, "25.00")
    still = (await billing.http.get(f"/reminders/{event.reminder_id}")).json()["content"]
    assert still["totals"] == [{"due": "25.00", "currency": "EUR"}]


async def test_part_of_it_paid_the_reminder_says_the_rest(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    await billing.post(f"/orders/{order.order_id}/reminders", {})
    (event,) = await reminders(billing)
    await billing.post(f"/orders/{order.order_id}/payments", {"amount": "20.00"})
    said = (await billing.http.get(f"/reminders/{event.reminder_id}")).json()["content"]
    assert (said["invoices"][0]["due"], said["totals"]) == ("5.00", [{"due": "5.00", "currency": "EUR"}])


async def test_one_whose_order_is_held_before_it_goes_out_waits_and_is_over_once_it_is_paid(
    billing: ShopService,
) -> None:
    order = placed()
    await billing.deliver(order)
    await billing.post(f"/orders/{order.order_id}/reminders", {})
    (event,) = await reminders(billing)

    async def stands() -> tuple[bool, str | None]:
        said = (await billing.http.get(f"/reminders/{event.reminder_id}")).json()
        return said["content"] is not None, said["waits"]

    assert await stands() == (True, None)
    await billing.deliver(held(order))
    assert await stands() == (False, "held")
    await billing.deliver(resumed(order, sequence=3))
    assert await stands() == (True, None)
    await billing.post(f"/orders/{order.order_id}/payments/expect", {})
    assert await stands() == (False, "payment_pending")
    await billing.post(f"/orders/{order.order_id}/payments", {})
    assert await stands() == (False, None)
    await billing.deliver(held(order, sequence=4))
    assert await stands() == (False, None)
