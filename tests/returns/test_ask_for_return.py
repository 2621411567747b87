"""Goods come back because somebody asks for it: staff, or the customer within the shop's policy."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from services.returns.settings import ReturnSettings, ShopTime
from shared.clock import now
from shared.schemas.fulfilment import ShipmentDelivered
from shared.schemas.orders import OrderPlaced
from shared.schemas.returns import ReturnApproved, ReturnRequested
from shared.stored_settings import save_settings
from tests.returns.asking import Json, ask, do, opened, refused, said, shipped_order, unit
from tests.returns.parcels import parcel_of, shipped, too_late, unshipped
from tests.returns.withdrawing import delivered
from tests.support.clock import Clock
from tests.support.orders import placed
from tests.support.service import ShopService, token


async def policy(returns: ShopService, **values: Any) -> None:
    async with returns.transaction() as tx:
        await save_settings(tx, ReturnSettings(**values), expected_version=0, at=now(), by="alice")


async def request(returns: ShopService, order: OrderPlaced, *lines: Json, **more: Any) -> Any:
    return await returns.post(f"/orders/{order.order_id}/requests", {"lines": list(lines)} | more)


async def test_staff_open_a_return_of_what_has_left_and_need_nobodys_approval(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 3, "CHAIR": 1})
    one = await opened(returns, order, {1: 2}, remark="rang at ten", comment="too large")
    told = ("number", "state", "origin", "opened_by", "remark", "comment", "waits_for", "version")
    assert {name: one[name] for name in told} == {
        "number": "RE-000001",
        "state": "approved",
        "origin": "staff",
        "opened_by": "alice",
        "remark": "rang at ten",
        "comment": "too large",
        "waits_for": "goods",
        "version": 2,
    }
    assert one["may"] == ["change", "send", "receive", "exchange", "cancel"]
    asked, approved = await returns.announced()
    assert isinstance(asked, ReturnRequested)
    assert isinstance(approved, ReturnApproved)
    assert (asked.sequence, approved.sequence, approved.expires_on) == (
        1,
        2,
        ShopTime().day_of(now()) + timedelta(days=30),
    )
    assert [(line.sku, line.quantity) for line in asked.lines] == [("LAMP", 2)]
    known = said(await returns.http.get(f"/orders/{order.order_id}"))
    assert [(line["shipped"], line["returnable"]) for line in known["lines"]] == [(3, 1), (1, 1)]
    steps = said(await returns.http.get(f"/returns/{one['return_id']}/steps"))["steps"]
    assert [(step["step"], step["by"]) for step in steps] == [("requested", "alice"), ("approved", "alice")]


async def test_the_same_command_twice_opens_one_return(returns: ShopService) -> None:
    order = await shipped_order(returns)
    first, second = [await ask(returns, order.order_id, {1: 1}, key="once") for _ in range(2)]
    assert first.json() == second.json()
    assert await returns.announced_types() == ["ReturnRequested", "ReturnApproved"]


async def test_no_more_comes_back_than_has_left_and_is_in_no_other_return(returns: ShopService) -> None:
    order = placed(lines={"LAMP": 2})
    await returns.deliver(order)
    answer = await ask(returns, order.order_id, {1: 1})
    assert (answer.status_code, answer.json()["type"]) == (409, "nothing-shipped")
    await returns.deliver(shipped(order))
    one = await opened(returns, order, {1: 1})
    answer = await ask(returns, order.order_id, {1: 2})
    assert (answer.status_code, answer.json()["type"], answer.json()["errors"][0]["limit"]) == (
        *(409, "more-than-shipped"),
        "1",
    )
    assert (await ask(returns, order.order_id, {7: 1})).json()["type"] == "line-not-ordered"
    await do(returns, one, "cancel", reason="keeps it")
    await opened(returns, order, {1: 2})


async def test_two_returns_for_the_last_unit_at_once_leave_one(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    answers = await asyncio.gather(*(ask(returns, order.order_id, {1: 1}) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_approving_and_cancelling_at_once_do_not_both_count(returns: ShopService) -> None:
    order = await shipped_order(returns)
    one = await opened(returns, order, {1: 1}, approve=False)
    assert (one["state"], one["waits_for"], one["may"]) == (
        *("requested", "decision"),
        ["change", "approve", "decline", "cancel"],
    )
    version = {"headers": {"If-Match": '"1"'}}
    answers = await asyncio.gather(
        *(returns.post(f"/returns/{one['return_id']}/{what}", **version) for what in ("approve", "cancel"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]


async def test_a_return_is_changed_until_something_of_it_came(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2, "CHAIR": 1})
    one = await opened(returns, order, {1: 2})
    changed = await do(returns, one, "change", lines=[unit(2, 1, reason="defective", resolution="exchange")])
    assert [(line["line_no"], line["reason"], line["resolution"]) for line in changed["lines"]] == [
        (2, "defective", "exchange")
    ]
    await do(returns, changed, "receive", lines=[unit(2)])
    assert (await refused(returns, changed, "change", lines=[unit(1)]))[:2] == (409, "wrong-state")


async def test_a_return_is_declined_with_a_reason_that_the_customer_reads(returns: ShopService) -> None:
    order = await shipped_order(returns)
    one = await opened(returns, order, {1: 2}, approve=False)
    declined = await do(returns, one, "decline", reason="they were drilled")
    assert (declined["state"], declined["decline_reason"], declined["may"]) == ("declined", "they were drilled", [])
    assert (await refused(returns, one, "approve"))[1] == "wrong-state"
    await opened(returns, order, {1: 2})


async def test_the_customer_asks_within_the_days_and_waits_for_staff(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2, "CHAIR": 1, "GIFT-CARD": 1})
    await policy(returns, days=14, excluded=("GIFT*",), resolutions=("refund",))
    delivered = ShipmentDelivered(
        order_id=order.order_id,
        sequence=3,
        shipment_id=parcel_of(order),
        slip_number="BE-000001",
        delivered_at=now() - timedelta(days=13),
        by="bob",
    )
    await returns.deliver(delivered)
    offer = said(await returns.http.get(f"/orders/{order.order_id}/offer"))
    assert [(line["sku"], line["quantity"], line["problem"]) for line in offer["lines"]] == [
        ("LAMP", 2, None),
        ("CHAIR", 1, None),
        ("GIFT-CARD", 0, "not-returnable"),
    ]
    one = said(await request(returns, order, unit(reason="changed_mind"), comment="too bright"), 201)
    assert (one["state"], one["origin"], one["comment"]) == ("requested", "customer", "too bright")
    for line, problem in (
        (unit(3, reason="late"), "not-returnable"),
        (unit(2), "not-offered"),
        (unit(2, reason="late", resolution="exchange"), "not-offered"),
        (unit(1, 2, reason="late"), "more-than-shipped"),
    ):
        assert (await request(returns, order, line)).json()["type"] == problem
    await returns.deliver(delivered.model_copy(update={"sequence": 4, "delivered_at": now() - timedelta(days=15)}))
    assert (await request(returns, order, unit(reason="late"))).json()["type"] == "not-returnable"
    await opened(returns, order, {1: 1})  # staff may all the same


@pytest.mark.parametrize(
    ("came", "last_day", "last_second"),
    [
        ("2026-10-28T15:00:00Z", "2026-11-27T23:59:59+01:00", "2026-11-27T22:59:59Z"),
        ("2026-10-28T23:30:00Z", "2026-11-28T23:59:59+01:00", "2026-11-28T22:59:59Z"),  # it is the 29th in Paris
        ("2026-03-01T22:59:00Z", "2026-03-31T23:59:59+02:00", "2026-03-31T21:59:59Z"),  # the clocks go forward
    ],
)
async def test_the_last_day_of_asking_lasts_until_midnight_in_the_shop(
    returns: ShopService, clock: Clock, came: str, last_day: str, last_second: str
) -> None:
    order = await shipped_order(returns)
    clock.at = datetime.fromisoformat(last_second)
    await returns.deliver(delivered(order, 0).model_copy(update={"delivered_at": datetime.fromisoformat(came)}))
    (line,) = said(await returns.http.get(f"/orders/{order.order_id}/offer"))["lines"]
    assert (line["until"], line["problem"]) == (last_day, None)
    assert (await request(returns, order, unit(reason="late"))).status_code == 201
    clock.pass_by(seconds=1)
    refusal = (await request(returns, order, unit(reason="late"))).json()
    assert (refusal["type"], refusal["detail"]) == (
        "not-returnable",
        f"LAMP was to be returned within 30 days, until {last_day[:10]}",
    )


async def test_goods_may_come_until_a_day_that_is_counted_in_the_shop(returns: ShopService, clock: Clock) -> None:
    order = await shipped_order(returns)
    clock.at = datetime.fromisoformat("2026-11-27T23:30:00Z")  # the 28th in Paris
    assert (await opened(returns, order, {1: 1}))["expires_on"] == "2026-12-28"
    asked = await opened(returns, order, {1: 1}, approve=False)
    assert (await refused(returns, asked, "approve", expires_on="2026-11-27"))[1] == "day-is-over"


async def test_what_the_customer_asks_for_is_approved_at_once_where_the_policy_says_so(returns: ShopService) -> None:
    order = await shipped_order(returns)
    await policy(returns, approval="automatic", expires_after_days=None)
    one = said(await request(returns, order, unit(reason="other")), 201)
    assert (one["state"], one["expires_on"]) == ("approved", None)
    steps = said(await returns.http.get(f"/returns/{one['return_id']}/steps"))["steps"]
    assert [(step["step"], step["by"]) for step in steps][1:] == [("approved", "returns")]


async def test_only_who_may_asks(returns: ShopService) -> None:
    order = await shipped_order(returns)
    lines = {"lines": [unit(reason="other")]}
    async with returns.client(token("returns:ask")) as page:
        headers = {"Idempotency-Key": "k"}
        answer = await page.post(f"/orders/{order.order_id}/returns", json=lines, headers=headers)
        assert answer.status_code == 403
        answer = await page.post(f"/orders/{order.order_id}/requests", json=lines, headers=headers)
        assert (answer.status_code, answer.json().keys()) == (201, {"return_id", "number", "state", "version"})
        assert (await page.get(f"/orders/{order.order_id}/offer")).status_code == 200
        assert (await page.get(f"/orders/{order.order_id}")).status_code == 403


@pytest.mark.parametrize(
    "lines",
    [[], [unit(1, 0)], [unit(0)], [unit(), unit()], [unit(reason="bored")], [unit(units=1)], [unit(1, 10**9)]],
)
async def test_what_makes_no_sense_is_refused(returns: ShopService, lines: list[Json]) -> None:
    answer = await returns.post(f"/orders/{uuid7()}/returns", {"lines": lines})
    assert (answer.status_code, answer.json()["type"]) == (422, "invalid-request")


async def test_a_parcel_that_had_not_left_after_all_takes_its_return_with_it(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2})
    one = await opened(returns, order, {1: 1})
    await returns.deliver(unshipped(order))
    found = said(await returns.http.get(f"/returns/{one['return_id']}"))
    assert (found["state"], await returns.announced_types()) == (
        "cancelled",
        ["ReturnRequested", "ReturnApproved", "ReturnCancelled"],
    )


async def test_a_return_gives_way_to_that_of_the_whole_parcel(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2})
    one = await opened(returns, order, {1: 1})
    await returns.deliver(too_late(order))
    found = said(await returns.http.get(f"/orders/{order.order_id}"))["returns"]
    assert [(of["number"], of["state"]) for of in found] == [("RE-000001", "cancelled"), ("RE-000002", "approved")]
    assert one["number"] == "RE-000001"
