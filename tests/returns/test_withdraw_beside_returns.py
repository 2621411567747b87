"""Withdrawals of goods of which some were withdrawn from, or came back, or are on their way back already."""

from datetime import timedelta

import pytest
from uuid_utils.compat import uuid7

from services.returns.settings import ReturnSettings
from services.returns.usecases.expire_returns import expire_returns
from shared.clock import now
from shared.schemas.orders import OrderPlaced
from shared.schemas.returns import ReturnApproved
from shared.schemas.withdrawals import WithdrawalReceived
from shared.stored_settings import save_settings
from tests.returns.asking import Json, do, opened, received, refused, said, shipped_order, unit
from tests.returns.parcels import shipped
from tests.returns.test_ask_for_return import policy
from tests.returns.withdrawing import FORM, case_of, returns_of, violations, withdraw
from tests.support.clock import Clock
from tests.support.orders import edited, placed
from tests.support.service import ShopService


async def standing(returns: ShopService, order: OrderPlaced) -> list[tuple[str, str, int]]:
    found = await returns_of(returns, order)
    return [
        (one["origin"], one["state"], sum(line["quantity"] for line in one["lines"]))
        for one in found
        if one["state"] != "cancelled"
    ]


async def line_offered(returns: ShopService, order: OrderPlaced) -> tuple[int, int, str | None]:
    offer = said(await returns.http.get(f"/orders/{order.order_id}/withdrawal"))
    (line,) = offer["lines"]
    return line["withdrawn"], line["left"], offer["problem"]


async def test_one_unit_and_later_the_other_are_two_withdrawals_and_one_form_sent_twice_is_one(
    returns: ShopService,
) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2})
    forms = [str(uuid7()), str(uuid7())]
    sent = [await withdraw(returns, order, {1: 1}, form=form) for form in (forms[0], forms[0], forms[1], forms[1])]
    assert [sent.index(one) for one in sent] == [0, 0, 2, 2]
    assert await standing(returns, order) == [("withdrawal", "approved", 1), ("withdrawal", "approved", 1)]
    assert await line_offered(returns, order) == (2, 0, "all-withdrawn")
    assert (await returns.announced_types()).count("WithdrawalReceived") == 2


async def test_what_names_no_form_is_the_same_within_ten_minutes(returns: ShopService, clock: Clock) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2})
    sent = [await withdraw(returns, order, {1: 1}), await withdraw(returns, order, {1: 1})]
    clock.pass_by(minutes=11)
    sent.append(await withdraw(returns, order, {1: 1}))
    assert len({one["withdrawal_id"] for one in sent}) == 2
    answer = await returns.post(f"/orders/{order.order_id}/withdrawals", FORM | {"lines": [unit()], "name": "Zoé"})
    assert answer.status_code == 201  # still the last one
    clock.pass_by(minutes=11)
    answer = await returns.post(f"/orders/{order.order_id}/withdrawals", FORM | {"lines": [unit()]})
    assert (answer.status_code, answer.json()["type"]) == (422, "more-than-ordered")


async def test_of_an_order_that_was_edited_after_the_first_withdrawal_the_rest_comes_back(
    returns: ShopService,
) -> None:
    order = placed(lines={"LAMP": 2})
    await returns.deliver(order)
    await withdraw(returns, order, {1: 1}, form=str(uuid7()))
    await returns.deliver(edited(order, lines={"LAMP": 1}), shipped(placed(order.order_id, lines={"LAMP": 1})))
    assert await standing(returns, order) == []
    one = await withdraw(returns, order, {1: 1}, form=str(uuid7()))
    assert (one["state"], await standing(returns, order)) == ("open", [("withdrawal", "approved", 1)])


async def test_a_return_that_is_credited_before_it_came_does_not_give_way_to_a_withdrawal(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2})
    await policy(returns, goods_first=False)
    await do(returns, await opened(returns, order, {1: 2}), "credit")
    await withdraw(returns, order)
    assert await standing(returns, order) == [("withdrawal", "approved", 2)]
    (one,) = await returns_of(returns, order)
    assert [decision["kind"] for decision in one["decisions"]] == ["credit"]


@pytest.mark.parametrize("so_far", ["requested", "approved", "in_transit", "received"])
async def test_a_return_under_way_is_of_the_withdrawal_from_then_on_and_keeps_no_fee(
    returns: ShopService, so_far: str
) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2})
    before = await opened(returns, order, {1: 2}, approve=so_far != "requested")
    if so_far == "in_transit":
        await do(returns, before, "send")
    if so_far == "received":
        await received(returns, before, unit(1, 2, disposition="restock"))
    one = await withdraw(returns, order, {1: 1})
    state = "approved" if so_far == "requested" else so_far
    assert (one["state"], await standing(returns, order)) == ("open", [("withdrawal", state, 2)])
    if so_far != "received":
        await received(returns, before, unit(1, 2, disposition="restock"))
    assert (await refused(returns, before, "credit", restocking_percent="50"))[1] == "no-fee-of-withdrawal"
    await do(returns, before, "credit")
    assert (await case_of(returns, one))["state"] == "open"


async def test_goods_that_are_back_are_not_withdrawn_from_and_the_others_are(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2})
    before = await opened(returns, order, {1: 1})
    await received(returns, before, unit(disposition="restock"))
    await do(returns, before, "credit")
    assert await line_offered(returns, order) == (0, 1, None)
    await withdraw(returns, order, {1: 1})
    assert await standing(returns, order) == [("staff", "received", 1), ("withdrawal", "approved", 1)]


async def test_all_that_is_back_is_not_offered_any_more(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    before = await opened(returns, order, {1: 1})
    await received(returns, before, unit(disposition="restock"))
    await do(returns, before, "credit")
    assert await line_offered(returns, order) == (0, 0, "nothing-left")


async def test_what_was_sent_back_to_its_customer_may_come_back_again(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    before = await opened(returns, order, {1: 1})
    await received(returns, before, unit(disposition="back_to_customer"))
    await do(returns, before, "close")
    (line,) = said(await returns.http.get(f"/orders/{order.order_id}"))["lines"]
    assert line["returnable"] == 1
    one = await withdraw(returns, order)
    assert (one["state"], await standing(returns, order)) == (
        "open",
        [("staff", "closed", 1), ("withdrawal", "approved", 1)],
    )


async def test_the_return_of_a_withdrawal_is_not_made_smaller(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2})
    await withdraw(returns, order)
    (back,) = await returns_of(returns, order)
    assert "change" not in back["may"]
    assert (await refused(returns, back, "change", lines=[unit()]))[1] == "withdrawal-stands"


async def test_goods_that_never_come_end_with_their_case_and_are_not_asked_for_again(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    one = await withdraw(returns, order)
    (back,) = await returns_of(returns, order)
    await received(returns, back, unit(outcome="short"))
    await do(returns, back, "close")
    assert await standing(returns, order) == [("withdrawal", "closed", 1)]
    assert (await case_of(returns, one))["state"] == "settled"


async def test_what_staff_settle_takes_its_return_off_and_what_is_declared_anew_opens_another(
    returns: ShopService,
) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2})
    one = await withdraw(returns, order)
    said(await returns.post(f"/withdrawals/{one['withdrawal_id']}/settle", {"remark": "keeps them"}))
    assert await standing(returns, order) == []
    await withdraw(returns, order, {1: 1}, form=str(uuid7()))
    assert await standing(returns, order) == [("withdrawal", "approved", 1)]


async def test_a_return_with_an_order_in_exchange_stays_until_that_is_cancelled(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    before = await opened(returns, order, {1: 1})
    await do(returns, before, "exchange", advance=True)
    one = await withdraw(returns, order)
    assert await standing(returns, order) == [("withdrawal", "approved", 1)]
    await received(returns, before, unit(disposition="restock"))
    assert (await case_of(returns, one))["state"] == "open"


async def test_a_letter_has_a_day_between_the_order_and_today_and_another_day_is_another_letter(
    returns: ShopService,
) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    path, letter = f"/orders/{order.order_id}/letters", {"name": "Zoé Martin", "language": "fr"}
    for day in (now() + timedelta(days=1), now() - timedelta(days=4000)):
        answer = await returns.post(path, letter | {"received_on": str(day.date())})
        assert (answer.status_code, answer.json()["type"]) == (422, "day-not-possible")
    days = [str(now().date()), str((now() - timedelta(days=1)).date())]
    kept = [said(await returns.post(path, letter | {"received_on": day}), 201) for day in (*days, days[1])]
    assert [one["received_on"] for one in kept] == [*days, days[1]]
    assert len({one["withdrawal_id"] for one in kept}) == 2


async def test_gift_wrapping_is_not_to_be_taken_off_an_order_that_has_left_but_credited_by_hand(
    returns: ShopService,
) -> None:
    order = placed(lines={"LAMP": 1, "WRAPPING": 1})
    lamp, wrapping = order.lines
    order = order.model_copy(update={"lines": (lamp, wrapping.model_copy(update={"ships": False}))})
    await returns.deliver(order)
    one = await withdraw(returns, order)
    assert [line["sku"] for line in one["take_off"]] == ["LAMP", "WRAPPING"]
    await returns.deliver(shipped(order))
    assert (await case_of(returns, one))["take_off"] == []
    (back,) = await returns_of(returns, order)
    await returns.post(
        f"/returns/{back['return_id']}/receive", {"lines": [{"line_no": 1, "quantity": 1, "outcome": "short"}]}
    )
    await returns.post(f"/returns/{back['return_id']}/close")
    assert (await case_of(returns, one))["state"] == "open"
    await returns.post(f"/withdrawals/{one['withdrawal_id']}/settle", {"remark": "Emballage crédité."})
    assert (await case_of(returns, one))["state"] == "settled"


async def test_a_declaration_names_its_form_so_that_it_is_known_again(returns: ShopService) -> None:
    order, form = await shipped_order(returns), str(uuid7())
    await withdraw(returns, order, form=form)
    told: Json = next(one for one in await returns.announced() if isinstance(one, WithdrawalReceived)).model_dump()
    assert str(told["form"]) == form


async def test_goods_are_to_be_sent_within_fourteen_days_and_come_later_all_the_same(
    returns: ShopService, clock: Clock
) -> None:
    order = await shipped_order(returns)
    await withdraw(returns, order)
    told = next(one for one in await returns.announced() if isinstance(one, ReturnApproved))
    assert (str(told.send_by), told.expires_on, told.way_back) == ("2026-03-16", None, "customer")
    clock.pass_by(days=40)
    async with returns.transaction() as tx:
        assert await expire_returns(tx) == 0
    (back,) = await returns_of(returns, order)
    assert (back["state"], back["expires_on"]) == ("approved", "2026-03-16")
    assert (await refused(returns, back, "approve"))[1] == "withdrawal-stands"


async def test_goods_that_the_law_excepts_open_nothing_and_wait_for_staff(returns: ShopService) -> None:
    async with returns.transaction() as tx:
        settings = ReturnSettings(no_withdrawal=("RING*",))
        await save_settings(tx, settings, expected_version=0, at=now(), by="alice")
    order = await shipped_order(returns, lines={"LAMP": 1, "RING-52": 1})
    offer = said(await returns.http.get(f"/orders/{order.order_id}/withdrawal"))
    assert [(line["excepted"], line["left"]) for line in offer["lines"]] == [(False, 1), (True, 0)]
    one = await withdraw(returns, order)
    assert (one["state"], [line["sku"] for line in one["lines"]]) == ("open", ["LAMP"])
    ring = await withdraw(returns, order, {2: 1})
    assert (ring["state"], ring["order_id"]) == ("to_match", str(order.order_id))
    assert await standing(returns, order) == [("withdrawal", "approved", 1)]
    matched = await returns.post(f"/withdrawals/{ring['withdrawal_id']}/match", {"lines": [unit(2)]})
    assert said(matched)["state"] == "open"
    only = await shipped_order(returns, order_id=uuid7(), lines={"RING-52": 1})
    assert (await line_offered(returns, only))[2] == "excepted"


async def test_what_was_kept_of_a_return_before_the_withdrawal_was_kept_rightly(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2})
    before = await opened(returns, order, {1: 2})
    await received(returns, before, unit(disposition="restock"))
    await do(returns, before, "credit", restocking_percent="50")
    await withdraw(returns, order)
    assert await standing(returns, order) == [("withdrawal", "partially_received", 2)]
    assert await violations(returns) == []
