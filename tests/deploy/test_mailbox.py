"""The local mailbox keeps what it has accepted and shows it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiosmtplib
import httpx
import pytest

from deploy.local.mailbox import mails
from deploy.local.mailbox.mails import Mailbox
from deploy.local.ports import find_free
from deploy.local.settings import REPOSITORY
from tests.support.waiting import until


class Running:
    """The mailbox as its own process."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.smtp_port, self.http_port = find_free(), find_free()
        self.http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.http_port}")
        self.process: asyncio.subprocess.Process

    async def start(self) -> None:
        self.process = await self.run()
        await until(self.is_ready)

    async def run(self) -> asyncio.subprocess.Process:
        environment = {
            "BACKSHOP_MAILBOX_SMTP_PORT": str(self.smtp_port),
            "BACKSHOP_MAILBOX_HTTP_PORT": str(self.http_port),
            "BACKSHOP_MAILBOX_DIR": str(self.directory),
        }
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "deploy.local.mailbox",
            env=os.environ | environment,
            cwd=REPOSITORY,
            stderr=asyncio.subprocess.PIPE,
        )

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int | None, str]:
        if self.process.returncode is None:
            self.process.send_signal(how)
        _, said = await self.process.communicate()
        return self.process.returncode, said.decode()

    async def is_ready(self) -> bool:
        try:
            return (await self.http.get("/health/ready")).status_code == 200
        except httpx.TransportError:
            return False

    async def send(self, *mails: EmailMessage) -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=self.smtp_port, start_tls=False) as smtp:
            for mail in mails:
                await smtp.send_message(mail)

    async def list(self, **asked: Any) -> list[dict[str, Any]]:
        answer = await self.http.get("/messages", params=asked)
        assert answer.status_code == 200, answer.text
        listed: list[dict[str, Any]] = answer.json()
        return listed


@pytest.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Running]:
    running = Running(tmp_path)
    await running.start()
    yield running
    await running.stop()
    await running.http.aclose()


def a_mail(
    subject: str = "Votre commande 1001 est annulée",
    *,
    to: str = "zoe@example.org",
    text: str = "Bonjour Zoé <3\n",
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "orders@shop.example", to, subject
    mail["Message-ID"] = f"<{abs(hash((subject, to)))}@shop.example>"
    mail.set_content(text)
    mail.add_alternative("<p>Bonjour <script>alert(1)</script></p>\n", subtype="html")
    return mail


def test_a_picture_that_a_mail_bears_is_shown_in_it() -> None:
    mail = EmailMessage()
    mail.set_content("Bonjour")
    mail.add_alternative('<p><img src="cid:1@logo"></p>', subtype="html")
    html = mail.get_body(("html",))
    assert html
    html.add_related(b"abc", "image", "jpeg", cid="<1@logo>")  # type: ignore[attr-defined]
    with_picture = mails._with_pictures(mail, '<p><img src="cid:1@logo"></p>')
    assert with_picture == '<p><img src="data:image/jpeg;base64,YWJj"></p>'


async def test_mails_are_listed_newest_first_and_read(mailbox: Running) -> None:
    await mailbox.send(a_mail("one"), a_mail("two", to="max@example.org"), a_mail())
    listed = await mailbox.list()
    assert [mail["subject"] for mail in listed] == ["Votre commande 1001 est annulée", "two", "one"]
    assert [mail["to"] for mail in listed] == ["zoe@example.org", "max@example.org", "zoe@example.org"]
    assert [mail["subject"] for mail in await mailbox.list(to="ZOE@")] == ["Votre commande 1001 est annulée", "one"]
    assert [mail["subject"] for mail in await mailbox.list(subject="T", limit=1)] == ["Votre commande 1001 est annulée"]
    assert await mailbox.list(to="%") == []

    mail = (await mailbox.http.get(f"/messages/{listed[0]['id']}")).json()
    assert mail["text"].strip() == "Bonjour Zoé <3"
    assert mail["html"].strip() == "<p>Bonjour <script>alert(1)</script></p>"
    assert ["Subject", "Votre commande 1001 est annulée"] in mail["headers"]
    assert (await mailbox.http.get("/messages/99")).status_code == 404
    assert (await mailbox.http.get("/messages?limit=0")).status_code == 422


async def test_what_is_attached_is_listed_and_saved_and_never_shown(mailbox: Running) -> None:
    mail = a_mail()
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="FA-2026-000001.pdf")
    mail.add_attachment(b"<script>", maintype="text", subtype="html", filename='été "1"\u202e.html')
    await mailbox.send(mail)
    [listed] = await mailbox.list()
    path = f"/messages/{listed['id']}"
    read = (await mailbox.http.get(path)).json()
    assert read["attachments"] == [
        {"name": "FA-2026-000001.pdf", "media_type": "application/pdf", "bytes": 8},
        {"name": 'été "1"\u202e.html', "media_type": "text/html", "bytes": 8},
    ]
    pdf, page = [await mailbox.http.get(f"{path}/attachments/{number}") for number in (0, 1)]
    assert (pdf.content, pdf.headers["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    assert (page.content, page.headers["Content-Type"]) == (b"<script>", "application/octet-stream")
    assert page.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%A9t%C3%A9%20%221%22%E2%80%AE.html"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert (await mailbox.http.get(f"{path}/attachments/2")).status_code == 404


async def test_a_mail_whose_headers_nobody_can_read_is_listed_and_shown_with_the_others(mailbox: Running) -> None:
    headers = "Message-ID: <[\r\nTo: =?utf-8?q?=FF?= <x@\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\n"
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=mailbox.smtp_port, start_tls=False) as smtp:
        await smtp.sendmail("a@shop.example", ["zoe@example.org"], f"{headers}\r\nBonjour\r\n")
    [listed] = await mailbox.list()
    read = (await mailbox.http.get(f"/messages/{listed['id']}")).json()
    assert (read["headers"][:2], read["subject"]) == ([["Message-ID", "<["], ["To", "=?utf-8?q?=FF?= <x@"]], "café")
    assert "café" in (await mailbox.http.get("/")).text


async def test_a_mail_that_comes_twice_is_kept_twice_and_told_apart(mailbox: Running) -> None:
    await mailbox.send(a_mail(), a_mail(), a_mail("other"))
    assert [mail["earlier_copies"] for mail in await mailbox.list()] == [0, 1, 0]


async def test_the_page_shows_mails_as_text_only(mailbox: Running) -> None:
    await mailbox.send(a_mail("<img src=x>"))
    page = await mailbox.http.get("/")
    assert "&lt;img src=x&gt;" in page.text
    assert "Bonjour Zoé &lt;3" in page.text
    assert "<script" not in page.text
    assert "<img" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")


async def test_accepted_mails_survive_a_killed_mailbox(mailbox: Running) -> None:
    await mailbox.send(*(a_mail(str(number)) for number in range(20)))
    await mailbox.stop(signal.SIGKILL)
    await mailbox.start()
    assert [mail["subject"] for mail in await mailbox.list()] == [str(number) for number in range(19, -1, -1)]
    assert (await mailbox.http.delete("/messages")).status_code == 204
    assert await mailbox.list() == []


async def test_it_stops_when_told_to_and_names_no_recipient_in_its_log(mailbox: Running) -> None:
    await mailbox.send(a_mail())
    code, said = await mailbox.stop()
    assert code == 0
    assert "example.org" not in said


async def test_a_port_in_use_is_one_clear_sentence(mailbox: Running) -> None:
    process = await mailbox.run()
    _, said = await process.communicate()
    assert process.returncode == 1
    assert said.decode() == (
        f"mailbox: port {mailbox.smtp_port} on 127.0.0.1 is in use by another program;"
        " set BACKSHOP_MAILBOX_SMTP_PORT to a free one\n"
    )


async def test_a_mail_too_large_is_refused(mailbox: Running) -> None:
    with pytest.raises(aiosmtplib.SMTPResponseException) as refused:
        await mailbox.send(a_mail(text=("x" * 70 + "\n") * 20_000))
    assert refused.value.code == 552
    assert await mailbox.list() == []


def test_only_the_newest_mails_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mails, "KEPT", 200)
    mailbox = Mailbox(tmp_path)
    content = a_mail().as_bytes()
    for _ in range(500):
        mailbox.keep("orders@shop.example", ["zoe@example.org"], content)
    listed = mailbox.list(limit=1000)
    assert [mail["id"] for mail in listed] == list(range(500, 300, -1))
    mailbox.close()


def test_a_mail_that_is_no_proper_mail_is_shown_all_the_same(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)
    mailbox.keep(
        "a@example.org", [], b"Subject: =?nonsense?b?w6k=?=\r\nContent-Type: text/plain; charset=x-no\r\n\r\n\xe9"
    )
    mailbox.keep("a@example.org", [], b"\xff\xfe")
    nothing, strange = (mailbox.read(mail["id"]) for mail in mailbox.list())
    assert nothing
    assert strange
    assert strange["text"] == "é"
    assert nothing["subject"] == ""
    mailbox.close()
