"""Customers are reminded of what is overdue, by the dates of the schedule."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.billing.reminders.overdue import interest
from services.billing.reminders.schedule import Schedule, falls_on, latest, next_on
from services.billing.reminders.settings import CountedFrom, Level, ReminderSettings
from services.billing.usecases.announce_again import ANNOUNCE_AGAIN
from services.billing.usecases.take_back import TAKE_BACK
from shared.clock import now
from shared.messaging.take_back import Outcome, Unknown
from shared.schemas.billing import PaymentReminderIssued, ReminderContent
from tests.billing.reminding import order_due, remind, save, seen
from tests.billing.settings_api import save as save_section
from tests.support.clock import Clock
from tests.support.orders import CUSTOMER, placed
from tests.support.service import ShopService, empty


def test_levels_fall_on_the_days_that_are_written() -> None:
    due = date(2026, 11, 5)
    first, second, third = (
        Level(1, 10, CountedFrom.DUE_DATE, 1, None),
        Level(2, 30, CountedFrom.END_OF_MONTH, 2, None),
        Level(3, 10, CountedFrom.PREVIOUS, 3, None),
    )
    assert falls_on(first, due_on=due, reminded_on=None) == date(2026, 11, 15)
    assert falls_on(second, due_on=due, reminded_on=date(2026, 11, 15)) == date(2026, 12, 31)
    assert falls_on(third, due_on=due, reminded_on=date(2026, 12, 31)) == date(2027, 1, 10)
    assert falls_on(third, due_on=due, reminded_on=None) is None
    # What is looked for by an index is the same rule, from the other side.
    for level in (first, second):
        for days in range(800):
            today, start = date(2026, 1, 1) + timedelta(days=days), date(2026, 3, 31)
            day = falls_on(level, due_on=start, reminded_on=None)
            assert (day is not None and day <= today) is (start <= latest(level, today)), today
    settings = ReminderSettings(automatic=True, due_since=date(2026, 11, 6))
    assert next_on(Schedule(UUID(int=1), "zoe", due, Decimal(1), "EUR"), settings) is None


def test_a_business_owes_interest_to_the_cent() -> None:
    assert interest(Decimal("1234.50"), "EUR", rate=Decimal("12.15"), days=30) == Decimal("12.33")


async def test_each_level_goes_out_once_on_its_day_also_after_a_day_that_was_missed(
    billing: ShopService, clock: Clock
) -> None:
    await save(billing)
    order = await order_due(billing, date(2026, 11, 5), clock)
    issued = {}
    for day in range(80):
        clock.at = datetime(2026, 11, 5, 9, 30, tzinfo=UTC) + timedelta(days=day)
        if now().date() in (date(2026, 12, 31), date(2027, 1, 10)):
            continue  # nothing ran on that day
        for one in await remind(billing):
            issued[now().date().isoformat()] = (one.level, one.content.text, str(one.content.totals[0].due))
        assert await remind(billing) == []
    assert issued == {
        "2026-11-15": (1, 1, "25.00"),
        "2027-01-01": (2, 2, "25.00"),
        "2027-01-11": (3, 3, "25.00"),
    }
    told = await seen(billing, order.order_id)
    assert (told["level"], told["overdue"], told["due_on"], told["next"]) == (3, "25.00", "2026-11-05", None)
    assert [(one["level"], one["by"]) for one in told["sent"]] == [(1, None), (2, None), (3, None)]
    answer = (await billing.http.get("/overdue")).json()["items"]
    (listed,) = answer
    assert (listed["number"], listed["customer_name"], listed["days"], listed["level"]) == ("1001", "Zoé Martin", 79, 3)
    assert (await billing.http.get("/overdue", params={"level": 2})).json()["items"] == []
    assert (await billing.http.get("/overdue/counts")).json() == {"overdue": 1}


async def test_none_goes_out_before_its_hour_nor_while_reminders_are_off(billing: ShopService, clock: Clock) -> None:
    await save(billing, from_hour=10)
    order = await order_due(billing, date(2026, 11, 5), clock)
    clock.at = datetime(2026, 11, 15, 8, 59, tzinfo=UTC)  # 9:59 in Paris
    assert await remind(billing) == []
    assert (await seen(billing, order.order_id))["next"] == {"level": 1, "on": "2026-11-15"}
    await save(billing, version=1, automatic=False)
    clock.at = datetime(2026, 11, 15, 9, tzinfo=UTC)
    assert await remind(billing) == []
    assert (await seen(billing, order.order_id))["next"] is None
    await save(billing, version=2, from_hour=10)
    assert len(await remind(billing)) == 1


async def test_one_reminder_lists_all_that_is_overdue_of_a_customer(billing: ShopService, clock: Clock) -> None:
    await save(billing, level_1_task="Call the customer", ecb_rate="2.15")
    business = CUSTOMER.model_copy(update={"vat_number": "FR44732829320", "email": "Zoe@Example.com"})
    first = await order_due(billing, date(2026, 11, 5), clock, number="1001", customer=business, price="617.25")
    second = await order_due(billing, date(2026, 12, 1), clock, number="1002", customer=business, currency="CHF")
    other = CUSTOMER.model_copy(update={"email": "other@example.com"})
    await order_due(billing, date(2026, 12, 3), clock, number="1003", customer=other)
    clock.at = datetime(2026, 12, 5, 9, 30, tzinfo=UTC)
    mail, beside = await remind(billing)
    assert (mail.order_id, mail.part_of, mail.level, mail.task) == (first.order_id, None, 1, "Call the customer")
    assert (beside.order_id, beside.part_of, beside.level, beside.task) == (second.order_id, first.order_id, None, None)
    assert beside.reminder_id == mail.reminder_id
    assert [(one.order_number, str(one.due), one.currency, one.interest) for one in mail.content.invoices] == [
        ("1001", "1234.50", "EUR", Decimal("12.33")),
        ("1002", "25.00", "CHF", Decimal("0.03")),
    ]
    assert [(str(one.due), one.currency) for one in mail.content.totals] == [("25.00", "CHF"), ("1234.50", "EUR")]
    assert mail.content.late
    assert (str(mail.content.late.rate), str(mail.content.late.flat)) == ("12.15", "40")
    assert [one.order_number for one in beside.content.invoices] == ["1002"]
    # Asked right before its mail goes out, billing says just the same while nothing has changed.
    still = (await billing.http.get(f"/reminders/{mail.reminder_id}")).json()["content"]
    assert ReminderContent.model_validate(still) == mail.content
    # The second comes to its own level later, and not within the hours between two.
    clock.at = datetime(2026, 12, 11, 9, 30, tzinfo=UTC)
    (own,) = [one for one in await remind(billing) if one.level]
    assert (own.order_id, own.part_of, own.level) == (second.order_id, None, 1)


async def test_a_consumer_is_told_of_no_costs(billing: ShopService, clock: Clock) -> None:
    await save(billing, ecb_rate="2.15")
    await order_due(billing, date(2026, 11, 5), clock)
    clock.at = datetime(2026, 11, 15, 9, tzinfo=UTC)
    (mail,) = await remind(billing)
    assert (mail.content.late, mail.content.invoices[0].interest) == (None, None)


async def test_no_more_go_out_in_a_minute_than_the_rate(billing: ShopService, clock: Clock) -> None:
    await save(billing, per_minute=24)
    for number in range(30):
        customer = CUSTOMER.model_copy(update={"email": f"{number}@example.com"})
        await order_due(billing, date(2026, 11, 5), clock, number=str(number), customer=customer)
    clock.at = datetime(2026, 11, 15, 9, tzinfo=UTC)
    sent = []
    for _ in range(24):
        sent.append(len(await remind(billing)))
        clock.pass_by(seconds=5)
    assert sent[:12] == [2] * 12
    assert (sum(sent[:12]), sum(sent)) == (24, 30)


async def test_reminders_are_announced_again_and_taken_back_with_their_level(
    billing: ShopService, clock: Clock
) -> None:
    await save(billing)
    order = await order_due(billing, date(2026, 11, 5), clock)
    clock.at = datetime(2026, 11, 15, 9, tzinfo=UTC)
    await remind(billing)
    before, announced = await seen(billing, order.order_id), await billing.announced()
    assert ANNOUNCE_AGAIN.next_batch
    async with billing.transaction() as tx:
        again = (await ANNOUNCE_AGAIN.next_batch(tx, None, None)).events
    (told,) = [one for one in again if isinstance(one, PaymentReminderIssued)]
    assert (told.again, told.level) == (True, 1)
    await empty(billing.database)
    await save(billing)
    async with billing.database.transaction(taking_back=True) as tx:
        verdicts = await TAKE_BACK.take(tx, Unknown(announced, [order]))
    assert {one.outcome for one in verdicts} == {Outcome.TAKEN}
    assert await seen(billing, order.order_id) == before
    assert await remind(billing) == []


async def test_what_was_lost_and_is_taken_back_is_reminded_of(billing: ShopService, clock: Clock) -> None:
    order = await order_due(billing, date(2026, 11, 5), clock)
    announced = await billing.announced()
    clock.at = datetime(2026, 11, 15, 9, tzinfo=UTC)
    await empty(billing.database)
    await save(billing)
    assert await remind(billing) == []  # of this day, all there is has been looked at
    async with billing.database.transaction(taking_back=True) as tx:
        await TAKE_BACK.take(tx, Unknown(announced, [order]))
    assert [(one.order_id, one.level) for one in await remind(billing)] == [(order.order_id, 1)]


async def test_what_is_brought_over_is_overdue_by_the_date_of_its_invoice(billing: ShopService, clock: Clock) -> None:
    clock.at, then = datetime(2026, 11, 15, 9, tzinfo=UTC), datetime(2026, 1, 5, 9, tzinfo=UTC)
    before, of_today, after = (
        placed(number=number, placed_at=at or now(), occurred_at=at)
        for number, at in (("1", then), ("2", None), ("3", then))
    )
    overdue = []
    for order in (before, of_today, after):  # what comes after an invoice of today is dated of today: decision 14
        await billing.deliver(order)
        overdue.append((await seen(billing, order.order_id))["overdue"])
    assert overdue == ["25.00", None, None]


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"level_1_on": False, "level_2_from": "previous"}, ("counts-from-nothing", "body/level_2_from")),
        ({"level_2_from": "due_date", "level_2_days": 7}, ("earlier-than-the-one-before", "body/level_2_days")),
        ({"level_1_from": "previous"}, ("counts-from-nothing", "body/level_1_from")),
    ],
)
async def test_levels_that_would_never_come_are_refused(
    billing: ShopService, values: dict[str, Any], refusal: tuple[str, str]
) -> None:
    shown = ReminderSettings().model_dump(mode="json")
    answer = await save_section(billing, "reminders", shown | values)
    assert (answer.status_code, answer.json()["type"], answer.json()["errors"][0]["at"]) == (422, *refusal)
