"""Whoever is reminded gets what goes to their address: nobody is sent the invoices of somebody else."""

from datetime import UTC, date, datetime

import pytest

from services.billing.usecases.take_back import TAKE_BACK
from shared.messaging.take_back import Unknown
from shared.schemas.billing import PaymentReminderIssued
from tests.billing.reminding import order_due, remind, reminders, save, seen
from tests.support.clock import Clock
from tests.support.orders import CUSTOMER, customer_changed, edited, held, resumed
from tests.support.service import ShopService, empty

DAY = datetime(2026, 11, 15, 9, tzinfo=UTC)


async def test_an_order_that_is_somebody_elses_now_is_reminded_of_apart(billing: ShopService, clock: Clock) -> None:
    await save(billing)
    first = await order_due(billing, date(2026, 11, 5), clock, number="1001")
    second = await order_due(billing, date(2026, 11, 5), clock, number="1002")
    clock.at = DAY
    await billing.deliver(customer_changed(first, name="Max Petit", email="max@new.example"))
    assert sorted(map(_orders, await remind(billing))) == [["1001"], ["1002"]]
    listed = (await billing.http.get("/overdue")).json()["items"]
    assert {one["number"]: one["customer_name"] for one in listed} == {"1001": "Max Petit", "1002": "Zoé Martin"}
    clock.pass_by(hours=25)
    await billing.post(f"/orders/{first.order_id}/reminders", {})
    assert _orders((await reminders(billing))[-1]) == ["1001"]
    # Put right again, also in other letters, they are one customer's.
    await billing.deliver(customer_changed(first, sequence=3, email=(CUSTOMER.email or "").upper()))
    clock.pass_by(hours=25)
    preview = (await billing.http.get(f"/orders/{second.order_id}/reminders/preview")).json()["content"]
    assert [one["order_number"] for one in preview["invoices"]] == ["1002", "1001"]


async def test_what_is_overdue_already_changes_hands_too(billing: ShopService, clock: Clock) -> None:
    await save(billing)
    first = await order_due(billing, date(2026, 11, 5), clock, number="1001")
    await order_due(billing, date(2026, 11, 5), clock, number="1002")
    clock.at = DAY
    one, beside = await remind(billing)
    assert (_orders(one), beside.part_of) == (["1001", "1002"], first.order_id)
    await billing.deliver(customer_changed(first, email="max@new.example"))
    # Its mail waits still, and goes to the new address: the other's invoice is not in it any more.
    now = (await billing.http.get(f"/reminders/{one.reminder_id}")).json()["content"]
    assert [listed["order_number"] for listed in now["invoices"]] == ["1001"]
    clock.at = datetime(2027, 1, 1, 9, tzinfo=UTC)
    assert sorted(map(_orders, await remind(billing))) == [["1001"], ["1002"]]


async def test_orders_without_an_address_and_addresses_that_are_alike_are_nobodys_but_their_own(
    billing: ShopService, clock: Clock
) -> None:
    await save(billing)
    for number, email in (("1", None), ("2", None), ("3", "strasse@example.com"), ("4", "straße@example.com")):
        customer = CUSTOMER.model_copy(update={"email": email})
        await order_due(billing, date(2026, 11, 5), clock, number=number, customer=customer)
    clock.at = DAY
    assert sorted(map(_orders, await remind(billing)))[-2:] == [["3"], ["4"]]
    assert all(len(_orders(one)) == 1 for one in await reminders(billing))


@pytest.mark.parametrize("waits", [False, True])
async def test_an_edited_order_is_of_its_present_customer(billing: ShopService, clock: Clock, waits: bool) -> None:
    await save(billing)
    first = await order_due(billing, date(2026, 11, 5), clock, number="1001")
    await order_due(billing, date(2026, 11, 5), clock, number="1002")
    clock.at = DAY
    if waits:
        await billing.deliver(held(first, sequence=2))
    max_petit = CUSTOMER.model_copy(update={"email": "max@new.example"})
    await billing.deliver(edited(first, sequence=3, lines={"LAMP": 5}, customer=max_petit))
    if waits:
        await billing.deliver(resumed(first, sequence=4))
    clock.at = datetime(2026, 12, 26, 9, tzinfo=UTC)
    assert sorted(map(_orders, await remind(billing))) == [["1001"], ["1002"]]


def _orders(said: PaymentReminderIssued) -> list[str]:
    return [one.order_number for one in said.content.invoices]


async def test_whoever_has_no_address_is_not_reminded_and_comes_to_no_level_until_there_is_one(
    billing: ShopService, clock: Clock
) -> None:
    await save(billing)
    order = await order_due(
        billing, date(2026, 11, 5), clock, customer=CUSTOMER.model_copy(update={"email": None}), number="1001"
    )
    clock.at, path = DAY, f"/orders/{order.order_id}"
    assert await remind(billing) == []
    told = await seen(billing, order.order_id)
    assert (told["level"], told["frozen"], told["refusal"], told["sent"]) == (0, "no_address", "no-address", [])
    (listed,) = (await billing.http.get("/overdue")).json()["items"]
    assert (listed["level"], listed["frozen"]) == (0, "no_address")
    for answer in (await billing.post(f"{path}/reminders", {}), await billing.http.get(f"{path}/reminders/preview")):
        assert (answer.status_code, answer.json()["type"]) == (409, "no-address")
        assert answer.json()["detail"] == (
            "the customer of order 1001 has no e-mail address: change the order's customer to have one"
        )
    await billing.deliver(customer_changed(order, email="zoe@new.example"))
    assert [one.level for one in await remind(billing)] == [1]


async def test_of_another_invoice_nobody_was_reminded_yet(billing: ShopService, clock: Clock) -> None:
    await save(billing)
    order = await order_due(billing, date(2026, 11, 5), clock)
    for at in (DAY, datetime(2027, 1, 1, 9, tzinfo=UTC)):
        clock.at = at
        await remind(billing)
    path = f"/orders/{order.order_id}"
    await billing.post(f"{path}/payments", {})
    await billing.post(f"{path}/payments/reverse", {"reason": "came back"})
    assert (await seen(billing, order.order_id))["level"] == 2
    await billing.post(f"{path}/payments", {})
    await billing.deliver(edited(order, sequence=3, lines={"LAMP": 5}))
    told = await seen(billing, order.order_id)
    assert (told["level"], told["text"]) == (0, 0)
    clock.at = datetime(2027, 2, 10, 9, tzinfo=UTC)
    assert [(one.level, one.content.text) for one in await remind(billing)] == [(1, 1)]
    announced, now_told = await billing.announced(), await seen(billing, order.order_id)
    await empty(billing.database)
    await save(billing)
    async with billing.database.transaction(taking_back=True) as tx:
        await TAKE_BACK.take(tx, Unknown(announced, [order, edited(order, sequence=3, lines={"LAMP": 5})]))
    assert (await seen(billing, order.order_id))["level"] == now_told["level"] == 1
