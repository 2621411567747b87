"""Mails that come back: said of the message, and nothing more is sent to an address that takes none."""

from uuid import uuid4

import pytest

from services.notifier.bounces.model import read_bounce
from services.notifier.messages.schemas import MessageView
from tests.notifier.conftest import Deliver, MailServer, history, only_message, read, wait_for_state
from tests.support.orders import placed
from tests.support.service import ShopService

REPORT = """\
From: MAILER-DAEMON@mx.shop.example (Mail Delivery System)
To: orders@shop.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.shop.example

Final-Recipient: rfc822; zoe@example.org
Original-Recipient: rfc822;zoe@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <zoe@example.org>: no such person

--B
Content-Type: text/rfc822-headers

From: "Shop" <orders@shop.example>
Message-ID: <{message_id}@shop.example>
Subject: x

--B--
"""


async def sent_message(notifier: ShopService, deliver: Deliver) -> MessageView:
    await notifier.deliver(placed())
    async with deliver():
        return await wait_for_state(notifier, "sent")


async def hand_in(notifier: ShopService, report: str) -> dict[str, object]:
    headers = {"Content-Type": "message/rfc822", "Idempotency-Key": str(uuid4())}
    answer = await notifier.http.post("/bounces", content=report.encode(), headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def report(message: MessageView, status: str = "5.1.1", action: str = "failed") -> str:
    return REPORT.format(message_id=message.message_id, status=status, action=action)


async def test_a_mail_that_came_back_says_so_and_no_other_goes_to_its_address_until_staff_clear_it(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    message = await sent_message(notifier, deliver)
    await notifier.deliver(placed(number="1002"))  # waits to be sent
    taken = await hand_in(notifier, report(message))
    assert taken == {"message_id": str(message.message_id), "status": "5.1.1", "address_undeliverable": True}
    await notifier.deliver(placed(number="1003"))
    states = {(one.order_number, one.state, one.reason) for one in await history(notifier)}
    assert states == {
        ("1001", "sent", None),
        ("1002", "not_sent", "undeliverable"),
        ("1003", "not_sent", "undeliverable"),
    }
    shown = await read(notifier, message.message_id)
    assert shown.bounced_at
    assert (shown.bounce, shown.undeliverable) == ("550 5.1.1 <zoe@example.org>: no such person", True)
    assert "clear_address" in shown.may

    cleared = await notifier.post(f"/messages/{message.message_id}/clear-address")
    assert (cleared.status_code, cleared.json()["undeliverable"]) == (200, False)
    assert "clear_address" not in cleared.json()["may"]
    await notifier.deliver(placed(number="1004"))
    assert {one.order_number: one.state for one in await history(notifier)}["1004"] == "queued"


@pytest.mark.parametrize(
    ("status", "action", "is_back", "is_dead"),
    [
        ("5.1.1", "failed", True, True),
        ("5.2.1", "failed", True, True),  # the mailbox is closed
        ("5.2.2", "failed", True, False),  # it is full
        ("5.7.1", "failed", True, False),  # the mail is not liked
        ("4.4.1", "failed", True, False),  # nobody answered, for days
        ("4.4.1", "delayed", False, False),  # it is still tried
        ("2.0.0", "relayed", False, False),
    ],
)
async def test_only_an_address_that_takes_no_mail_is_marked(
    notifier: ShopService,
    mail_server: MailServer,
    deliver: Deliver,
    status: str,
    action: str,
    is_back: bool,
    is_dead: bool,
) -> None:
    message = await sent_message(notifier, deliver)
    await hand_in(notifier, report(message, status, action))
    shown = await only_message(notifier)
    assert (shown.bounced_at is not None, shown.undeliverable) == (is_back, is_dead)


async def test_whatever_else_arrives_there_changes_nothing(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    message = await sent_message(notifier, deliver)
    nothing = {"message_id": None, "status": None, "address_undeliverable": False}
    forged = report(message).replace(str(message.message_id), str(uuid4()))  # of a mail that nobody has sent
    for other in (forged, "Subject: Thank you\n\nfor the lamp", "\0" * 1000, '{"a": 1, "a": 2}', REPORT):
        assert await hand_in(notifier, other) == nothing
    assert not (await only_message(notifier)).undeliverable


def test_reports_in_a_form_of_their_own_are_read_too() -> None:
    """As qmail and its descendants write them."""
    its_id = uuid4()
    bounce = read_bounce(QMAIL.replace("ID", str(its_id)).encode())
    assert bounce
    assert (bounce.message_id, bounce.is_failure, bounce.blames_address) == (its_id, True, True)


QMAIL = """\
From: MAILER-DAEMON@example.org
To: orders@shop.example
References: <ID@shop.example>
Subject: failure notice

Hi. This is the qmail-send program at example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<zoe@example.org>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <orders@shop.example>
"""
