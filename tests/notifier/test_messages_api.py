"""The message history over HTTP, and sending a failed message again."""

from uuid_utils.compat import uuid7

from tests.notifier.conftest import Deliver, MailServer, only_message, wait_for_state
from tests.support.orders import CUSTOMER, cancelled, placed
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


async def test_a_message_that_has_not_failed_is_not_sent_again(notifier: ShopService) -> None:
    await notifier.deliver(placed())
    message = await only_message(notifier)
    answer = await notifier.post(f"/messages/{message.message_id}/resend")
    assert (answer.status_code, answer.json()["detail"]) == (409, "a message that is queued cannot become queued")


async def test_a_message_without_an_address_cannot_be_sent_again(notifier: ShopService) -> None:
    await notifier.deliver(placed(customer=CUSTOMER.model_copy(update={"email": None})))
    message = await only_message(notifier)
    answer = await notifier.post(f"/messages/{message.message_id}/resend")
    assert answer.status_code == 409


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
