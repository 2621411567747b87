"""The message history over HTTP, and sending a failed message again."""

from datetime import timedelta
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from services.notifier.messages import list_messages
from services.notifier.messages.model import MessageState
from tests.notifier.conftest import Deliver, MailServer, only_message, wait_for_state
from tests.support.orders import CUSTOMER, PLACED_AT, cancelled, placed
from tests.support.service import ShopService, token


async def failed_message(notifier: ShopService, mail_server: MailServer, deliver: Deliver) -> str:
    mail_server.recipient_answers.append("550 5.1.1 unknown")
    await notifier.deliver(placed())
    async with deliver():
        return str((await wait_for_state(notifier, "failed")).message_id)


async def test_a_failed_message_is_sent_again_when_staff_ask_for_it(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    message_id = await failed_message(notifier, mail_server, deliver)
    answer = await notifier.post(f"/messages/{message_id}/resend")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["attempts"]) == ("queued", 0)
    async with deliver():
        await wait_for_state(notifier, "sent")
    assert await notifier.announced_types() == ["MessageFailed", "MessageSent"]
    assert [event.aggregate_version for event in await notifier.announced()] == [1, 2]


async def test_the_same_request_to_resend_twice_queues_it_once(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    message_id = await failed_message(notifier, mail_server, deliver)
    first = await notifier.post(f"/messages/{message_id}/resend", key="again")
    async with deliver():
        await wait_for_state(notifier, "sent")
    second = await notifier.post(f"/messages/{message_id}/resend", key="again")
    assert (second.status_code, second.json()) == (200, first.json())
    assert (await only_message(notifier)).state == "sent"


async def test_a_message_that_waits_to_be_sent_is_not_sent_again(notifier: ShopService) -> None:
    await notifier.deliver(placed())
    message = await only_message(notifier)
    answer = await notifier.post(f"/messages/{message.message_id}/resend")
    assert (answer.status_code, answer.json()["type"]) == (409, "still-queued")
    assert answer.json()["detail"] == "the message waits to be sent already"


async def test_a_message_without_an_address_is_sent_only_where_somebody_says(notifier: ShopService) -> None:
    await notifier.deliver(placed(customer=CUSTOMER.model_copy(update={"email": None})))
    message = await only_message(notifier)
    answer = await notifier.post(f"/messages/{message.message_id}/resend")
    assert (answer.status_code, answer.json()["type"]) == (409, "no-address")
    assert answer.json()["detail"] == "the customer of this message has no e-mail address: say where to send it"
    sent = await notifier.post(f"/messages/{message.message_id}/resend", {"to": "zoe@example.org"})
    assert (sent.status_code, sent.json()["recipient"], sent.json()["state"]) == (200, "zoe@example.org", "queued")


async def test_a_failed_confirmation_is_not_sent_again_once_its_order_is_cancelled(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    order = placed()
    mail_server.recipient_answers.append("550 5.1.1 unknown")
    await notifier.deliver(order)
    async with deliver():
        message = await wait_for_state(notifier, "failed")
    await notifier.deliver(cancelled(order, notify_customer=False))
    answer = await notifier.post(f"/messages/{message.message_id}/resend")
    assert (answer.status_code, answer.json()["type"]) == (409, "order-cancelled")
    assert answer.json()["detail"] == "the order is cancelled: its confirmation is not sent any more"
    assert (await only_message(notifier)).state == "failed"


async def test_a_message_says_whether_it_may_be_sent_again(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    order = placed()
    mail_server.recipient_answers.append("550 5.1.1 unknown")
    await notifier.deliver(order)
    assert await may(notifier) == []
    async with deliver():
        await wait_for_state(notifier, "failed")
    assert await may(notifier) == ["resend"]
    await notifier.deliver(cancelled(order, notify_customer=False))
    assert await may(notifier) == []


async def test_a_message_sent_again_is_answered_as_it_is_read(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    message_id = await failed_message(notifier, mail_server, deliver)
    answer = (await notifier.post(f"/messages/{message_id}/resend")).json()
    assert answer == (await notifier.http.get(f"/messages/{message_id}")).json()
    assert answer["may"] == []


async def test_an_unknown_message_is_not_found(notifier: ShopService) -> None:
    unknown = uuid7()
    assert (await notifier.http.get(f"/messages/{unknown}")).status_code == 404
    assert (await notifier.post(f"/messages/{unknown}/resend")).status_code == 404


async def test_messages_are_found_by_order_and_by_state(notifier: ShopService) -> None:
    one, other = placed(), placed()
    await notifier.deliver(one, other, cancelled(one))

    async def kinds(**params: str) -> list[tuple[str, str]]:
        answer = await notifier.http.get("/messages", params=params)
        return [(item["kind"], item["state"]) for item in answer.json()["items"]]

    assert await kinds(order_id=str(one.order_id)) == [
        ("order_cancellation", "queued"),
        ("order_confirmation", "not_sent"),
    ]
    assert await kinds(state="not_sent") == [("order_confirmation", "not_sent")]
    assert await kinds(state="queued", order_id=str(other.order_id)) == [("order_confirmation", "queued")]
    assert await kinds(state="sent") == []
    assert (await notifier.http.get("/messages?state=lost")).status_code == 422


async def test_messages_are_found_by_several_states_and_by_kind(notifier: ShopService) -> None:
    one, other = placed(number="1001"), placed(number="1002", placed_at=PLACED_AT + timedelta(seconds=1))
    cancellation = cancelled(one).model_copy(update={"cancelled_at": PLACED_AT + timedelta(seconds=2)})
    await notifier.deliver(one, other, cancellation)
    assert await found(notifier, state=["queued", "not_sent"]) == [
        ("1001", "order_cancellation", "queued"),
        ("1002", "order_confirmation", "queued"),
        ("1001", "order_confirmation", "not_sent"),
    ]
    assert await found(notifier, state=["sent", "not_sent", "not_sent"]) == [("1001", "order_confirmation", "not_sent")]
    assert await found(notifier, kind="order_cancellation") == [("1001", "order_cancellation", "queued")]
    assert await found(notifier, kind="order_confirmation", state=["queued", "failed"]) == [
        ("1002", "order_confirmation", "queued")
    ]
    assert (await notifier.http.get("/messages?kind=telegram")).status_code == 422
    assert (await notifier.http.get("/messages?state=queued&state=lost")).status_code == 422


async def test_messages_are_found_by_order_number_and_by_the_start_of_the_address(notifier: ShopService) -> None:
    zoe = placed(number="1001", customer=CUSTOMER.model_copy(update={"email": "Zoe@example.org"}))
    zoltan = placed(
        number="1002",
        placed_at=PLACED_AT + timedelta(seconds=1),
        customer=CUSTOMER.model_copy(update={"email": "zoltan@example.org"}),
    )
    nobody = placed(number="10", customer=CUSTOMER.model_copy(update={"email": None}))
    await notifier.deliver(zoe, zoltan, nobody)
    assert [number for number, _, _ in await found(notifier, q="ZO")] == ["1002", "1001"]
    assert [number for number, _, _ in await found(notifier, q="zoe@example.org")] == ["1001"]
    assert [number for number, _, _ in await found(notifier, q="1002")] == ["1002"]
    assert [number for number, _, _ in await found(notifier, q="10")] == ["10"]
    assert await found(notifier, q="zo", state=["failed"]) == []
    for nothing in ("example", "z%", "_oe", "' OR '1'='1"):
        assert await found(notifier, q=nothing) == []


async def test_a_search_that_finds_very_many_messages_comes_in_pages_too(
    notifier: ShopService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_messages, "FEW", 2)
    numbers = range(1001, 1006)
    await notifier.deliver(*(placed(number=str(one), placed_at=PLACED_AT + timedelta(seconds=one)) for one in numbers))
    assert [number for number, _, _ in await found(notifier, q="zoe", limit=3)] == ["1005", "1004", "1003"]


async def test_messages_are_counted_by_state(notifier: ShopService) -> None:
    assert await by_state(notifier) == {"queued": 0, "sent": 0, "failed": 0, "not_sent": 0}
    one = placed()
    await notifier.deliver(one, placed(), cancelled(one))
    assert await by_state(notifier) == {"queued": 2, "sent": 0, "failed": 0, "not_sent": 1}


async def test_very_many_messages_are_not_counted_to_the_last(
    notifier: ShopService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_messages, "COUNTED", 3)
    await notifier.deliver(*(placed() for _ in range(5)))
    assert await by_state(notifier) == {"queued": 3, "sent": 0, "failed": 0, "not_sent": 0}


async def test_a_message_written_before_order_numbers_were_kept_is_shown_without(notifier: ShopService) -> None:
    await notifier.deliver(placed(number="1001"))
    assert (await only_message(notifier)).order_number == "1001"
    async with notifier.transaction() as tx:
        await tx.execute("UPDATE messages SET order_number = NULL")
    assert (await only_message(notifier)).order_number is None


async def test_pages_follow_each_other_without_gap_or_overlap(notifier: ShopService) -> None:
    await notifier.deliver(*(placed() for _ in range(5)))
    seen, after, pages = [], "", 0
    while pages == 0 or after:
        page = (await notifier.http.get(f"/messages?limit=2&after={after}")).json()
        seen += [item["message_id"] for item in page["items"]]
        after, pages = page["next"], pages + 1
    assert (len(seen), pages) == (5, 3)
    assert seen == sorted(set(seen), reverse=True)
    assert (await notifier.http.get("/messages?after=nonsense")).status_code == 422
    assert (await notifier.http.get("/messages?after=WyJub25zZW5zZSJd")).status_code == 422


async def test_the_list_leaves_the_contents_out(notifier: ShopService) -> None:
    await notifier.deliver(placed())
    (item,) = (await notifier.http.get("/messages")).json()["items"]
    assert not {"text", "html"} & set(item)


async def test_reading_and_resending_need_their_scopes(notifier: ShopService) -> None:
    path = f"/messages/{uuid7()}"
    async with notifier.client(None) as nobody, notifier.client(token("notifier:read")) as reader:
        assert (await nobody.get("/messages")).status_code == 401
        assert (await reader.get("/messages")).status_code == 200
        assert (await reader.post(f"{path}/resend", headers={"Idempotency-Key": "k"})).status_code == 403
    async with notifier.client(token("orders:read")) as other:
        assert (await other.get(path)).status_code == 403


async def found(notifier: ShopService, **params: Any) -> list[tuple[str, str, str]]:
    answer = await notifier.http.get("/messages", params=params)
    assert answer.status_code == 200, answer.text
    return [(item["order_number"], item["kind"], item["state"]) for item in answer.json()["items"]]


async def may(notifier: ShopService) -> list[str]:
    """What may be done with the only message, as the list and the message itself say."""
    (listed,) = (await notifier.http.get("/messages")).json()["items"]
    message = (await notifier.http.get(f"/messages/{listed['message_id']}")).json()
    assert message["may"] == listed["may"]
    found: list[str] = listed["may"]
    return found


async def by_state(notifier: ShopService) -> dict[str, int]:
    return {state: count for state, count in (await counts(notifier)).items() if state in set(MessageState)}


async def counts(notifier: ShopService) -> dict[str, int]:
    answer = await notifier.http.get("/messages/counts")
    return dict(answer.json())
