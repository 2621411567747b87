"""Custom statuses: kept in the settings, set and cleared on orders, never pulled away from under one."""

import asyncio
from typing import Any

import httpx
import pytest

from shared.schemas.orders import CustomStatusCleared, CustomStatusSet
from tests.orders.ordering import history, placed, seen
from tests.orders.settings_api import section
from tests.support.service import ShopService, token

ENGRAVING = {
    "code": "engraving",
    "title_en": "Being engraved",
    "title_fr": "En gravure",
    "colour": "purple",
    "visible_to_customer": True,
    "notifies_customer": True,
    "message_en": "It takes two days.",
    "message_fr": "Il faut deux jours.",
    "archived": False,
}
CHECKED = {"code": "checked", "title_en": "Checked", "title_fr": "Vérifiée"}


async def save(shop: ShopService, *statuses: Any, version: int = 0) -> httpx.Response:
    headers = {"If-Match": f'"{version}"', "Authorization": f"Bearer {token('orders:settings', subject='olive')}"}
    return await shop.http.put("/settings/processes", json={"custom_statuses": statuses}, headers=headers)


async def give(shop: ShopService, order_id: Any, code: str | None, **more: Any) -> httpx.Response:
    return await shop.post(f"/orders/{order_id}/custom-status", {"custom_status": code, **more})


async def test_an_order_is_given_a_status_of_the_settings_and_it_is_taken_away(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    assert (await save(shop, ENGRAVING, CHECKED)).status_code == 200
    assert (await seen(shop, order_id))["custom_status"] is None
    answer = await give(shop, order_id, "engraving")
    shown = {name: value for name, value in ENGRAVING.items() if not name.startswith("message")}
    assert (answer.status_code, answer.json()["custom_status"], answer.json()["version"]) == (200, shown, 2)
    await give(shop, order_id, "engraving")  # again: nothing happens
    assert (await give(shop, order_id, None)).json()["custom_status"] is None
    await give(shop, order_id, None)
    assert await history(shop, order_id) == [
        ("storefront", "placed"),
        ("alice", "custom_status_set"),
        ("alice", "custom_status_cleared"),
    ]
    _, was_set, cleared = await shop.announced()
    assert isinstance(was_set, CustomStatusSet)
    assert isinstance(cleared, CustomStatusCleared)
    assert (was_set.sequence, was_set.status, was_set.title_fr, was_set.colour) == (
        2,
        "engraving",
        "En gravure",
        "purple",
    )
    assert (was_set.notify_customer, was_set.message, was_set.by) == (True, "Il faut deux jours.", "alice")
    assert was_set.customer is not None
    assert (cleared.sequence, cleared.title_en) == (3, "Being engraved")
    assert [one.custom_status for one in await shop.snapshots()] == [None, "engraving", None]


async def test_nobody_is_told_of_a_status_that_tells_nobody_or_where_staff_say_so(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await save(shop, ENGRAVING, CHECKED)
    await give(shop, order_id, "engraving", notify_customer=False)
    await give(shop, order_id, "checked")
    told = [one for one in await shop.announced() if isinstance(one, CustomStatusSet)]
    assert [(one.status, one.notify_customer, one.message, one.customer) for one in told] == [
        ("engraving", False, None, None),
        ("checked", False, None, None),
    ]


async def test_a_status_that_the_settings_do_not_have_is_refused_and_so_is_one_that_is_archived(
    shop: ShopService,
) -> None:
    order_id, other = (await placed(shop)).order_id, (await placed(shop)).order_id
    refused = await give(shop, order_id, "engraving")
    assert (refused.status_code, refused.json()["type"]) == (422, "custom-status-unknown")
    await save(shop, ENGRAVING)
    await give(shop, order_id, "engraving")
    assert (await save(shop, ENGRAVING | {"archived": True}, version=1)).status_code == 200
    late = await give(shop, other, "engraving")
    assert (late.status_code, late.json()["type"]) == (409, "custom-status-archived")
    assert (await give(shop, order_id, "engraving")).status_code == 200  # it has it already
    assert (await seen(shop, order_id))["custom_status"]["archived"] is True
    await save(shop, ENGRAVING, version=2)
    assert (await give(shop, other, "engraving")).status_code == 200


async def test_a_status_that_orders_have_is_not_removed_and_another_is(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await save(shop, ENGRAVING, CHECKED)
    await give(shop, order_id, "engraving")
    refused = await save(shop, CHECKED, version=1)
    assert (refused.status_code, refused.json()["type"]) == (409, "custom-status-in-use")
    assert (await save(shop, ENGRAVING, version=1)).status_code == 200
    assert [one["code"] for one in (await section(shop, "processes"))["values"]["custom_statuses"]] == ["engraving"]


async def test_of_who_sets_a_status_and_who_takes_it_away_at_once_one_is_told(shop: ShopService) -> None:
    orders = [(await placed(shop)).order_id for _ in range(4)]
    await save(shop, ENGRAVING)
    *given, removed = await asyncio.gather(*(give(shop, one, "engraving") for one in orders), save(shop, version=1))
    has_it = [one.json().get("custom_status", {}) is not None and one.status_code == 200 for one in given]
    if removed.status_code == 200:
        assert has_it == [False] * 4
    else:
        assert removed.json()["type"] == "custom-status-in-use"
        assert any(has_it)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"code": "Being engraved"}, "invalid-request"),
        ({"colour": "beige"}, "invalid-request"),
        ({"visible_to_customer": False}, "custom-status-not-visible"),
        ({"message_en": "Order {{ order.number }} is with us."}, "custom-status-message-has-marks"),
        ({"message_fr": "{% if x %}Oui{% endif %}"}, "custom-status-message-has-marks"),
        ({"code": "checked"}, "custom-status-twice"),
        ({"title_fr": "VÉRIFIÉE"}, "custom-status-twice"),
    ],
)
async def test_what_settings_of_statuses_refuse(shop: ShopService, changes: Any, refusal: str) -> None:
    answer = await save(shop, CHECKED, ENGRAVING | changes)
    assert (answer.status_code, answer.json()["type"]) == (422, refusal)


async def test_the_list_shows_it_and_finds_orders_by_it(shop: ShopService) -> None:
    given, _ = (await placed(shop)).order_id, (await placed(shop)).order_id
    await save(shop, ENGRAVING)
    await give(shop, given, "engraving")
    found = (await shop.http.get("/orders", params={"custom_status": "engraving"})).json()["items"]
    assert [(one["order_id"], one["custom_status"]["title_en"]) for one in found] == [(str(given), "Being engraved")]
    everything = (await shop.http.get("/orders")).json()["items"]
    assert [one["custom_status"] and one["custom_status"]["code"] for one in everything] == [None, "engraving"]
    listed = (await shop.http.get("/custom-statuses", params={"counted": True})).json()
    assert ([one["code"] for one in listed["custom_statuses"]], listed["orders"]) == (["engraving"], {"engraving": 1})


async def test_completed_and_cancelled_orders_have_one_too(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await save(shop, ENGRAVING)
    await shop.post(f"/orders/{order_id}/cancel", {})
    assert (await give(shop, order_id, "engraving")).status_code == 200
