"""Two do something about a return at once: one is done, the other is told why not, and all services agree."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import httpx
import pytest

from cli.check import broken_rules
from deploy.databases import Databases
from tests.backoffice.in_any_order import Topics
from tests.backoffice.services import Services
from tests.support.sale import order

Json = dict[str, Any]


class AtOnce:
    """Of an order of two lamps and a book that is paid and has left, with a return of the lamps."""

    def __init__(self, shop: Services) -> None:
        self.shop = shop
        self.topics = Topics(shop)

    async def shipped(self) -> str:
        order_id: str = (await self.shop.post("orders", "/orders", order()))["order_id"]
        await self.topics.hear_all()
        await self.shop.post("billing", f"/orders/{order_id}/payments", {})
        (shipment,) = (await self.shop.get("fulfilment", f"/orders/{order_id}"))["shipments"]
        await self.shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")
        await self.topics.hear_all()
        return order_id

    async def opened(self, units: int = 2, **more: Any) -> Json:
        order_id = await self.shipped()
        body = {"lines": [{"line_no": 1, "quantity": units}]} | more
        one: Json = await self.shop.post("returns", f"/orders/{order_id}/returns", body)
        return one

    async def received(self, **more: Any) -> Json:
        one = await self.opened()
        await self.do(one, "receive", {"lines": [{"line_no": 1, "quantity": 2} | more]})
        await self.topics.hear_all()
        return one

    async def do(self, one: Json, what: str, body: Any = None, *, version: int | None = None) -> httpx.Response:
        headers = {} if version is None else {"headers": {"If-Match": f'"{version}"'}}
        return await self.shop["returns"].post(f"/returns/{one['return_id']}/{what}", body, **headers)

    async def heard_while(self, reader: str, doing: Awaitable[httpx.Response]) -> httpx.Response:
        """What returns has announced is heard by a service while something else is done there."""
        await self.topics.take()
        events = self.topics.unheard.pop((reader, "returns.events"))
        answer, _ = await asyncio.gather(doing, self.shop[reader].deliver(*events))
        return answer

    async def decided(self, one: Json) -> list[tuple[str, str, str | None]]:
        seen = await self.shop.get("returns", f"/returns/{one['return_id']}")
        return [(of["kind"], of["state"], of["problem"]) for of in seen["decisions"]]


@pytest.fixture
def at_once(shop: Services) -> AtOnce:
    return AtOnce(shop)


async def agree(at_once: AtOnce, administrator: Databases) -> None:
    await at_once.topics.hear_all()
    broken = {rule for rule, found in (await broken_rules(administrator)).items() if found}
    assert broken == {"no event waits in an outbox"}


def told(*answers: httpx.Response) -> list[tuple[int, str]]:
    return sorted((one.status_code, one.json().get("type", "")) for one in answers)


async def test_staff_and_customer_ask_for_the_last_unit_at_once(at_once: AtOnce, administrator: Databases) -> None:
    order_id = await at_once.shipped()
    book = {"lines": [{"line_no": 2, "quantity": 1, "reason": "wrong_size"}]}
    answers = [at_once.shop["returns"].post(f"/orders/{order_id}/{how}", book) for how in ("returns", "requests")]
    assert told(*await asyncio.gather(*answers)) == [(201, ""), (409, "more-than-shipped")]
    await agree(at_once, administrator)


async def test_one_approves_a_return_and_another_cancels_it(at_once: AtOnce, administrator: Databases) -> None:
    one = await at_once.opened(approve=False)
    answers = [at_once.do(one, what, version=one["version"]) for what in ("approve", "cancel", "approve")]
    assert [status for status, _ in told(*await asyncio.gather(*answers))] == [200, 412, 412]
    await agree(at_once, administrator)


async def test_the_same_goods_are_received_and_go_somewhere_once(at_once: AtOnce, administrator: Databases) -> None:
    one = await at_once.opened()
    came = {"lines": [{"line_no": 1, "quantity": 2}]}
    answers = await asyncio.gather(*(at_once.do(one, "receive", came) for _ in range(2)))
    assert told(*answers) == [(200, ""), (409, "more-than-awaited")]
    there = {"lines": [{"line_no": 1, "quantity": 2, "disposition": "restock"}]}
    answers = await asyncio.gather(*(at_once.do(one, "dispose", there) for _ in range(2)))
    assert told(*answers) == [(200, ""), (409, "not-received")]
    await agree(at_once, administrator)
    assert (await at_once.shop.get("fulfilment", "/stock/LAMP"))["on_hand"] == 1000


async def test_a_return_is_credited_and_refunded_once(at_once: AtOnce, administrator: Databases) -> None:
    one = await at_once.received()
    answers = await asyncio.gather(*(at_once.do(one, "credit", {}) for _ in range(2)))
    assert told(*answers) == [(200, ""), (409, "nothing-to-credit-yet")]
    await at_once.topics.hear_all()
    money = {"method": "card", "succeeded": True}
    answers = await asyncio.gather(*(at_once.do(one, "refund", money) for _ in range(2)))
    assert told(*answers) == [(200, ""), (409, "nothing-to-refund")]
    await agree(at_once, administrator)
    assert await at_once.decided(one) == [("credit", "done", None), ("refund", "done", None)]


async def test_a_return_is_exchanged_once(at_once: AtOnce, administrator: Databases) -> None:
    one = await at_once.received()
    answers = await asyncio.gather(*(at_once.do(one, "exchange", {}) for _ in range(2)))
    assert told(*answers) == [(200, ""), (409, "nothing-to-exchange")]
    await agree(at_once, administrator)
    assert await at_once.decided(one) == [("exchange", "done", None)]


async def test_what_a_return_credits_is_credited_by_hand_at_once(at_once: AtOnce, administrator: Databases) -> None:
    one = await at_once.received()
    await at_once.do(one, "credit", {})
    by_hand = {"order_id": one["order_id"], "lines": [{"line_no": 1, "quantity": 2}]}
    answer = await at_once.heard_while("billing", at_once.shop["billing"].post("/credit-notes", by_hand))
    await agree(at_once, administrator)
    refused_by_hand = ((409, "over-crediting"), [("credit", "done", None)])
    refused_to_return = ((201, ""), [("credit", "refused", "nothing-to-credit")])
    assert (told(answer)[0], await at_once.decided(one)) in (refused_by_hand, refused_to_return)
    billed = await at_once.shop.get("billing", f"/orders/{one['order_id']}")
    assert billed["credited"] == "25.00"


async def test_what_a_return_refunds_is_refunded_by_hand_at_once(at_once: AtOnce, administrator: Databases) -> None:
    one = await at_once.received()
    await at_once.do(one, "credit", {})
    await at_once.topics.hear_all()
    money = {"method": "card"}
    await at_once.do(one, "refund", money | {"succeeded": True})
    path = f"/orders/{one['order_id']}/refunds"
    answer = await at_once.heard_while("billing", at_once.shop["billing"].post(path, money | {"state": "succeeded"}))
    await agree(at_once, administrator)
    billed = await at_once.shop.get("billing", f"/orders/{one['order_id']}")
    assert (billed["paid"], len(billed["refunds"])) == ("13.30", 1)
    done = [of for of in await at_once.decided(one) if of[:2] == ("refund", "done")]
    assert answer.is_success is not bool(done)


async def test_what_comes_back_with_a_return_is_in_stock_once_though_its_parcel_is_unshipped(
    at_once: AtOnce, administrator: Databases
) -> None:
    one = await at_once.received(disposition="restock")
    unheard = await at_once.opened()
    await at_once.do(unheard, "receive", {"lines": [{"line_no": 1, "quantity": 2, "disposition": "restock"}]})
    unships = [await _unship(at_once, of["order_id"]) for of in (one, unheard)]
    answers = [await unships[0], await at_once.heard_while("fulfilment", unships[1])]
    assert answers[0].status_code == 409
    await agree(at_once, administrator)
    on_hand = (await at_once.shop.get("fulfilment", "/stock/LAMP"))["on_hand"]
    assert on_hand == 1000
    restocked = [of for of in await at_once.decided(unheard) if of == ("restock", "done", None)]
    assert answers[1].is_success is not bool(restocked)


async def _unship(at_once: AtOnce, order_id: str) -> Awaitable[httpx.Response]:
    (shipment,) = (await at_once.shop.get("fulfilment", f"/orders/{order_id}"))["shipments"]
    path = f"/shipments/{shipment['shipment_id']}/unship"
    return at_once.shop["fulfilment"].post(path, {"reason": "it is still here"})
