"""Messages go out once, and what the mail server answers decides what becomes of each."""

import asyncio
from typing import Any

import pytest

from services.notifier.queue.model import RETRY_AFTER
from tests.notifier.conftest import (
    Deliver,
    MailServer,
    a_day_passes,
    has_announced,
    history,
    wait_for_state,
)
from tests.support.orders import CUSTOMER, placed
from tests.support.service import ShopService
from tests.support.waiting import until


async def test_an_accepted_message_is_sent_once(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    order = placed()
    await notifier.deliver(order)
    async with deliver():
        message = await wait_for_state(notifier, "sent")
    async with deliver():
        pass
    (mail,) = mail_server.mails
    assert mail_server.recipients == ["zoe@example.org"]
    assert mail["To"] == "Zoé Martin <zoe@example.org>"
    assert mail["From"] == "Arrière-boutique SARL <orders@shop.example>"
    assert mail["Subject"] == "Nous avons bien reçu votre commande 1001"
    assert mail["Message-ID"] == f"<{message.message_id}@shop.example>"
    assert _part(mail, "plain") == message.text
    assert _part(mail, "html") == message.html
    assert message.attempts == 1
    assert message.sent_at
    (event,) = await notifier.announced()
    assert event.model_dump(exclude={"sent_at"}) == {
        "order_id": order.order_id,
        "sequence": 1,
        "message_id": message.message_id,
        "kind": "order_confirmation",
    }


async def test_many_messages_share_few_connections(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    await notifier.deliver(*(placed(number=str(number)) for number in range(200)))
    async with deliver():
        await until(mail_server.has, 200)
        await until(has_announced, notifier, 200)
    assert len(set(mail_server.subjects())) == 200
    assert mail_server.connections <= 2


async def test_a_permanent_refusal_fails_at_once(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    mail_server.recipient_answers.append("550 5.1.1 <zoe@example.org> unknown here")
    await notifier.deliver(placed())
    async with deliver():
        message = await wait_for_state(notifier, "failed")
    assert message.attempts == 1
    assert message.last_error == "5.1.1 <zoe@example.org> unknown here"
    (event,) = await notifier.announced()
    # The server's words name the customer, so the event has only the code.
    assert event.model_dump()["error"] == "refused by the mail server: 550 5.1.1"


async def test_a_mail_refused_after_its_content_fails_and_the_next_goes_out(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSHOP_SMTP_CONNECTIONS", "1")
    mail_server.answers.append("554 5.7.1 looks like spam")
    first, second = placed(number="1"), placed(number="2")
    await notifier.deliver(first, second)
    async with deliver():
        await until(has_announced, notifier, 2)
    assert [message.state for message in await history(notifier)] == ["failed", "sent"]
    assert mail_server.connections == 1


async def test_a_message_put_off_is_sent_later(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    mail_server.answers.append("451 4.3.0 try again later")
    await notifier.deliver(placed())
    async with deliver():
        message = await wait_for_state(notifier, "queued", attempts=1)
        assert message.last_error == "4.3.0 try again later"
        assert message.next_attempt_at
        assert message.next_attempt_at - message.created_at >= RETRY_AFTER[0]
        await a_day_passes(notifier)
        message = await wait_for_state(notifier, "sent")
    assert message.attempts == 2
    assert message.last_error is None
    assert await notifier.announced_types() == ["MessageSent"]


async def test_a_message_put_off_again_and_again_fails_in_the_end(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    mail_server.answers.extend(["452 4.2.2 mailbox full"] * 20)
    await notifier.deliver(placed())
    async with deliver():
        for attempts in range(1, len(RETRY_AFTER) + 1):
            await wait_for_state(notifier, "queued", attempts=attempts)
            await a_day_passes(notifier)
        message = await wait_for_state(notifier, "failed")
    assert message.attempts == len(RETRY_AFTER) + 1
    (event,) = await notifier.announced()
    assert event.model_dump()["error"] == "given up after repeated attempts: 452 4.2.2"


async def test_mails_leave_no_faster_than_the_rate(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSHOP_MAIL_RATE", "50")
    loop = asyncio.get_running_loop()
    await notifier.deliver(*(placed() for _ in range(26)))
    started = loop.time()
    async with deliver():
        await until(mail_server.has, 26)
    assert loop.time() - started >= 0.5


async def test_an_address_with_other_letters_fails_where_the_server_takes_none(
    notifier: ShopService, deliver: Deliver
) -> None:
    await notifier.deliver(placed(customer=CUSTOMER.model_copy(update={"email": "zoé@example.org"})))
    async with deliver():
        message = await wait_for_state(notifier, "failed")
    assert message.last_error == "5.6.7 the mail server takes no addresses with letters outside ASCII"


async def test_a_domain_with_other_letters_is_written_in_ascii(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    await notifier.deliver(placed(customer=CUSTOMER.model_copy(update={"email": "kunde@straße.example"})))
    async with deliver():
        await wait_for_state(notifier, "sent")
    assert mail_server.recipients == ["kunde@xn--strae-oqa.example"]


async def test_the_log_names_no_customer(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="services")
    mail_server.recipient_answers.append("451 4.1.1 <zoe@example.org> is busy")
    mail_server.sender_answers.append("450 4.1.8 <orders@shop.example> zoe@example.org")
    await notifier.deliver(*(placed() for _ in range(3)))
    async with deliver():
        await until(mail_server.has, 1)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("services", "shared"))]
    assert not [line for line in ours if "zoe" in line.lower() or "Zoé" in line]


def _part(mail: Any, subtype: str) -> str:
    content: str = mail.get_body((subtype,)).get_content()
    return content.replace("\r\n", "\n")
