"""Mails that come back: said of the message, and nothing more is sent to an address that takes none."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.notifier.messages.message_id import message_id
from services.notifier.messages.schemas import MessageView
from services.notifier.usecases.take_back import take_back_outcomes
from shared.messaging.take_back import Unknown
from shared.schemas.event import Event
from shared.schemas.notifier import AddressCleared, MessageBounced, MessageKind, MessageSent
from tests.notifier.conftest import Deliver, MailServer, history, only_message, read, wait_for_state
from tests.notifier.pickups import NOON
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
    asked = await notifier.http.get("/undeliverable", params={"address": ["Zoe@example.org", "lou@example.org"]})
    (dead,) = asked.json()["items"]
    assert (dead["address"], dead["message_id"]) == ("zoe@example.org", str(message.message_id))

    cleared = await notifier.post(f"/messages/{message.message_id}/clear-address")
    assert (cleared.status_code, cleared.json()["undeliverable"]) == (200, False)
    assert "clear_address" not in cleared.json()["may"]
    await notifier.deliver(placed(number="1004"))
    assert {one.order_number: one.state for one in await history(notifier)}["1004"] == "queued"


async def test_it_is_told_once_that_a_mail_came_back_and_who_has_cleared_its_address(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    message = await sent_message(notifier, deliver)
    for status in ("5.2.2", "5.2.2", "5.1.1", "5.1.1"):  # the second kind of them blames the address
        await hand_in(notifier, report(message, status))
    for _ in range(2):
        await notifier.post(f"/messages/{message.message_id}/clear-address")
    sent, full, gone, cleared = await notifier.announced()
    assert isinstance(full, MessageBounced)
    assert isinstance(gone, MessageBounced)
    assert isinstance(cleared, AddressCleared)
    assert [(one.status, one.address_undeliverable) for one in (full, gone)] == [("5.2.2", False), ("5.1.1", True)]
    assert {one.message_id for one in (full, gone, cleared)} == {message.message_id}
    assert (full.order_id, full.kind, full.to) == (message.order_id, "order_confirmation", None)
    assert cleared.by == "alice"
    assert "zoe" not in full.model_dump_json() + gone.model_dump_json() + cleared.model_dump_json()


async def test_what_came_back_is_listed_and_counted_until_it_is_sent_again(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    message = await sent_message(notifier, deliver)
    await hand_in(notifier, report(message))
    back = {"bounced": "true", "sent_again": "false"}

    async def work() -> tuple[int, list[str]]:
        counts = (await notifier.http.get("/messages/counts")).json()
        listed = (await notifier.http.get("/messages", params=back)).json()["items"]
        return counts["bounced"], [one["message_id"] for one in listed]

    assert await work() == (1, [str(message.message_id)])
    again = await notifier.post(f"/messages/{message.message_id}/resend", {"to": "lou@example.org"})
    assert (again.status_code, again.json()["state"], again.json()["bounced_at"]) == (200, "queued", None)
    assert await work() == (0, [])
    counted = (await notifier.http.get("/messages", params={"bounced": "false"})).json()["items"]
    assert [one["message_id"] for one in counted] == [again.json()["message_id"]]


async def test_what_came_back_before_the_database_was_set_back_has_come_back(notifier: ShopService) -> None:
    """Of an order that is here, of one that is read again, and of one whose address was cleared since."""
    here, unread, cleared = placed(number="1001"), placed(number="1002"), placed(number="1003")
    here, unread, cleared = (
        order.model_copy(update={"customer": order.customer.model_copy(update={"email": f"{name}@example.org"})})
        for order, name in ((here, "ana"), (unread, "ben"), (cleared, "cleo"))
    )
    await notifier.deliver(here, cleared)
    events: list[Event] = []
    for number, order in enumerate((here, unread, cleared)):
        about = {
            "order_id": order.order_id,
            "message_id": message_id(MessageKind.ORDER_CONFIRMATION, order.order_id, order.placed_at),
            "kind": MessageKind.ORDER_CONFIRMATION,
        }
        events += [
            MessageSent(**about, sequence=3 * number + 1, sent_at=NOON),
            MessageBounced(
                **about, sequence=3 * number + 2, bounced_at=NOON, status="5.1.1", address_undeliverable=True
            ),
        ]
    events.append(AddressCleared(**about, sequence=9, by="camille", cleared_at=NOON + timedelta(hours=1)))
    async with notifier.transaction() as tx:
        verdicts = await take_back_outcomes(tx, Unknown(events))
    assert [one.why for one in verdicts][-2:] == [
        "order confirmation, came back",
        "order confirmation, its address was cleared",
    ]
    await notifier.deliver(unread)
    found = {one.order_number: (one.state, one.bounced_at, one.undeliverable) for one in await history(notifier)}
    assert found == {"1001": ("sent", NOON, True), "1002": ("sent", NOON, True), "1003": ("sent", NOON, False)}
    assert (await notifier.announced()) == []


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


@pytest.mark.parametrize(
    ("final", "original", "is_dead"),
    [
        ("ZOE@Example.org", "zoe@example.org", True),
        ("zoe@elsewhere.example", "zoe@example.org", True),  # an alias of the same mailbox
        ("<zoe@example.org>", "", True),
        ("postmaster@elsewhere.example", "", False),  # she has her mails sent on
        ("postmaster@elsewhere.example", "lou@example.org", False),
        ("", "", True),
    ],
)
async def test_an_address_is_not_to_blame_for_what_is_said_of_another(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, final: str, original: str, is_dead: bool
) -> None:
    message = await sent_message(notifier, deliver)
    said = report(message).replace("Final-Recipient: rfc822; zoe@example.org", f"Final-Recipient: rfc822; {final}")
    said = said.replace("Original-Recipient: rfc822;zoe@example.org", f"Original-Recipient: rfc822;{original}")
    await hand_in(notifier, said)
    shown = await only_message(notifier)
    assert (shown.bounced_at is not None, shown.undeliverable) == (True, is_dead)
