"""A message as a mail: plain text and HTML in one MIME message, the same bytes at every attempt.

Put together here because `email.message.EmailMessage` takes 1.1 ms for it and this 0.06 ms, of which
`email.header.Header` would take most. Text from outside gets into a header only as printable ASCII or as encoded words
(RFC 2047); neither can hold a line break.
"""

from base64 import b64encode, encodebytes
from binascii import b2a_qp
from collections.abc import Iterator, Sequence
from email.utils import format_datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from services.notifier.queue.model import Claimed
from services.notifier.writing.logo import content_id
from shared.look.look import Logo
from shared.mail_addresses import ascii_address
from shared.schemas.notifier import MessageKind

LONGEST_PLAIN_HEADER = 60  # a header line should stay within 78 characters
LONGEST_PART = 39  # in bytes: an encoded word behind the name of its header takes 76 characters then, the most it may


class Attachment(NamedTuple):
    """The PDF of a document."""

    name: str
    content: bytes
    document_id: UUID | None = None


def mail(
    message: Claimed,
    *,
    sender: str,
    sender_name: str,
    id_address: str,
    reply_to: str | None = None,
    attachments: Sequence[Attachment] = (),
    logo: Logo | None = None,
) -> bytes:
    """`id_address` gives the Message-ID its domain; it is the same at every attempt, whatever the sender is by then."""
    boundary = message.message_id.hex
    headers: tuple[str, ...] = (
        f"From: {_mailbox(sender_name, sender)}",
        *([f"Reply-To: {_mailbox(sender_name, reply_to)}"] if reply_to else []),
        f"To: {_mailbox(message.recipient_name, message.recipient)}",
        f"Subject: {_header_text(message.subject)}",
        f"Date: {format_datetime(message.created_at)}",
        f"Message-ID: {mail_id(message.message_id, id_address)}",
        # RFC 3834: no answers from people on holiday, but to who wrote by hand
        *([] if message.kind == MessageKind.BY_HAND else ["Auto-Submitted: auto-generated"]),
        "MIME-Version: 1.0",
    )
    of_letter = f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"'
    around = f"{boundary}-with-file"
    if attachments:
        headers += (f'Content-Type: multipart/mixed;\r\n boundary="{around}"', "", f"--{around}")
    parts = (
        "\r\n".join((*headers, of_letter, "", f"--{boundary}", *_part_headers("plain"), "", "")).encode(),
        _body(message.text),
        *_html(message.html, boundary, logo),
        f"\r\n--{boundary}--\r\n".encode(),
        *_files(around, attachments),
    )
    return b"".join(parts)


def _html(html: str, boundary: str, logo: Logo | None) -> Iterator[bytes]:
    """With the logo that it shows, where there is one (RFC 2387)."""
    around = f"{boundary}-with-logo"
    of_both = f'Content-Type: multipart/related; type="text/html";\r\n boundary="{around}"'
    before = (f"--{boundary}", of_both, "", f"--{around}") if logo else (f"--{boundary}",)
    yield "\r\n".join(("", *before, *_part_headers("html"), "", "")).encode()
    yield _body_of_html(html)
    if logo:
        headers = (
            f"\r\n--{around}",
            "Content-Type: image/jpeg",
            "Content-Transfer-Encoding: base64",
            f"Content-ID:\r\n <{content_id(logo.logo_id)}>",
            'Content-Disposition: inline; filename="logo.jpg"',
        )
        yield "\r\n".join((*headers, "", "")).encode() + _in_base64(logo.content)
        yield f"--{around}--\r\n".encode()


def _files(boundary: str, attachments: Sequence[Attachment]) -> Iterator[bytes]:
    for attachment in attachments:
        yield from _file(boundary, attachment)
    if attachments:
        yield f"--{boundary}--\r\n".encode()


def _file(boundary: str, attachment: Attachment) -> tuple[bytes, ...]:
    """Its name is a document's number, which is printable ASCII."""
    headers = (
        f"--{boundary}",
        f'Content-Type: application/pdf; name="{attachment.name}"',
        "Content-Transfer-Encoding: base64",
        f'Content-Disposition: attachment; filename="{attachment.name}"',
        "",
        "",
    )
    return "\r\n".join(headers).encode(), _in_base64(attachment.content)


def _in_base64(content: bytes) -> bytes:
    return encodebytes(content).replace(b"\n", b"\r\n")


def mail_id(message_id: UUID, address: str) -> str:
    """The Message-ID: by it a mail server or reader knows a mail that was sent twice."""
    return f"<{message_id}@{ascii_address(address).rpartition('@')[2]}>"


def _mailbox(name: str, address: str) -> str:
    written = _header_text(name)
    if written.isascii() and "=?" not in written:
        written = '"' + written.replace("\\", r"\\").replace('"', r"\"") + '"'
    return f"{written}\r\n <{ascii_address(address)}>"


def _header_text(text: str) -> str:
    text = " ".join(text.split())
    if text.isascii() and text.isprintable() and len(text) <= LONGEST_PLAIN_HEADER and "=?" not in text:
        return text
    return "\r\n ".join(f"=?utf-8?b?{b64encode(part).decode()}?=" for part in _parts(text))


def _parts(text: str) -> Iterator[bytes]:
    """Each of whole characters, as long as fits a line of a header."""
    part = b""
    for letter in text:
        written = letter.encode()
        if len(part) + len(written) > LONGEST_PART:
            yield part
            part = b""
        part += written
    yield part


def _part_headers(subtype: str) -> tuple[str, str]:
    return f"Content-Type: text/{subtype}; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"


def _body(text: str) -> bytes:
    return b2a_qp(text.replace("\n", "\r\n").encode())


def _body_of_html(html: str) -> bytes:
    """Its head is the same in mail after mail; each line is written by itself, so that it may be written apart."""
    head, begin, rest = html.partition("\n<body")
    return _written_head(f"{head}\n") + _body(f"<body{rest}") if begin else _body(html)


@lru_cache(maxsize=8)
def _written_head(head: str) -> bytes:
    return _body(head)
