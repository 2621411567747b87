"""What is announced again does nothing twice where it was heard, and tells all of it to who has heard nothing."""

import asyncio
from typing import Any

import pytest

from cli import announce as command
from cli.__main__ import main
from client.api import Api
from deploy.local import keys
from shared.schemas.orders import OrderCancelled, OrderHeld, OrderPlaced, OrderResumed
from tests.backoffice.services import Services
from tests.support.clock import Clock
from tests.support.service import empty, token

NOBODYS = "019a9d3c-0000-7000-8000-000000000000"
BOOKKEEPING = ("outbox", "inbox", "consumed", "idempotency_keys", "parked")
STANDINGS = ("billing.orders", "fulfilment.orders")
"""What these know of a hold may be newer afterwards, as they are told how the order stands by now."""


async def a_day(shop: Services, clock: Clock) -> dict[str, str]:
    """Orders by what was done with them, all of it known to all services."""
    orders = {name: (await shop.place())["order_id"] for name in ("plain", "held", "resumed", "cancelled", "shipped")}
    for name in ("gift", "given up"):
        orders[name] = (await shop.place(hold_reason="gift: ask for the card"))["order_id"]
    orders["brought over"] = (await shop.place(occurred_at="2026-01-05T10:00:00Z"))["order_id"]
    for name in ("held", "resumed"):
        await shop.post("orders", f"/orders/{orders[name]}/hold", {"reason": "address"})
        await shop.hand_on()
    await shop.post("orders", f"/orders/{orders['resumed']}/resume", {})
    await shop.post("billing", f"/orders/{orders['shipped']}/payments", {})
    (shipment,) = (await shop.get("fulfilment", f"/orders/{orders['shipped']}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")
    clock.pass_by(hours=1)
    for name in ("cancelled", "given up"):
        await shop.post("orders", f"/orders/{orders[name]}/cancel", {"reason": "too late", "notify_customer": True})
    await shop.hand_on()
    return orders


async def announce(shop: Services, service: str, **asked: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await shop.post(service, "/operations/announce", asked)
    return answer


async def what_counts(shop: Services) -> dict[str, str]:
    contents = await shop.contents()
    return {name: content for name, content in contents.items() if not name.endswith(BOOKKEEPING)}


async def test_who_has_heard_all_of_it_does_nothing_twice(shop: Services, clock: Clock) -> None:
    await a_day(shop, clock)
    before = await what_counts(shop)
    told = await announce(shop, "orders")
    assert told["announced"] == {
        "CustomerCreated": 1,
        "OrderCancelled": 2,
        "OrderHeld": 1,
        "OrderPlaced": 8,
        "OrderResumed": 1,
        "OrderSnapshot": 8,
    }
    assert (told["after"], told["unreadable"]) == (None, [])
    assert (await announce(shop, "fulfilment"))["announced"] == {"StockLevel": 2}
    await shop.hand_on()
    once = await what_counts(shop)
    assert {name for name in once if once[name] != before[name]} <= set(STANDINGS)
    clock.pass_by(hours=1)
    await announce(shop, "orders")
    await shop.hand_on()
    assert await what_counts(shop) == once


async def test_said_twice_it_has_the_same_ids(shop: Services, clock: Clock) -> None:
    await a_day(shop, clock)
    orders = shop["orders"]
    async with orders.transaction() as tx:
        await tx.execute("DELETE FROM outbox")
    sent = []
    for _ in range(2):
        await announce(shop, "orders")
        async with orders.transaction() as tx:
            sent.append(await tx.fetch(_TAKE_ALL))
    assert len(sent[0]) == 21
    assert sent[0] == sent[1]


async def test_who_has_heard_nothing_knows_every_order_as_it_is(shop: Services, clock: Clock) -> None:
    orders = await a_day(shop, clock)
    known = {name: await standing(shop, order_id) for name, order_id in orders.items()}
    async with shop["orders"].transaction() as tx:
        await tx.execute("DELETE FROM outbox")
    shop._handed_on["orders"] = 0
    for reader in ("billing", "returns", "notifier"):
        await empty(shop[reader].database)
        shop[reader]._positions.clear()
        shop._handed_on[reader] = 0
    await announce(shop, "orders")
    await shop.hand_on()
    assert {name: await standing(shop, order_id) for name, order_id in orders.items()} == known
    invoices = (await shop.get("billing", "/invoices"))["items"]
    # What was off before it was heard of is not invoiced any more, and what is on hold not yet.
    assert {invoice["order_id"] for invoice in invoices} == {
        orders[name] for name in ("plain", "resumed", "shipped", "brought over")
    }


async def standing(shop: Services, order_id: str) -> tuple[Any, ...]:
    async with shop["billing"].reading() as queries:
        billing = await queries.fetchrow(
            "SELECT held AND state <> 'cancelled', number, currency, gross, state = 'cancelled' FROM orders"
            " WHERE order_id = $1",
            order_id,
        )
    async with shop["returns"].reading() as queries:
        returns = await queries.fetchrow("SELECT number, cancelled, lines FROM orders WHERE order_id = $1", order_id)
    assert billing
    assert returns
    return (*billing, *returns)


async def test_how_it_stands_comes_before_the_placement(shop: Services, clock: Clock) -> None:
    orders = await a_day(shop, clock)
    await announce(shop, "orders")
    told = (await shop["orders"].announced())[-12:]
    of = {name: [type(event) for event in told if event.key == order_id] for name, order_id in orders.items()}
    assert of == {
        "plain": [OrderPlaced],
        "held": [OrderHeld, OrderPlaced],
        "resumed": [OrderResumed, OrderPlaced],
        "cancelled": [OrderCancelled, OrderPlaced],
        "shipped": [OrderPlaced],
        "gift": [OrderPlaced],
        "given up": [OrderCancelled, OrderPlaced],
        "brought over": [OrderPlaced],
    }


async def test_it_goes_batch_by_batch_and_only_looks_where_that_is_asked(
    shop: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.messaging.announce_again.MOST", 2)
    for _ in range(3):
        await shop.place()
    before = len(await shop["orders"].announced())
    first = await announce(shop, "orders", only_look=True)
    assert first["announced"] == {"CustomerCreated": 1, "OrderPlaced": 2, "OrderSnapshot": 2}
    last = await announce(shop, "orders", only_look=True, after=first["after"])
    one_more = {"CustomerCreated": 1, "OrderPlaced": 1, "OrderSnapshot": 1}
    assert (last["announced"], last["after"]) == (one_more, None)
    assert (await announce(shop, "orders", since="2026-03-03T00:00:00Z", only_look=True))["announced"] == {}
    assert len(await shop["orders"].announced()) == before


@pytest.mark.parametrize(
    ("service", "after", "why"),
    [
        ("orders", "the last", "after is the id of an order"),
        ("orders", NOBODYS, "after is the id of an order that is here, as the answer before has it"),
        ("billing", NOBODYS, "after is the id of an order that is here, as the answer before has it"),
        ("fulfilment", "TYPO", "after is a SKU whose stock is tracked, as the answer before has it"),
    ],
)
async def test_it_does_not_go_on_after_what_is_not_there(shop: Services, service: str, after: str, why: str) -> None:
    refused = await shop[service].post("/operations/announce", {"after": after})
    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"at": "body/after", "detail": why}]


async def test_a_service_that_can_announce_nothing_again_says_why(shop: Services) -> None:
    refused = await shop["notifier"].post("/operations/announce", {})
    assert refused.status_code == 409
    assert refused.json()["type"] == "nothing-announced-again"
    assert "notifier.events: " in refused.json()["detail"]


_TAKE_ALL = """
WITH taken AS (DELETE FROM outbox RETURNING *)
SELECT topic, key, headers::jsonb -> 1 AS name, value FROM taken ORDER BY taken.id
"""


async def test_the_command_says_how_much_of_what(
    shop: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shared.messaging.announce_again.MOST", 2)
    for _ in range(3):
        await shop.place()
    monkeypatch.setattr(keys, "mint_token", lambda *about, **more: token())
    monkeypatch.setattr(
        command.Api, "at", lambda urls, bearer, **more: Api({one: shop[one].client(bearer) for one in urls}, **more)
    )
    monkeypatch.setattr(command, "address", _somewhere)
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(command.asyncio, "run", lambda work: asyncio.run_coroutine_threadsafe(work, loop).result(60))
    assert await asyncio.to_thread(main, ["announce", "orders", "--look", "--since", "2026-03-02"]) == 0
    said = capsys.readouterr().out
    assert "        3  OrderPlaced\n" in said
    assert said.endswith("announce: orders: 8 events; nothing was announced\n")
    assert await asyncio.to_thread(main, ["announce", "orders"]) == 0
    for wrong in ("spring", ""):
        assert await asyncio.to_thread(main, ["announce", "orders", "--since", wrong]) == 1
        assert f"--since is no date such as 2026-03-01: {wrong}" in capsys.readouterr().err
    assert await asyncio.to_thread(main, ["announce", "notifier"]) == 1


async def _somewhere(*about: object) -> str:
    return "http://there"
