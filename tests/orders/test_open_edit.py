"""Whoever opens an order to edit it is told who else has it open, and since when; nobody is kept out."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.orders.ordering import placed
from tests.support.clock import Clock
from tests.support.service import ShopService, token

THREE = {"lines": [{"line_no": 1, "quantity": 3}]}


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    """10:00 on 2 March 2026."""


async def opens(shop: ShopService, order_id: UUID, who: str, *, take_over: bool = False) -> tuple[str, str]:
    """Who has it open then, and since when."""
    async with shop.client(token(subject=who)) as http:
        answer = await http.put(f"/orders/{order_id}/open-edit", json={"take_over": take_over})
    return _told(answer.json())


async def has_it(shop: ShopService, order_id: UUID) -> tuple[str, str] | None:
    answer = (await shop.http.get(f"/orders/{order_id}/open-edit")).json()
    return answer["open_edit"] and _told(answer)


def _told(answer: Any) -> tuple[str, str]:
    return answer["open_edit"]["by"], answer["open_edit"]["opened_at"][11:16]


async def test_who_opens_what_somebody_has_open_is_told_and_may_take_it_over(shop: ShopService, clock: Clock) -> None:
    order_id = (await placed(shop)).order_id
    assert await has_it(shop, order_id) is None
    assert await opens(shop, order_id, "ann") == ("ann", "10:00")
    clock.pass_by(minutes=4)
    assert await opens(shop, order_id, "bob") == ("ann", "10:00")
    assert await opens(shop, order_id, "bob", take_over=True) == ("bob", "10:04")
    assert await opens(shop, order_id, "ann") == ("bob", "10:04")
    assert await has_it(shop, order_id) == ("bob", "10:04")


async def test_it_is_over_ten_minutes_after_it_was_worked_on_last(shop: ShopService, clock: Clock) -> None:
    order_id = (await placed(shop)).order_id
    await opens(shop, order_id, "ann")
    clock.pass_by(minutes=9)
    assert await opens(shop, order_id, "ann") == ("ann", "10:00")
    clock.pass_by(minutes=9)
    assert await opens(shop, order_id, "bob") == ("ann", "10:00")
    clock.pass_by(minutes=1)
    assert await has_it(shop, order_id) is None
    assert await opens(shop, order_id, "bob") == ("bob", "10:19")
    clock.pass_by(minutes=11)
    await opens(shop, (await placed(shop)).order_id, "ann")
    async with shop.reading() as queries:
        assert await queries.fetchval("SELECT count(*) FROM open_edits") == 1


async def test_who_leaves_or_changes_the_order_has_it_open_no_more_but_keeps_nobody_out(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await opens(shop, order_id, "ann")
    async with shop.client(token(subject="bob")) as http:
        await http.delete(f"/orders/{order_id}/open-edit")
    assert await has_it(shop, order_id) == ("ann", "10:00")
    edited = await shop.post(f"/orders/{order_id}/edit", THREE, headers={"If-Match": '"1"'})
    assert edited.status_code == 200
    assert await has_it(shop, order_id) == ("ann", "10:00")
    async with shop.client(token(subject="ann")) as http:
        assert (await http.delete(f"/orders/{order_id}/open-edit")).json()["open_edit"] is None
    await opens(shop, order_id, "alice")
    lines = {"lines": [{"line_no": 1, "quantity": 4}]}
    await shop.post(f"/orders/{order_id}/edit", lines, headers={"If-Match": '"2"'})
    assert await has_it(shop, order_id) is None


async def test_what_cannot_be_edited_is_not_opened(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.post(f"/orders/{order_id}/cancel", {})
    refused = await shop.http.put(f"/orders/{order_id}/open-edit", json={})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "order-cancelled")
    assert (await shop.http.put(f"/orders/{uuid4()}/open-edit", json={})).status_code == 404
    async with shop.client(token("orders:read")) as http:
        assert (await http.put(f"/orders/{order_id}/open-edit", json={})).status_code == 403
        assert (await http.get(f"/orders/{order_id}/open-edit")).json()["open_edit"] is None
