"""Customers are sent their invoices and credits with the PDF; the mail waits for that, and nothing waits with it."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from uuid_utils.compat import uuid7

from services.notifier.delivery.fetch_files import Away, fetch_some
from services.notifier.settings import BillingSettings
from shared.clock import now
from shared.schemas.billing import CancellationInvoiceIssued, CreditNoteIssued, InvoiceIssued
from shared.schemas.notifier import MessageFailedV2, MessageSentV2
from shared.schemas.orders import OrderPlaced
from shared.schemas.returns import ReturnCreditDecided
from tests.notifier.conftest import Deliver, MailServer, history, read
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService
from tests.support.waiting import until

PDF = b"%PDF-1.7 " + bytes(range(256)) * 20


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKSHOP_BILLING_TOKEN", "secret")


class Billing:
    """Billing's files: `answers` is what it says instead."""

    def __init__(self) -> None:
        self.answers: list[httpx.Response | Exception] = []
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        assert request.url.path.endswith("/pdf")
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        headers = {
            "ETag": f'"{sha256(PDF).hexdigest()}"',
            "Content-Disposition": 'inline; filename="FA-2026-000001.pdf"',
        }
        return httpx.Response(200, content=PDF, headers=headers)


@pytest.fixture
def files() -> Billing:
    return Billing()


async def fetch(notifier: ShopService, files: Billing) -> int:
    transport = httpx.MockTransport(files)
    async with httpx.AsyncClient(base_url="http://billing", transport=transport) as client:
        return await fetch_some(notifier.database, client, BillingSettings())


def invoiced(order: OrderPlaced, **changes: Any) -> InvoiceIssued:
    facts: dict[str, Any] = {
        "order_id": order.order_id,
        "sequence": 1,
        "invoice_id": uuid7(),
        "number": "FA-2026-000001",
        "issued_on": date(2026, 3, 2),
        "due_on": date(2026, 4, 1),
        "issued_at": now(),
        "currency": "EUR",
        "totals": order.totals,
    }
    return InvoiceIssued(**facts | changes)


def cancellation_invoiced(order: OrderPlaced) -> CancellationInvoiceIssued:
    return CancellationInvoiceIssued(
        order_id=order.order_id,
        sequence=2,
        document_id=uuid7(),
        number="AV-2026-000001",
        invoice_id=uuid7(),
        invoice_number="FA-2026-000001",
        issued_on=date(2026, 3, 3),
        issued_at=now(),
        currency="EUR",
        totals=order.totals,
    )


async def about_documents(notifier: ShopService) -> list[tuple[str, str]]:
    return [(one.kind, one.state) for one in await history(notifier) if one.document_id]


async def due_again(notifier: ShopService) -> None:
    async with notifier.transaction() as tx:
        await tx.execute("UPDATE files_to_fetch SET next_try_at = now()")


@pytest.mark.parametrize("first", ["order", "invoice"])
async def test_an_invoice_is_sent_with_its_pdf_whichever_was_heard_first(
    notifier: ShopService, deliver: Deliver, mail_server: MailServer, files: Billing, first: str
) -> None:
    order = placed(language="fr", number="42")
    invoice = invoiced(order)
    await notifier.deliver(*((order, invoice) if first == "order" else (invoice, order)))
    await notifier.deliver(invoice.model_copy(update={"again": True, "sequence": 9}))
    waiting = next(one for one in await history(notifier) if one.document_id)
    assert (waiting.waits_for_file, waiting.next_attempt_at, waiting.attachment_name) == (True, None, None)

    assert await fetch(notifier, files) == 1
    assert files.asked == [f"/documents/{invoice.invoice_id}/pdf"]
    async with deliver():
        await until(lambda: mail_server.has(2))
    mail = next(one for one in mail_server.mails if "facture" in one["subject"])
    assert mail["subject"] == "Votre facture FA-2026-000001 pour la commande 42"
    letter = mail.get_body(("plain",))
    assert letter is not None
    assert "votre facture FA-2026-000001 du 2 mars 2026, pour la commande 42" in letter.get_content()
    assert "Total\N{NO-BREAK SPACE}: 25,00\N{NO-BREAK SPACE}€" in letter.get_content()
    [attached] = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("FA-2026-000001.pdf", "application/pdf")
    assert attached.get_content() == PDF

    sent = next(one for one in await history(notifier) if one.document_id)
    assert (sent.state, sent.attachment_name, sent.attachment_bytes) == ("sent", "FA-2026-000001.pdf", len(PDF))
    [told] = [event for event in await notifier.announced() if isinstance(event, MessageSentV2)]
    assert (told.kind, told.document_id, told.to) == ("invoice", invoice.invoice_id, None)  # nobody chose an address
    async with notifier.reading() as queries:
        assert await queries.fetchval("SELECT count(*) FROM attachments") == 0


async def test_a_mail_waits_for_its_file_and_says_so_when_that_never_comes(
    notifier: ShopService, deliver: Deliver, mail_server: MailServer, files: Billing
) -> None:
    order = placed()
    await notifier.deliver(order, invoiced(order))
    files.answers = [httpx.Response(404, json={"type": "file-not-ready"}), httpx.ConnectError("away")]
    assert await fetch(notifier, files) == 1
    assert await fetch(notifier, files) == 0  # it rests
    await due_again(notifier)
    with pytest.raises(Away):
        await fetch(notifier, files)
    async with deliver():
        await until(lambda: mail_server.has(1))  # the confirmation waits for nothing
    assert await about_documents(notifier) == [("invoice", "queued")]

    async with notifier.transaction() as tx:
        await tx.execute("UPDATE messages SET next_attempt_at = now() WHERE document_id IS NOT NULL")
    async with deliver():
        await until(lambda: failed(notifier))
    [event] = [one for one in await notifier.announced() if isinstance(one, MessageFailedV2)]
    assert event.error == "its PDF did not come: ConnectError"
    message = next(one for one in await history(notifier) if one.document_id)
    assert (message.last_error, message.may) == ("ConnectError", ("resend",))
    assert (await notifier.post(f"/messages/{message.message_id}/resend")).json()["waits_for_file"]
    assert await fetch(notifier, files) == 1


async def failed(notifier: ShopService) -> bool:
    return ("invoice", "failed") in await about_documents(notifier)


async def test_a_file_that_is_too_large_or_not_what_its_hash_says_is_not_sent(
    notifier: ShopService, deliver: Deliver, files: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = placed()
    await notifier.deliver(order, invoiced(order))
    files.answers = [httpx.Response(200, content=b"%PDF", headers={"ETag": '"0"'})]
    assert await fetch(notifier, files) == 1
    monkeypatch.setenv("BACKSHOP_ATTACHMENT_LIMIT_MB", "0.001")
    await due_again(notifier)
    assert await fetch(notifier, files) == 1
    async with deliver():
        await until(lambda: failed(notifier))
    message = next(one for one in await history(notifier) if one.document_id)
    assert message.last_error == "it is larger than 0.001 MB"


@pytest.mark.parametrize(("notify", "told"), [(True, [("cancellation_invoice", "queued")]), (False, [])])
@pytest.mark.parametrize("first", ["cancellation", "document"])
async def test_who_is_not_to_hear_of_a_cancellation_is_not_sent_its_invoice(
    notifier: ShopService, notify: bool, told: list[Any], first: str
) -> None:
    order = placed()
    events = [cancelled(order, notify_customer=notify), cancellation_invoiced(order)]
    await notifier.deliver(order)
    for event in events if first == "cancellation" else reversed(events):
        await notifier.deliver(event)
    assert await about_documents(notifier) == told


async def test_what_is_long_ago_is_not_told_and_may_be_sent_by_hand(notifier: ShopService, files: Billing) -> None:
    order = placed()
    invoice = invoiced(order, issued_at=now() - timedelta(days=4))
    await notifier.deliver(order, invoice)
    assert await about_documents(notifier) == []

    path = f"/documents/{invoice.invoice_id}/resend"
    sent = await notifier.post(path, key="one")
    assert (sent.status_code, sent.json()["asked_by"], sent.json()["resend_of"]) == (201, "alice", None)
    assert (await notifier.post(path, key="one")).json()["message_id"] == sent.json()["message_id"]
    again = await notifier.post(path)
    assert again.json()["detail"] == "a mail with FA-2026-000001 waits to be sent already"
    async with notifier.transaction() as tx:
        await tx.execute("UPDATE messages SET state = 'sent', sent_at = now() WHERE document_id IS NOT NULL")
    for wrong in ("zoe", "zoe@-lampe.example"):
        refused = await notifier.post(path, {"to": wrong})
        assert (refused.status_code, refused.json()["errors"][0]["at"]) == (422, "body/to")
    third = (await notifier.post(path, {"to": "compta@lampe.example"})).json()
    assert (third["resend_of"], third["kind"]) == (sent.json()["message_id"], "invoice")
    assert (sent.json()["recipient"], third["recipient"]) == ("zoe@example.org", "compta@lampe.example")
    found = (await notifier.http.get("/messages", params={"document_id": str(invoice.invoice_id)})).json()["items"]
    assert [one["message_id"] for one in found] == [third["message_id"], sent.json()["message_id"]]


async def test_of_a_mail_that_staff_had_sent_the_event_says_to_whom(
    notifier: ShopService, deliver: Deliver, mail_server: MailServer, files: Billing
) -> None:
    order = placed()
    invoice = invoiced(order, issued_at=now() - timedelta(days=4))
    await notifier.deliver(order, invoice)
    await notifier.post(f"/documents/{invoice.invoice_id}/resend", {"to": "compta@lampe.example"})
    await fetch(notifier, files)
    async with deliver():
        await until(lambda: mail_server.has(2))
    [told] = [event for event in await notifier.announced() if isinstance(event, MessageSentV2)]
    assert (told.kind, told.by, told.to) == ("invoice", "alice", "compta@lampe.example")


async def test_without_an_address_or_a_token_no_document_is_sent(
    notifier: ShopService, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = placed()
    order = order.model_copy(update={"customer": order.customer.model_copy(update={"email": None})})
    invoice = invoiced(order)
    await notifier.deliver(order, invoice)
    assert await about_documents(notifier) == [("invoice", "not_sent")]
    path = f"/documents/{invoice.invoice_id}/resend"
    refused = (await notifier.post(path)).json()
    assert (refused["type"], refused["detail"]) == (
        "no-address",
        "the customer of FA-2026-000001 has no e-mail address: say where to send it",
    )
    assert (await notifier.post(path, {"to": "zoe@lampe.example"})).json()["recipient"] == "zoe@lampe.example"
    assert (await notifier.post(f"/documents/{uuid7()}/resend")).status_code == 404
    monkeypatch.delenv("BACKSHOP_BILLING_TOKEN")
    assert (await notifier.post(path)).json()["type"] == "no-files"


@pytest.mark.parametrize("first", ["order", "credit"])
async def test_the_credit_note_of_a_return_names_the_return_and_another_none(notifier: ShopService, first: str) -> None:
    order = placed(language="en")
    decided = ReturnCreditDecided(
        order_id=order.order_id,
        sequence=3,
        return_id=uuid7(),
        number="RE-000007",
        at=now(),
        by="camille@shop.example",
        decision_id=uuid7(),
        lines=(),
    )
    same = cancellation_invoiced(order).model_dump(exclude={"event_id", "type", "version", "credited", "document_id"})
    notes = [
        CreditNoteIssued(
            **same | {"document_id": uuid7(), "lines": (), "credited_in_full": False, "by": "returns"},
            decision_id=decision_id,
        )
        for decision_id in (decided.decision_id, None)
    ]
    await notifier.deliver(decided, *((order, *notes) if first == "order" else (*notes, order)))
    mails = [one for one in await history(notifier) if one.document_id]
    texts = [(await read(notifier, mail.message_id)).text for mail in mails]
    assert sorted("for order 1001 (return RE-000007) is attached" in text for text in texts) == [False, True]
