"""The internal note of an order: one, always editable, and nobody's words are overwritten unseen."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from uuid_utils.compat import uuid7

from services.orders.usecases.save_note import SaveNote, save_note
from shared.schemas.orders import CancelOrder
from tests.orders.ordering import history, placed, seen
from tests.orders.upstream_events import payment_recorded, shipped
from tests.support.bodies import order
from tests.support.service import ShopService, token
from tests.support.waiting import until


async def save(
    shop: ShopService, order_id: UUID, text: Any, version: int, *, by: str = "alice", scopes: str = "orders:note"
) -> httpx.Response:
    async with shop.client(token(scopes, subject=by)) as http:
        return await http.put(f"/orders/{order_id}/note", json={"text": text}, headers={"If-Match": f'"{version}"'})


async def note(shop: ShopService, order_id: UUID) -> tuple[str, int, str] | None:
    shown = (await seen(shop, order_id))["note"]
    return shown and (shown["text"], shown["version"], shown["saved_by"])


async def test_an_order_has_no_note_until_one_is_saved(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    assert await note(shop, order_id) is None


async def test_a_saved_note_shows_on_the_order_with_who_saved_it(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    response = await save(shop, order_id, " Call before delivery.\nRing twice. ", 0)
    assert (response.status_code, response.headers["etag"]) == (200, '"1"')
    answer = response.json()
    assert (answer["text"], answer["version"], answer["saved_by"]) == (
        "Call before delivery.\nRing twice.",
        1,
        "alice",
    )
    assert (await seen(shop, order_id))["note"] == answer


async def test_the_last_who_saved_it_is_shown(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await save(shop, order_id, "call first", 0)
    response = await save(shop, order_id, "called, all is well", 1, by="bob")
    assert response.headers["etag"] == '"2"'
    assert await note(shop, order_id) == ("called, all is well", 2, "bob")


async def test_the_history_tells_that_it_was_saved_but_not_what_it_says(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await save(shop, order_id, "call first", 0)
    response = await shop.http.get(f"/orders/{order_id}/history")
    entry = response.json()["items"][-1]
    assert (entry["by"], entry["action"], entry["detail"]) == ("alice", "note_saved", None)


async def test_the_words_that_are_replaced_are_kept_in_the_history(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await save(shop, order_id, "call first", 0)
    await save(shop, order_id, "called, all is well", 1, by="bob")
    await save(shop, order_id, "", 2)
    await save(shop, order_id, "gift wrapping", 3)
    entries = (await shop.http.get(f"/orders/{order_id}/history")).json()["items"]
    assert [(one["by"], one["detail"]) for one in entries if one["action"] == "note_saved"] == [
        ("alice", None),
        ("bob", {"replaced": "call first"}),
        ("alice", {"replaced": "called, all is well"}),
        ("alice", None),
    ]


async def test_it_is_told_by_a_snapshot_of_the_same_version_and_no_event_carries_it(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await save(shop, order_id, "call first", 0)
    placement, noted = await shop.snapshots()
    assert noted == placement
    assert noted.sequence == (await seen(shop, order_id))["version"] == 1
    assert await shop.announced_types() == ["OrderPlaced"]


async def test_of_two_who_edit_it_the_second_must_read_it_again(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await save(shop, order_id, "call first", 0)
    assert (await save(shop, order_id, "do not call", 1, by="bob")).status_code == 200
    late = await save(shop, order_id, "call after six", 1)
    assert (late.status_code, late.json()["type"]) == (412, "stale-version")
    assert late.json()["detail"] == "the note is not at version 1"
    assert await note(shop, order_id) == ("do not call", 2, "bob")


async def test_of_two_who_save_at_the_same_moment_one_wins_and_the_other_is_told(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    answers = await asyncio.gather(
        save(shop, order_id, "call first", 0), save(shop, order_id, "do not call", 0, by="bob")
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    (won,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert await note(shop, order_id) == (won["text"], 1, won["saved_by"])
    assert [action for _, action in await history(shop, order_id)] == ["placed", "note_saved"]


async def test_who_saves_while_another_is_saving_waits_and_is_then_told(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id

    async def somebody_waits() -> bool:
        async with shop.reading() as tx:
            return bool(await tx.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))

    async with shop.transaction(locking=[order_id]) as tx:
        await save_note(tx, SaveNote(order_id, "call first", 0, "alice"))
        rival = asyncio.create_task(save(shop, order_id, "do not call", 0, by="bob"))
        await until(somebody_waits)
    assert (await rival).status_code == 412
    assert await note(shop, order_id) == ("call first", 1, "alice")


async def test_a_save_whose_answer_was_lost_may_be_sent_again(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await save(shop, order_id, "call first", 0)
    first = await save(shop, order_id, "do not call", 1)
    again = await save(shop, order_id, "do not call", 1)
    assert (again.status_code, again.headers["etag"], again.json()) == (200, '"2"', first.json())
    assert [action for _, action in await history(shop, order_id)] == ["placed", "note_saved", "note_saved"]
    assert len(await shop.snapshots()) == 3


async def test_the_same_words_of_somebody_else_are_not_taken_for_a_repetition(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await save(shop, order_id, "call first", 0)
    assert (await save(shop, order_id, "call first", 0, by="bob")).status_code == 412


async def test_saving_what_is_there_already_changes_nothing(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    first = await save(shop, order_id, "call first", 0)
    again = await save(shop, order_id, "call first", 1, by="bob")
    assert (again.status_code, again.json()) == (200, first.json())
    assert await note(shop, order_id) == ("call first", 1, "alice")


async def test_a_note_may_be_cleared_and_written_again(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await save(shop, order_id, "call first", 0)
    await save(shop, order_id, "   ", 1)
    assert await note(shop, order_id) == ("", 2, "alice")
    await save(shop, order_id, "call again", 2)
    assert await note(shop, order_id) == ("call again", 3, "alice")


async def test_completed_and_cancelled_orders_keep_their_note_and_it_may_be_edited(shop: ShopService) -> None:
    completed, cancelled = (await placed(shop)).order_id, (await placed(shop)).order_id
    await save(shop, cancelled, "call first", 0)
    await shop.deliver(payment_recorded(completed, "25.00"), shipped(completed), CancelOrder(order_id=cancelled))
    assert await note(shop, cancelled) == ("call first", 1, "alice")
    assert (await save(shop, completed, "a good customer", 0)).status_code == 200
    assert (await save(shop, cancelled, "called off", 1)).status_code == 200


async def test_a_note_does_not_stop_who_is_about_to_cancel(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await save(shop, order_id, "call first", 0)
    response = await shop.post(f"/orders/{order_id}/cancel", {}, headers={"If-Match": '"1"'})
    assert response.status_code == 200
    assert response.json()["note"]["text"] == "call first"


async def test_every_answer_about_an_order_has_its_note(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await save(shop, order_id, "call first", 0)
    for path, body in (("hold", {"reason": "address to be checked"}), ("resume", None)):
        assert (await shop.post(f"/orders/{order_id}/{path}", body)).json()["note"]["text"] == "call first"
    again = await shop.post("/orders", order(order_id=str(uuid7())))
    assert again.json()["note"] is None


async def test_a_note_without_the_version_that_was_read_is_refused(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    response = await shop.http.put(f"/orders/{order_id}/note", json={"text": "call first"})
    assert (response.status_code, response.json()["type"]) == (428, "precondition-required")
    assert await note(shop, order_id) is None


@pytest.mark.parametrize("version", ["first", '"-1"', "*", '"1", "2"', '"""1', '1"'])
async def test_a_version_that_is_none_is_refused(shop: ShopService, version: str) -> None:
    order_id = (await placed(shop)).order_id
    response = await shop.http.put(
        f"/orders/{order_id}/note", json={"text": "call first"}, headers={"If-Match": version}
    )
    assert (response.status_code, response.json()["type"]) == (400, "bad-version")


async def test_a_version_from_the_future_is_stale(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    response = await save(shop, order_id, "call first", 7)
    assert response.json()["detail"] == "the note is not at version 7"


async def test_a_note_has_at_most_4000_characters_and_no_control_characters(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    assert (await save(shop, order_id, "é" * 4000, 0)).status_code == 200
    for text in ("é" * 4001, "a\0b", None, 17):
        assert (await save(shop, order_id, text, 1)).status_code == 422
    assert await note(shop, order_id) == ("é" * 4000, 1, "alice")


async def test_markup_and_sql_in_a_note_come_back_as_they_are(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    nasty = "'); DROP TABLE notes; -- <script>alert(1)</script> {{7*7}} %s é 😀"
    await save(shop, order_id, nasty, 0)
    assert await note(shop, order_id) == (nasty, 1, "alice")


async def test_an_order_that_does_not_exist_is_not_found(shop: ShopService) -> None:
    order_id = uuid7()
    response = await save(shop, order_id, "call first", 0)
    assert (response.status_code, response.json()["detail"]) == (404, f"there is no order {order_id}")


async def test_who_may_cancel_may_not_write_notes_without_that_right(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    response = await save(shop, order_id, "call first", 0, scopes="orders:read orders:write")
    assert (response.status_code, response.json()["detail"]) == (403, "the token lacks the scope orders:note")
