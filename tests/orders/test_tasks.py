"""Tasks of orders: added, done, reopened, changed and removed; listed across orders; made once by a reminder."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest
from uuid_utils.compat import uuid7

from services.orders.invariants import INVARIANTS
from shared.clock import now
from shared.schemas.billing import PaymentReminderIssued
from shared.schemas.orders import TaskAdded, TaskDone
from tests.orders.ordering import history, placed, seen
from tests.orders.upstream_events import payment_reminder
from tests.support.clock import Clock
from tests.support.service import ShopService, token

CALL = {"title": "Call the customer", "due": "2026-03-04", "assignee": "bob@shop.example"}


async def added(shop: ShopService, order_id: UUID, **changes: Any) -> Any:
    answer = await shop.post(f"/orders/{order_id}/tasks", CALL | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def changed(shop: ShopService, task: Any, version: int, *, by: str = "alice", **changes: Any) -> httpx.Response:
    async with shop.client(token("orders:task orders:read", subject=by)) as http:
        return await http.put(f"/tasks/{task['task_id']}", json=CALL | changes, headers={"If-Match": f'"{version}"'})


async def titles(shop: ShopService, **asked: Any) -> list[str]:
    return [one["title"] for one in (await shop.http.get("/tasks", params=asked)).json()["items"]]


async def test_a_task_is_added_done_with_a_remark_and_reopened(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    task = await added(shop, order_id)
    assert (task["state"], task["version"], task["added_by"]) == ("open", 1, "alice")
    assert task["may"] == ["change", "finish", "remove"]
    done = (await shop.post(f"/tasks/{task['task_id']}/finish", {"remark": "She pays on Friday."})).json()
    assert (done["state"], done["remark"], done["done_by"], done["version"]) == (
        "done",
        "She pays on Friday.",
        "alice",
        2,
    )
    again = (await shop.post(f"/tasks/{task['task_id']}/finish", {"remark": "me too"})).json()
    assert again == done
    reopened = (await shop.post(f"/tasks/{task['task_id']}/reopen")).json()
    assert (reopened["state"], reopened["remark"], reopened["version"]) == ("open", None, 3)
    assert (await history(shop, order_id))[1:] == [
        ("alice", "task_added"),
        ("alice", "task_done"),
        ("alice", "task_reopened"),
    ]
    _, first, second, _ = await shop.announced()
    assert isinstance(first, TaskAdded)
    assert isinstance(second, TaskDone)
    assert (first.title, first.due, first.assignee) == ("Call the customer", date(2026, 3, 4), "bob@shop.example")
    assert (second.task_version, second.remark) == (2, "She pays on Friday.")


async def test_a_task_does_not_stop_who_is_about_to_cancel_and_cancelled_orders_have_tasks_too(
    shop: ShopService,
) -> None:
    order_id = (await placed(shop)).order_id
    await added(shop, order_id)
    cancelled = await shop.post(f"/orders/{order_id}/cancel", {}, headers={"If-Match": '"1"'})
    assert cancelled.status_code == 200
    await added(shop, order_id, title="Send the gift card back")
    assert (await seen(shop, order_id))["version"] == 2


async def test_of_two_who_change_a_task_the_second_is_told_and_one_that_is_done_is_reopened_first(
    shop: ShopService,
) -> None:
    task = await added(shop, (await placed(shop)).order_id)
    answers = await asyncio.gather(
        changed(shop, task, 1, title="Call her"), changed(shop, task, 1, by="bob", title="Write to her")
    )
    assert sorted(one.status_code for one in answers) == [200, 412]
    again = await changed(shop, task, 1, title="Call her")
    assert again.status_code in (200, 412)  # who was first may send it again
    assert (await changed(shop, task, 2, title="Call her", due=None, assignee=None)).json()["assignee"] is None
    await shop.post(f"/tasks/{task['task_id']}/finish", {})
    late = await changed(shop, task, 4, title="Call him")
    assert (late.status_code, late.json()["type"]) == (409, "task-done")


async def test_a_task_that_is_removed_is_gone_and_the_history_keeps_it(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    task = await added(shop, order_id)
    path = f"/tasks/{task['task_id']}"
    first = await shop.post(f"{path}/remove", key="once")
    again = await shop.post(f"{path}/remove", key="once")
    assert (first.status_code, again.json()) == (200, first.json())
    assert (await shop.post(f"{path}/finish", {})).status_code == 404
    assert (await shop.http.get(f"/orders/{order_id}/tasks")).json()["tasks"] == []
    entry = (await shop.http.get(f"/orders/{order_id}/history")).json()["items"][-1]
    assert (entry["action"], entry["detail"]["title"]) == ("task_removed", "Call the customer")


@pytest.mark.parametrize(
    "wrong", [{"title": " "}, {"title": "two\nlines"}, {"due": "04/03/2026"}, {"due": "1789-07-14"}, {"colour": "red"}]
)
async def test_what_is_no_task_is_refused(shop: ShopService, wrong: Any) -> None:
    order_id = (await placed(shop)).order_id
    answer = await shop.post(f"/orders/{order_id}/tasks", CALL | wrong)
    assert (answer.status_code, answer.json()["type"]) == (422, "invalid-request")
    assert (await shop.post(f"/orders/{uuid7()}/tasks", CALL)).status_code == 404


async def test_an_order_has_a_hundred_tasks_at_most(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await added(shop, order_id)
    async with shop.transaction() as tx:
        await tx.execute(
            "INSERT INTO tasks (task_id, order_id, title, version, added_at, added_by)"
            " SELECT gen_random_uuid(), order_id, title, 1, added_at, added_by FROM tasks, generate_series(2, 100)"
        )
    refused = await shop.post(f"/orders/{order_id}/tasks", CALL)
    assert (refused.status_code, refused.json()["type"]) == (409, "too-many-tasks")


async def test_tasks_are_listed_across_orders_by_the_day_they_are_due(shop: ShopService, clock: Clock) -> None:
    first, second = await placed(shop), await placed(shop)
    await added(shop, first.order_id, title="some day", due=None, assignee=None)
    await added(shop, second.order_id, title="yesterday", due="2026-03-01")
    await added(shop, first.order_id, title="today", due="2026-03-02", assignee="eve@shop.example")
    done = await added(shop, second.order_id, title="done", due="2026-02-01")
    await shop.post(f"/tasks/{done['task_id']}/finish", {})
    assert await titles(shop) == ["yesterday", "today", "some day"]
    assert await titles(shop, assignee="eve@shop.example") == ["today"]
    assert await titles(shop, due_to="2026-03-01") == ["yesterday"]
    assert await titles(shop, state="done") == ["done"]
    page = (await shop.http.get("/tasks", params={"limit": 2})).json()
    assert page["items"][0]["order_number"] == second.number
    assert await titles(shop, limit=2, after=page["next"]) == ["some day"]
    assert (await shop.http.get("/tasks/counts")).json() == {"open": 3, "due": 2, "overdue": 1}
    of_eve = await shop.http.get("/tasks/counts", params={"assignee": "eve@shop.example"})
    assert of_eve.json() == {"open": 1, "due": 1, "overdue": 0}


async def test_orders_are_found_by_when_a_task_of_them_is_due(shop: ShopService) -> None:
    async def found(**asked: Any) -> list[str]:
        return [one["number"] for one in (await shop.http.get("/orders", params=asked)).json()["items"]]

    late, whenever, none = await placed(shop), await placed(shop), await placed(shop)
    task = await added(shop, late.order_id, due="2026-03-01")
    await added(shop, late.order_id, due="2026-04-01")
    await added(shop, whenever.order_id, due=None)
    assert await found(has_task=True) == [whenever.number, late.number]
    assert await found(has_task=False) == [none.number]
    assert await found(task_due_to="2026-03-01") == [late.number]
    await shop.post(f"/tasks/{task['task_id']}/finish", {})
    assert await found(task_due_to="2026-03-01") == []
    assert await found(task_due_to="2026-04-01") == [late.number]
    (rule,) = [one for one in INVARIANTS if "next task" in one.rule]
    async with shop.reading() as queries:
        assert await rule.violations(queries.connection) == []


async def test_a_level_of_reminders_makes_its_task_once(shop: ShopService, clock: Clock) -> None:
    order = await placed(shop)
    reminder = reminded(order.order_id, "Call about the invoice")
    await shop.deliver(reminder)
    await shop.deliver(reminded(order.order_id, None))
    await shop.deliver(PaymentReminderIssued.model_validate(reminder.model_dump()))
    (task,) = (await shop.http.get(f"/orders/{order.order_id}/tasks")).json()["tasks"]
    assert (task["title"], task["due"], task["added_by"]) == ("Call about the invoice", "2026-03-02", "billing")
    await shop.post(f"/tasks/{task['task_id']}/remove")
    await shop.deliver(PaymentReminderIssued.model_validate(reminder.model_dump()))
    assert (await shop.http.get(f"/orders/{order.order_id}/tasks")).json()["tasks"] == []


def reminded(order_id: UUID, task: str | None) -> PaymentReminderIssued:
    return payment_reminder(order_id, at=now(), level=2, sequence=7).model_copy(update={"task": task})
