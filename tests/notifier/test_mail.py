"""A message as a mail: what stands in an order can't make a header."""

import random
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from typing import Any
from uuid import UUID

import pytest

from services.notifier.delivery.mail import mail
from services.notifier.queue.model import Claimed

HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]


def written(**changes: Any) -> bytes:
    message = Claimed(
        message_id=UUID("01a206f0-1add-73da-879d-689979e33ee5"),
        order_id=UUID("01a206f0-1add-73da-879d-689979e33ee6"),
        recipient="zoe@example.org",
        recipient_name="Zoe Martin",
        subject="We have received your order 1001",
        text="Hello Zoe,\n\n25,00 €\n",
        html="<p>Hello Zoe</p>\n",
        attempts=0,
        created_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    )
    return mail(
        message._replace(**changes),
        sender="orders@shop.example",
        sender_name="Backshop",
        id_address="orders@shop.example",
    )


def header_lines(content: bytes) -> list[str]:
    """Each header on one line."""
    head, _, _ = content.partition(b"\r\n\r\n")
    assert b"\r" not in head.replace(b"\r\n", b"")
    assert b"\n" not in head.replace(b"\r\n", b"")
    return head.replace(b"\r\n ", b" ").decode("ascii").split("\r\n")


def test_a_mail_is_written_like_this() -> None:
    assert written().decode("ascii").replace("\r\n", "\n") == MAIL


@pytest.mark.parametrize(
    "name",
    [
        "Zoe\r\nBcc: everybody@example.org",
        "Zoe\nSubject: other",
        "Zoe\r\n\r\n<h1>other body</h1>",
        "Zoe\x85Bcc: x@example.org",
        "Zoé\u2028Bcc: x@example.org",
        '" <other@example.org>, "',
        "=?utf-8?q?=0D=0ABcc:_x=40example.org?=",
        "é" * 200,
    ],
)
def test_a_name_makes_no_header_and_no_recipient(name: str) -> None:
    content = written(recipient_name=name, subject=name)
    lines = header_lines(content)
    assert [line.partition(":")[0] for line in lines] == HEADERS
    (to,) = message_from_bytes(content, policy=policy.default)["To"].addresses
    assert to.addr_spec == "zoe@example.org"
    assert str(make_header(decode_header(lines[2].partition(": ")[2]))) == " ".join(name.split())


def test_no_text_whatever_makes_a_header() -> None:
    chance = random.Random(1)
    for _ in range(2000):
        name, subject = ("".join(chance.choices('ab \r\n:,;<>@"\\=?_\x85\u2028\t\0é😀()', k=80)) for _ in range(2))
        content = written(recipient_name=name, subject=subject)
        assert [line.partition(":")[0] for line in header_lines(content)] == HEADERS
        assert max(map(len, content.split(b"\r\n"))) <= 78


def test_the_content_comes_out_as_it_went_in() -> None:
    text = "Zoé\n.\nFrom here\n\n" + "long " * 100 + "\n--\n=3D"
    parsed = message_from_bytes(written(text=text), policy=policy.default)
    body = parsed.get_body(("plain",))
    assert body
    assert body.get_content().replace("\r\n", "\n") == text


MAIL = """\
From: "Backshop"
 <orders@shop.example>
To: "Zoe Martin"
 <zoe@example.org>
Subject: We have received your order 1001
Date: Mon, 02 Mar 2026 09:30:00 +0000
Message-ID: <01a206f0-1add-73da-879d-689979e33ee5@shop.example>
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: multipart/alternative;
 boundary="01a206f01add73da879d689979e33ee5"

--01a206f01add73da879d689979e33ee5
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Hello Zoe,

25,00 =E2=82=AC

--01a206f01add73da879d689979e33ee5
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<p>Hello Zoe</p>

--01a206f01add73da879d689979e33ee5--
"""
