"""What customers see of their returns, and do with them: those of one order, and no more than is theirs to decide."""

import asyncio

import httpx
import pytest

from shared.schemas.orders import OrderPlaced
from shared.schemas.returns import ReturnCancelled, ReturnInTransit
from tests.returns.asking import Json, do, opened, received, said, shipped_order, unit
from tests.support.service import ShopService, token


async def asked(returns: ShopService, order: OrderPlaced, quantity: int = 1) -> Json:
    lines = [unit(1, quantity, reason="changed_mind")]
    return said(await returns.post(f"/orders/{order.order_id}/requests", {"lines": lines, "comment": "no"}), 201)


async def own(returns: ShopService, order: OrderPlaced) -> list[Json]:
    found: list[Json] = said(await returns.http.get(f"/orders/{order.order_id}/offer"))["returns"]
    return found


async def by_customer(returns: ShopService, order: OrderPlaced, one: Json, what: str, **body: str) -> httpx.Response:
    async with returns.client(token("returns:ask", subject="customer")) as page:
        path = f"/orders/{order.order_id}/requests/{one['return_id']}/{what}"
        return await page.post(path, json=body or None, headers={"Idempotency-Key": f"{what}-{one['number']}-{body}"})


async def test_customers_see_their_returns_without_what_staff_keep_for_themselves(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 3})
    first = await opened(returns, order, {1: 1}, remark="rude on the phone")
    await received(returns, first, unit(1, 1, disposition="back_to_customer"))
    await asked(returns, order)
    waiting, came = await own(returns, order)
    assert (waiting["number"], waiting["state"], waiting["comment"], waiting["may"]) == (
        *("RE-000002", "requested", "no"),
        ["cancel"],
    )
    line = came["lines"][0]
    assert (came["state"], line["title"], line["received"], line["sent_back"], line["lost"]) == (
        *("received", "Lamp"),
        *(1, 1, 0),
    )
    assert not {"remark", "opened_by"} & came.keys()
    assert "rude" not in str(came)


async def test_customers_say_that_they_have_sent_it_and_correct_the_number(returns: ShopService) -> None:
    order = await shipped_order(returns)
    one = await asked(returns, order)
    assert (await by_customer(returns, order, one, "send")).json()["type"] == "wrong-state"
    await do(returns, one, "approve")
    for number in ("6A1", "6A2"):
        answer = await by_customer(returns, order, one, "send", carrier="colissimo", tracking_number=number)
        assert (answer.status_code, answer.json()["state"]) == (200, "in_transit")
    sent = (await returns.announced())[-1]
    assert isinstance(sent, ReturnInTransit)
    assert (sent.by, sent.carrier, sent.tracking_number) == ("customer", "colissimo", "6A2")


async def test_customers_take_back_what_they_asked_for_until_something_came(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 3})
    kept, came = await asked(returns, order), await asked(returns, order)
    of_staff = await opened(returns, order, {1: 1})
    assert (await by_customer(returns, order, kept, "cancel")).json()["state"] == "cancelled"
    cancelled = (await returns.announced())[-1]
    assert isinstance(cancelled, ReturnCancelled)
    assert cancelled.by == "customer"
    await do(returns, came, "approve")
    await received(returns, came, unit())
    for one in (came, of_staff):
        assert (await by_customer(returns, order, one, "cancel")).json()["type"] == "wrong-state"


async def test_what_is_credited_in_advance_is_not_cancelled_by_its_customer(returns: ShopService) -> None:
    order = await shipped_order(returns)
    values = (await returns.http.get("/settings")).json()["sections"][0]["values"]
    changed = values | {"goods_first": False, "approval": "automatic"}
    said(await returns.http.put("/settings/returns", json=changed, headers={"If-Match": '"0"'}))
    one = await asked(returns, order)
    await do(returns, one, "credit")
    assert (await by_customer(returns, order, one, "cancel")).json()["type"] == "wrong-state"
    assert (await own(returns, order))[0]["decisions"][0]["kind"] == "credit"


@pytest.mark.parametrize("what", ["send", "cancel"])
async def test_a_return_of_another_order_is_not_known_to_this_one(returns: ShopService, what: str) -> None:
    order, other = await shipped_order(returns), await shipped_order(returns, number="1002")
    one = await asked(returns, other)
    answer = await by_customer(returns, order, one, what)
    assert (answer.status_code, answer.json()["type"]) == (404, "return-not-found")
    assert await own(returns, order) == []


async def test_no_more_than_ten_requests_of_an_order_wait(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 20})
    for _ in range(10):
        await asked(returns, order)
    lines = {"lines": [unit(1, 1, reason="other")]}
    answer = await returns.post(f"/orders/{order.order_id}/requests", lines)
    assert (answer.status_code, answer.json()["type"]) == (409, "enough-asked")


async def test_a_customer_who_cancels_while_the_goods_are_received_is_told_by_one_of_the_two(
    returns: ShopService,
) -> None:
    order = await shipped_order(returns)
    one = await asked(returns, order)
    await do(returns, one, "approve")
    answers = await asyncio.gather(
        by_customer(returns, order, one, "cancel"),
        returns.post(f"/returns/{one['return_id']}/receive", {"lines": [unit()]}),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_two_requests_for_the_last_unit_at_once_leave_one(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 1})
    lines = {"lines": [unit(1, 1, reason="late")]}
    answers = await asyncio.gather(*(returns.post(f"/orders/{order.order_id}/requests", lines) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


async def test_customers_are_told_where_to_send_it_and_what_is_kept(returns: ShopService) -> None:
    order = await shipped_order(returns)
    values = (await returns.http.get("/settings")).json()["sections"][0]["values"]
    changed = values | {"restocking_percent": "5", "postage": "4.90", "receiver": "Retours"}
    said(await returns.http.put("/settings/returns", json=changed, headers={"If-Match": '"0"'}))
    offer = said(await returns.http.get(f"/orders/{order.order_id}/offer"))
    assert (offer["send_to"]["receiver"], offer["restocking_percent"], offer["postage"]) == ("Retours", "5", "4.90")
