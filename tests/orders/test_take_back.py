"""The orders service, set back to before all this, takes its orders in again as they were placed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.orders.usecases.expire_orders import expire_due
from services.orders.usecases.take_back import TAKE_BACK
from shared.clock import now
from shared.messaging.take_back import Outcome, Unknown, Verdict
from shared.schemas.billing import InvoicingHeld
from shared.schemas.event import Event
from shared.schemas.fulfilment import FulfilmentHeld
from shared.schemas.orders import OrderHeld, OrderPlaced, OrderSnapshot, PlaceOrder
from tests.support import bodies
from tests.support.clock import Clock
from tests.support.service import ShopService, empty

TABLES = {
    "orders": "SELECT * FROM orders ORDER BY number",
    "contents": "SELECT order_id, fingerprint, skus, words, phone_e164, customer, content FROM order_contents"
    " ORDER BY order_id",
    "history": "SELECT order_id, at, by, action, detail FROM history ORDER BY at, order_id, action",
}


async def contents(shop: ShopService) -> dict[str, list[dict[str, Any]]]:
    """Without the versions, which grow."""
    async with shop.reading() as queries:
        found = {name: [dict(row) for row in await queries.fetch(sql)] for name, sql in TABLES.items()}
    for order in found["orders"]:
        for name in ("version", "customer_id", "customer_sought"):  # their customers come back by themselves
            order.pop(name)
    return found


async def everything(shop: ShopService) -> list[Event]:
    return [*await shop.announced(), *await shop.snapshots()]


async def set_back(shop: ShopService) -> None:
    await empty(shop.database)
    shop._positions.clear()


async def take_back(shop: ShopService, events: Sequence[Event], needed: Sequence[Event] = ()) -> Sequence[Verdict]:
    async with shop.database.transaction(taking_back=True) as tx:
        return await TAKE_BACK.take(tx, Unknown(events, needed))


async def place(shop: ShopService, **changes: Any) -> str:
    answer = await shop.post("/orders", bodies.order(**changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["order_id"])


async def a_day(shop: ShopService) -> None:
    """An order; one that was edited, held, resumed, on hold from its start, cancelled."""
    await place(shop)
    edited, more = await place(shop), {"lines": [{"line_no": 1, "quantity": 3}, {"sku": "BOOK", "quantity": 1}]}
    assert (await shop.post(f"/orders/{edited}/edit", more, headers={"If-Match": '"1"'})).is_success
    held, resumed, cancelled = [await place(shop) for _ in range(3)]
    await place(shop, hold_reason="gift: ask for the card")
    for order_id in (held, resumed):
        assert (await shop.post(f"/orders/{order_id}/hold", {"reason": "address"})).is_success
    assert (await shop.post(f"/orders/{resumed}/resume", {})).is_success
    assert (await shop.post(f"/orders/{cancelled}/cancel", {"reason": "too late"})).is_success
    await statuses_and_tasks(shop, held, resumed, cancelled)


async def statuses_and_tasks(shop: ShopService, given: str, cleared: str, noted: str) -> None:
    """One order has a custom status, one had one; one has a task to do, one that is done, and one that was removed."""
    status = {"code": "engraving", "title_en": "Being engraved", "title_fr": "En gravure"}
    saved = await shop.http.put("/settings/processes", json={"custom_statuses": [status]}, headers={"If-Match": '"0"'})
    assert saved.is_success
    for order_id, code in ((given, "engraving"), (cleared, "engraving"), (cleared, None)):
        assert (await shop.post(f"/orders/{order_id}/custom-status", {"custom_status": code})).is_success
    tasks = [
        (await shop.post(f"/orders/{noted}/tasks", {"title": title, "due": "2026-03-04"})).json()["task_id"]
        for title in ("call", "pack", "wait")
    ]
    assert (await shop.post(f"/tasks/{tasks[1]}/finish", {"remark": "in the blue box"})).is_success
    assert (await shop.post(f"/tasks/{tasks[2]}/remove")).is_success


async def test_all_is_taken_in_as_it_was(shop: ShopService) -> None:
    await a_day(shop)
    before, announced = await contents(shop), await everything(shop)
    await set_back(shop)
    verdicts = await take_back(shop, list(reversed(announced)))
    assert {verdict.outcome for verdict in verdicts} == {Outcome.TAKEN, Outcome.COMES_AGAIN}
    assert await contents(shop) == before
    again = await take_back(shop, announced)
    assert {verdict.outcome for verdict in again} == {Outcome.THERE, Outcome.COMES_AGAIN}
    assert await contents(shop) == before


@pytest.mark.parametrize("end", ["resume", "cancel"])
@pytest.mark.parametrize("heard", [0, 1])
async def test_that_a_hold_was_effective_before_it_ended_stays_in_the_history(
    shop: ShopService, end: str, heard: int
) -> None:
    order_id = UUID(await place(shop, hold_reason="gift: ask for the card"))
    applied = [
        InvoicingHeld(order_id=order_id, sequence=1, hold_sequence=1, applied_at=now()),
        FulfilmentHeld(order_id=order_id, sequence=1, hold_sequence=1, applied_at=now()),
    ]
    await shop.deliver(*applied)
    assert (await shop.post(f"/orders/{order_id}/{end}", {"reason": "too late"} if end == "cancel" else {})).is_success
    before, announced = await contents(shop), await everything(shop)
    assert "hold_effective" in [entry["action"] for entry in before["history"]]
    await set_back(shop)
    await take_back(shop, [event for event in announced if isinstance(event, OrderPlaced)])
    await shop.deliver(*applied[:heard])
    await take_back(shop, announced, applied[heard:])
    assert await contents(shop) == before
    await shop.deliver(*applied[heard:])
    assert await contents(shop) == before


async def test_a_hold_that_ended_before_it_was_applied_was_never_effective(shop: ShopService) -> None:
    order_id = UUID(await place(shop, hold_reason="gift: ask for the card"))
    assert (await shop.post(f"/orders/{order_id}/resume", {})).is_success
    late = now() + timedelta(seconds=5)
    applied = [
        InvoicingHeld(order_id=order_id, sequence=1, hold_sequence=1, applied_at=now() - timedelta(minutes=1)),
        FulfilmentHeld(order_id=order_id, sequence=1, hold_sequence=1, applied_at=late),
    ]
    await shop.deliver(*applied)
    before, announced = await contents(shop), await everything(shop)
    await set_back(shop)
    await take_back(shop, announced, applied)
    await shop.deliver(*applied)
    assert await contents(shop) == before


async def test_numbers_go_on_after_the_last_one_that_was_announced(shop: ShopService) -> None:
    last = [await place(shop) for _ in range(3)][-1]
    number = (await shop.http.get(f"/orders/{last}")).json()["number"]
    announced = await shop.announced()
    async with shop.transaction() as tx:
        await tx.execute("TRUNCATE orders, order_contents, history CASCADE")
        await tx.execute("ALTER SEQUENCE order_numbers RESTART")
    await take_back(shop, announced)
    more = await place(shop)
    assert (await shop.http.get(f"/orders/{more}")).json()["number"] == str(int(number) + 1)


async def test_the_same_order_sent_again_is_answered_and_another_of_its_id_is_refused(shop: ShopService) -> None:
    body = bodies.order()
    first = await shop.post("/orders", body)
    body["order_id"] = first.json()["order_id"]
    announced = await shop.announced()
    async with shop.transaction() as tx:
        await tx.execute("TRUNCATE orders, order_contents, history, idempotency_keys CASCADE")
    await take_back(shop, announced)
    again = await shop.post("/orders", body)
    assert (again.status_code, again.json()["number"]) == (201, first.json()["number"])
    assert (await shop.post("/orders", body | {"feedback": "another"})).json()["type"] == "order-id-reused"


async def test_of_events_of_a_version_before_the_command_on_the_topic_tells_the_rest(shop: ShopService) -> None:
    command = bodies.command(None, **bodies.order(hold_reason="gift", feedback="ring twice"))
    await shop.deliver(command)
    before = await contents(shop)
    untold = {"hold_reason": None, "fingerprint": None}
    older = [one.model_copy(update=untold) for one in await shop.announced() if isinstance(one, OrderPlaced)]
    await set_back(shop)
    await take_back(shop, older, [command])
    assert await contents(shop) == before
    assert isinstance(command, PlaceOrder)


async def test_versions_go_on_after_all_that_was_announced(shop: ShopService) -> None:
    order_id = await place(shop)
    announced = await everything(shop)
    later = [one.model_copy(update={"sequence": 7}) for one in announced if isinstance(one, OrderSnapshot)]
    await set_back(shop)
    await take_back(shop, [*announced, *later])
    assert (await shop.http.get(f"/orders/{order_id}")).json()["version"] == 8


async def test_what_is_known_of_an_order_that_is_not_here_is_open(shop: ShopService) -> None:
    order_id = await place(shop)
    await shop.post(f"/orders/{order_id}/hold", {"reason": "address"})
    announced = await everything(shop)
    await set_back(shop)
    without = [one for one in announced if isinstance(one, OrderHeld | OrderSnapshot)]
    assert {verdict.outcome for verdict in await take_back(shop, without)} == {Outcome.OPEN}


async def test_a_number_that_another_order_has_by_now_is_told(shop: ShopService) -> None:
    await place(shop)
    announced = await shop.announced()
    async with shop.transaction() as tx:
        await tx.execute("TRUNCATE orders, order_contents, history CASCADE")
        await tx.execute("ALTER SEQUENCE order_numbers RESTART")
    await place(shop)
    (verdict,) = await take_back(shop, announced)
    assert (verdict.outcome, verdict.why) == (Outcome.OPEN, "its number is another order's here")


async def test_an_order_that_expired_is_taken_in_as_such_and_another_waits_as_long_as_before(
    shop: ShopService, clock: Clock
) -> None:
    await place(shop, payment={"method": "cash_on_delivery"})
    await place(shop)
    clock.pass_by(hours=73)
    await place(shop)
    await expire_due(shop.database)
    before, announced = await contents(shop), await everything(shop)
    assert [one["cancel_code"] for one in before["orders"]] == [None, "expired", None]
    await set_back(shop)
    await take_back(shop, announced)
    assert await contents(shop) == before
