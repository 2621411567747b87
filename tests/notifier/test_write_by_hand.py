"""Staff write to a customer by hand, and have any message of the history sent again."""

import re
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from services.notifier.queue.model import Outcome
from shared.schemas.notifier import MessageSentV2
from shared.schemas.orders import OrderPlaced
from tests.notifier.conftest import Deliver, MailServer, has_announced, history, read
from tests.notifier.pickups import ready, send, to_pick_up, withdrawn
from tests.support.orders import CUSTOMER, cancelled, placed
from tests.support.service import ShopService, token
from tests.support.waiting import until

TEXT = """\
Bonjour Zoé,

Votre lampe <b> part demain :
https://www.laposte.fr/outils/suivre-vos-envois?code=6A12345678905."""


def letter(order: OrderPlaced, **changes: Any) -> dict[str, Any]:
    return {"order_id": str(order.order_id), "subject": "Votre lampe part demain", "text": TEXT} | changes


async def test_what_staff_write_reaches_the_customer_with_the_name_of_the_shop(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    order = placed()
    await notifier.deliver(order)
    written = await notifier.post("/messages", letter(order), key="one")
    assert written.status_code == 201, written.text
    assert (await notifier.post("/messages", letter(order), key="one")).json() == written.json()
    message = written.json()
    assert (message["kind"], message["asked_by"], message["resend_of"]) == ("by_hand", "alice", None)
    assert (message["recipient"], message["language"], message["may"]) == ("zoe@example.org", "fr", [])
    async with deliver():
        await until(has_announced, notifier, 2)
    mail = next(mail for mail in mail_server.mails if mail["Subject"] == "Votre lampe part demain")
    assert mail["Auto-Submitted"] is None
    body = mail.get_body(("plain",))
    assert body
    assert body.get_content().replace("\r\n", "\n").strip() == f"{TEXT}\n\nArrière-boutique SARL"
    event = next(event for event in await notifier.announced() if isinstance(event, MessageSentV2))
    assert (event.kind, event.by, event.to) == ("by_hand", "alice", "zoe@example.org")


async def test_its_links_can_be_followed_and_what_looks_like_markup_is_text(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(order)
    html = (await notifier.post("/messages", letter(order))).json()["html"]
    link = "https://www.laposte.fr/outils/suivre-vos-envois?code=6A12345678905"
    assert re.search(f'<br><a href="{re.escape(link)}"[^>]*>{re.escape(link)}</a>\\.</p>', html)
    assert "Votre lampe &lt;b&gt; part" in html


async def test_a_preview_is_the_mail_as_it_would_be_sent_and_sends_none(notifier: ShopService) -> None:
    order = placed(language="en")
    await notifier.deliver(order)
    shown = (await notifier.post("/messages/preview", letter(order, to="zoe@work.example"))).json()
    assert [one.kind for one in await history(notifier)] == ["order_confirmation"]
    sent = (await notifier.post("/messages", letter(order, to="zoe@work.example"))).json()
    assert {name: sent[name] for name in shown} == shown
    assert shown["recipient"] == "zoe@work.example"


async def test_two_messages_at_one_moment_are_two(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(order)
    for _ in range(2):
        assert (await notifier.post("/messages", letter(order))).status_code == 201
    assert [one.kind for one in await history(notifier)].count("by_hand") == 2


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"subject": ""}, "string_too_short"),
        ({"subject": " \u200b"}, "nothing_to_see"),
        ({"subject": "a" * 201}, "string_too_long"),
        ({"subject": "Bonjour\r\nBcc: everybody@example.org"}, None),
        ({"text": " "}, "string_too_short"),
        ({"text": "a" * 10_001}, "string_too_long"),
        ({"text": "a\0b"}, None),
        ({"to": "zoe@example..org"}, None),
        ({"to": "zoe@example.org\nBcc: x@example.org"}, None),
        ({"title": "?"}, None),
    ],
)
async def test_what_cannot_be_a_mail_is_refused(notifier: ShopService, wrong: Any, kind: str | None) -> None:
    order = placed()
    await notifier.deliver(order)
    refused = await notifier.post("/messages", letter(order, **wrong))
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error["at"] == f"body/{next(iter(wrong))}"
    assert kind in (None, error["kind"])
    assert len(await history(notifier)) == 1


async def test_who_has_no_address_or_is_not_known_cannot_be_written_to(notifier: ShopService) -> None:
    nobody = placed(customer=CUSTOMER.model_copy(update={"email": None}))
    await notifier.deliver(nobody)
    refused = await notifier.post("/messages", letter(nobody))
    assert (refused.status_code, refused.json()["type"]) == (409, "no-address")
    assert refused.json()["detail"] == "the customer of order 1001 has no e-mail address: say where to send it"
    assert (await notifier.post("/messages", letter(nobody, to="zoe@example.org"))).status_code == 201
    unknown = await notifier.post("/messages", letter(nobody, order_id=str(uuid7())))
    assert (unknown.status_code, unknown.json()["type"]) == (404, "order-not-found")


async def test_writing_and_previews_need_their_scopes(notifier: ShopService) -> None:
    order = placed()
    await notifier.deliver(order)
    headers = {"Idempotency-Key": "k", "Authorization": f"Bearer {token('notifier:read')}"}
    assert (await notifier.http.post("/messages", json=letter(order), headers=headers)).status_code == 403
    headers["Authorization"] = f"Bearer {token('notifier:write')}"
    assert (await notifier.http.post("/messages/preview", json=letter(order), headers=headers)).status_code == 403
    written = await notifier.http.post("/messages", json=letter(order), headers=headers)
    assert (written.status_code, set(written.json())) == (201, {"message_id", "state"})


async def test_a_message_that_was_sent_goes_out_again_and_points_to_the_first(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    order = to_pick_up()
    await notifier.deliver(order)
    async with deliver():
        await until(has_announced, notifier, 1)
    (first,) = await history(notifier)
    assert first.may == ("resend",)
    again = (await notifier.post(f"/messages/{first.message_id}/resend", {"to": "zoe@work.example"})).json()
    assert (again["resend_of"], again["asked_by"]) == (str(first.message_id), "alice")
    assert (again["state"], again["recipient"], again["kind"]) == ("queued", "zoe@work.example", "order_confirmation")
    assert again["text"] == (await read(notifier, first.message_id)).text
    async with deliver():
        await until(has_announced, notifier, 2)
    assert mail_server.recipients == ["zoe@example.org", "zoe@work.example"]
    third = (await notifier.post(f"/messages/{again['message_id']}/resend")).json()
    assert (third["resend_of"], third["recipient"]) == (str(first.message_id), "zoe@example.org")
    await notifier.deliver(ready(order))
    assert [one.recipient for one in await history(notifier) if one.kind == "pickup_ready"] == ["zoe@example.org"]
    told = (await notifier.announced())[-1]
    assert isinstance(told, MessageSentV2)
    assert (told.kind, told.by, told.to) == ("order_confirmation", "alice", "zoe@work.example")


async def test_one_that_failed_goes_to_another_address_as_a_new_one(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    mail_server.recipient_answers.append("550 5.1.1 unknown")
    await notifier.deliver(placed())
    async with deliver():
        await until(has_announced, notifier, 1)
    (failed,) = await history(notifier)
    await notifier.post(f"/messages/{failed.message_id}/resend", {"to": "zoe@work.example"})
    assert [(one.state, one.recipient) for one in await history(notifier)] == [
        ("failed", "zoe@example.org"),
        ("queued", "zoe@work.example"),
    ]


async def test_one_that_failed_waits_for_nobody_once_it_went_to_another_address(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    async def waiting() -> tuple[int, list[str]]:
        counted = (await notifier.http.get("/messages/counts")).json()["failed"]
        listed = (await notifier.http.get("/messages?state=failed&sent_again=false")).json()["items"]
        return counted, [one["recipient"] for one in listed]

    mail_server.recipient_answers += ["550 5.1.1 unknown", "550 5.1.1 unknown"]
    await notifier.deliver(placed())
    async with deliver():
        await until(has_announced, notifier, 1)
    (failed,) = await history(notifier)
    assert await waiting() == (1, ["zoe@example.org"])
    again = f"/messages/{failed.message_id}/resend"
    await notifier.post(again, {"to": "zoe@werk.example"})
    assert await waiting() == (0, [])
    async with deliver():
        await until(has_announced, notifier, 2)
    assert await waiting() == (2, ["zoe@werk.example", "zoe@example.org"])
    await notifier.post(again, {"to": "zoe@work.example"})
    async with deliver():
        await until(has_announced, notifier, 3)
    assert await waiting() == (0, [])
    listed = (await notifier.http.get("/messages")).json()["items"]
    assert [(one["state"], one["sent_again"]) for one in listed] == [
        ("sent", False),
        ("failed", True),
        ("failed", True),
    ]
    assert len((await notifier.http.get("/messages?sent_again=true")).json()["items"]) == 2
    async with notifier.transaction() as tx:
        await tx.execute("UPDATE messages SET bounced_at = now() WHERE state = 'sent'")
    assert await waiting() == (2, ["zoe@werk.example", "zoe@example.org"])


async def test_what_is_so_no_more_is_not_sent_again(notifier: ShopService) -> None:
    pickup, order = to_pick_up(), placed()
    await notifier.deliver(pickup, ready(pickup))
    await send(notifier, Outcome.ACCEPTED)
    await notifier.deliver(withdrawn(pickup), order, cancelled(order))
    by_kind = {(one.kind, one.order_id): one for one in await history(notifier)}
    for found, problem in (
        (by_kind["pickup_ready", pickup.order_id], "message-over"),
        (by_kind["order_confirmation", order.order_id], "order-cancelled"),
    ):
        refused = await notifier.post(f"/messages/{found.message_id}/resend", {"to": "zoe@work.example"})
        assert (refused.status_code, refused.json()["type"], found.may) == (409, problem, ())
