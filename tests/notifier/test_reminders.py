"""Reminders of payment: one mail with the invoices' PDFs, which says what is due at the moment it goes out."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest
from uuid_utils.compat import uuid7

from services.notifier.delivery import deliver_messages
from services.notifier.delivery.still_due import StillDue
from shared.clock import now
from shared.schemas.billing import AmountDue, LateCosts, PaymentReminderIssued, RemindedInvoice, ReminderContent
from shared.schemas.notifier import MessageSentV2
from shared.schemas.orders import OrderPlaced
from tests.notifier.conftest import Deliver, MailServer, history, read
from tests.notifier.test_mails_about_documents import PDF, Billing, fetch
from tests.support.orders import customer_changed, placed
from tests.support.service import ShopService
from tests.support.waiting import until

NOT_DUE = httpx.Response(200, json={"reminder_id": str(UUID(int=1)), "content": None})


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKSHOP_BILLING_TOKEN", "secret")


class StillOwed:
    """Billing, asked before a reminder goes out: `answer` is what it says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answer: httpx.Response | Exception = httpx.ConnectError("away")
        self.asked: list[str] = []
        monkeypatch.setattr(
            deliver_messages, "StillDue", lambda settings: StillDue(settings, httpx.MockTransport(self))
        )

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def says(self, content: ReminderContent) -> None:
        said = {"reminder_id": str(UUID(int=1)), "content": content.model_dump(mode="json")}
        self.answer = httpx.Response(200, json=said)


@pytest.fixture
def owed(monkeypatch: pytest.MonkeyPatch) -> StillOwed:
    return StillOwed(monkeypatch)


@pytest.fixture
def files() -> Billing:
    return Billing()


def content(order: OrderPlaced, *dues: str, text: int = 1, business: bool = False) -> ReminderContent:
    invoices = tuple(
        RemindedInvoice(
            order_id=order.order_id,
            order_number=str(42 + place),
            invoice_id=uuid7(),
            number=f"FA-2026-{place + 1:06d}",
            issued_on=date(2026, 3, 2),
            due_on=date(2026, 4, 1) + timedelta(days=place),
            gross=Decimal(due),
            due=Decimal(due),
            currency="EUR",
            interest=Decimal("12.33") if business else None,
        )
        for place, due in enumerate(dues)
    )
    total = AmountDue(due=sum((one.due for one in invoices), Decimal(0)), currency="EUR")
    late = LateCosts(rate=Decimal("12.15"), flat=Decimal(40)) if business else None
    return ReminderContent(text=text, invoices=invoices, totals=(total,), late=late)


def issued(order: OrderPlaced, said: ReminderContent, **changes: Any) -> PaymentReminderIssued:
    facts = {"order_id": order.order_id, "reminder_id": uuid7(), "level": said.text, "issued_at": now()}
    return PaymentReminderIssued(**facts | {"content": said} | changes)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


async def due_at_once(notifier: ShopService) -> None:
    async with notifier.transaction() as tx:
        await tx.execute("UPDATE messages SET next_attempt_at = now() WHERE state = 'queued'")


@pytest.mark.parametrize("first", ["order", "reminder"])
async def test_a_reminder_goes_out_once_with_all_its_invoices(
    notifier: ShopService, deliver: Deliver, mail_server: MailServer, files: Billing, owed: StillOwed, first: str
) -> None:
    order = placed(language="fr", number="42")
    said = content(order, "1234.50", "20.00", text=2, business=True)
    event = issued(order, said)
    beside = issued(order, said, reminder_id=event.reminder_id, order_id=uuid7(), part_of=order.order_id)
    await notifier.deliver(*((order, event) if first == "order" else (event, order)), beside)
    await notifier.deliver(event.model_copy(update={"again": True, "sequence": 9}))
    owed.says(said)
    assert await fetch(notifier, files) == 1
    async with deliver():
        await until(lambda: mail_server.has(2))
    (mail,) = [one for one in mail_server.mails if "rappel" in one["subject"]]
    assert plain(mail["subject"]) == "Deuxième rappel : 1 254,50 € restent à régler"
    letter = mail.get_body(("plain",))
    assert letter is not None
    text = plain(letter.get_content())
    assert "FA-2026-000001" in text
    assert "commande 42, à régler au plus tard le 1er avril 2026" in text
    assert "Total à régler : 1 254,50 €" in text
    assert "pénalités au taux annuel de 12,15 % (24,66 € à ce jour) et une indemnité forfaitaire de 40,00 €" in text
    assert [one.get_content() for one in mail.iter_attachments()] == [PDF, PDF]
    assert owed.asked == [f"/reminders/{event.reminder_id}"]
    (sent,) = [one for one in await history(notifier) if one.kind == "second_reminder"]
    assert (sent.state, sent.order_id, sent.may) == ("sent", order.order_id, ())
    again = await notifier.post(f"/messages/{sent.message_id}/resend")
    assert (again.status_code, again.json()["type"]) == (409, "remind-anew")
    (told,) = [one for one in await notifier.announced() if isinstance(one, MessageSentV2)]
    assert (told.kind, told.to) == ("second_reminder", None)
    async with notifier.reading() as queries:
        assert await queries.fetchval("SELECT count(*) FROM further_files") == 0


async def test_what_is_paid_before_it_goes_out_is_not_reminded_of(
    notifier: ShopService, deliver: Deliver, mail_server: MailServer, files: Billing, owed: StillOwed
) -> None:
    order = placed()
    event = issued(order, content(order, "25.00"))
    await notifier.deliver(order, event)
    await fetch(notifier, files)
    owed.answer = NOT_DUE

    async def is_given_up() -> bool:
        return any(one.state == "not_sent" for one in await history(notifier))

    async with deliver():
        await until(is_given_up)
        await until(lambda: mail_server.has(1))
    (message,) = [one for one in await history(notifier) if one.kind == "first_reminder"]
    assert (message.state, message.reason, message.may) == ("not_sent", "nothing_due", ())
    assert len(mail_server.mails) == 1  # the confirmation
    assert not [one for one in await notifier.announced() if isinstance(one, MessageSentV2)]


async def test_a_mail_lists_no_order_that_is_for_somebody_else_by_now(
    notifier: ShopService, deliver: Deliver, mail_server: MailServer, files: Billing, owed: StillOwed
) -> None:
    order, other, their = placed(language="fr", number="42"), placed(number="43"), placed(number="44")
    one, second, third = content(order, "25.00", "7.00", "9.00").invoices
    listed = (
        one,
        second.model_copy(update={"order_id": other.order_id}),
        third.model_copy(update={"order_id": their.order_id}),
    )
    said = content(order, "41.00").model_copy(update={"invoices": listed})
    await notifier.deliver(order, other, their, issued(order, said))
    await fetch(notifier, files)
    owed.says(said)  # billing has not heard yet that two are for somebody else: the first, and another
    for changed, email in ((order, "max@new.example"), (their, "MAX@new.example")):
        await notifier.deliver(customer_changed(changed, email=email))

    async def waits() -> bool:
        found = [one for one in await history(notifier) if one.kind == "first_reminder"]
        return "written anew" in (found[0].last_error or "")

    async with deliver():
        await until(waits)
        await due_at_once(notifier)
        await until(lambda: mail_server.has(4))
    (mail,) = [one for one in mail_server.mails if "Rappel" in one["subject"]]
    letter = mail.get_body(("plain",))
    assert letter is not None
    text = plain(letter.get_content())
    assert (mail["to"], "commande 43" in text, "commande 44" in text) == ("Zoé Martin <max@new.example>", False, True)
    assert "Total à régler : 34,00 €" in text
    assert len(list(mail.iter_attachments())) == 2


async def test_one_that_failed_goes_on_to_whom_its_order_is_for_now(notifier: ShopService, files: Billing) -> None:
    order = placed()
    await notifier.deliver(order, issued(order, content(order, "25.00")))
    await fetch(notifier, files)
    async with notifier.transaction() as tx:
        await tx.execute("UPDATE messages SET state = 'failed' WHERE kind = 'first_reminder'")
    (failed,) = [one for one in await history(notifier) if one.kind == "first_reminder"]
    elsewhere = await notifier.post(f"/messages/{failed.message_id}/resend", {"to": "max@new.example"})
    assert (elsewhere.status_code, elsewhere.json()["type"]) == (409, "remind-anew")
    await notifier.deliver(customer_changed(order, email="max@new.example"))
    again = (await notifier.post(f"/messages/{failed.message_id}/resend")).json()
    assert (again["state"], again["recipient"]) == ("queued", "max@new.example")


async def test_while_billing_does_not_say_it_waits_and_costs_no_attempt(
    notifier: ShopService, deliver: Deliver, mail_server: MailServer, files: Billing, owed: StillOwed
) -> None:
    order = placed(language="fr")
    said = content(order, "25.00", "20.00")
    await notifier.deliver(order, issued(order, said))
    await fetch(notifier, files)

    async def says(error: str) -> bool:
        found = [one for one in await history(notifier) if one.kind == "first_reminder"]
        return error in (found[0].last_error or "") and found[0].state == "queued"

    async with deliver():
        await until(says, "billing does not say")
        # Meanwhile one of the two was paid: the mail is written anew, with what is left and the one PDF.
        left = said.model_copy(
            update={"invoices": said.invoices[1:], "totals": (AmountDue(due=Decimal("20.00"), currency="EUR"),)}
        )
        owed.says(left)
    async with deliver():
        await due_at_once(notifier)
        await until(says, "written anew")
        await due_at_once(notifier)
        await until(lambda: mail_server.has(2))
    (mail,) = [one for one in mail_server.mails if "Rappel" in one["subject"]]
    letter = mail.get_body(("plain",))
    assert letter is not None
    assert "FA-2026-000001" not in letter.get_content()
    assert len(list(mail.iter_attachments())) == 1
    (message,) = [one for one in await history(notifier) if one.kind == "first_reminder"]
    assert (message.state, message.attempts) == ("sent", 1)
    assert "20,00" in (await read(notifier, message.message_id)).text


async def test_while_its_order_is_on_hold_it_waits_and_goes_out_afterwards(
    notifier: ShopService, deliver: Deliver, mail_server: MailServer, files: Billing, owed: StillOwed
) -> None:
    order = placed()
    said = content(order, "25.00")
    await notifier.deliver(order, issued(order, said))
    await fetch(notifier, files)
    owed.answer = httpx.Response(200, json={"reminder_id": str(UUID(int=1)), "content": None, "waits": "held"})

    async def stands(state: str) -> bool:
        (one,) = [one for one in await history(notifier) if one.kind == "first_reminder"]
        return (one.state, one.reason, bool(owed.asked)) == (state, None, True)

    async with deliver():
        await until(lambda: mail_server.has(1))  # the confirmation
        await until(stands, "queued")
    owed.says(said)
    async with deliver():
        await due_at_once(notifier)
        await until(stands, "sent")
    assert len(mail_server.mails) == 2


async def test_one_without_an_invoice_or_from_long_ago(
    notifier: ShopService, deliver: Deliver, mail_server: MailServer, owed: StillOwed
) -> None:
    order = placed(language="fr")
    listed = RemindedInvoice(
        order_id=order.order_id, order_number="1001", gross=Decimal(25), due=Decimal("25.00"), currency="EUR"
    )
    said = ReminderContent(text=1, invoices=(listed,), totals=(AmountDue(due=Decimal("25.00"), currency="EUR"),))
    long_ago = issued(order, said, issued_at=now() - timedelta(days=4))
    await notifier.deliver(order, issued(order, said, level=None, by="alice"), long_ago)
    owed.says(said)
    async with deliver():
        await until(lambda: mail_server.has(2))
    reminders = [one for one in await history(notifier) if one.kind == "first_reminder"]
    assert {(one.state, one.reason) for one in reminders} == {("sent", None), ("not_sent", "long_ago")}


async def test_staff_see_a_reminder_before_they_send_it(notifier: ShopService) -> None:
    order = placed(language="fr", number="42")
    await notifier.deliver(order)
    body = {"order_id": str(order.order_id), "content": content(order, "25.00", text=4).model_dump(mode="json")}
    shown = await notifier.post("/reminders/preview", body)
    assert (shown.status_code, shown.json()["recipient"]) == (200, order.customer.email)
    assert shown.json()["subject"] == "Dernier rappel avant recouvrement\N{NO-BREAK SPACE}: votre commande 42"
    assert len(await history(notifier)) == 1
    unknown = await notifier.post("/reminders/preview", body | {"order_id": str(UUID(int=7))})
    assert (unknown.status_code, unknown.json()["type"]) == (404, "order-not-found")


async def test_what_is_not_overdue_yet_is_told_without_a_word_of_being_late(notifier: ShopService) -> None:
    order, english = placed(number="42", language="fr"), placed(number="43", language="en")
    await notifier.deliver(order, english, *(issued(one, content(one, "12.00", text=0)) for one in (order, english)))
    told = [await read(notifier, one.message_id) for one in await history(notifier) if one.kind == "payment_notice"]
    assert sorted(plain(one.subject) for one in told) == [
        "Payment of your order 43, by 1 April 2026",
        "Règlement de votre commande 42, au plus tard le 1er avril 2026",
    ]
    assert all("was due" not in one.text and "échéance était" not in one.text for one in told)
