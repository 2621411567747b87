"""Mails that come back (RFC 3464): which of ours it was, whether for good, and whether its address is to blame."""

import re
from collections.abc import Collection, Iterator
from email import message_from_bytes, policy
from email.message import Message
from typing import NamedTuple
from uuid import UUID

from shared.mail_addresses import ascii_address

LONGEST_SAID, LONGEST_ADDRESS = 500, 320
MOST_BYTES, MOST_LINES, MOST_NESTED = 250_000, 5_000, 20
"""Of a mail that is read: what a report says stands at its beginning, and whoever likes may write anything here."""
_NESTED = re.compile(rb"(?:\A|[\r\n])content-type:\s*(?:multipart|message)/", re.IGNORECASE)
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
_OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)")
_ADDRESS_IS_DEAD = re.compile(r"5\.(1\.(?![78]$)\d+|2\.1|4\.4)$")
"""RFC 3463, without what is said of the sender's address (5.1.7, 5.1.8), and without 5.0.0, which says nothing."""


class Bounce(NamedTuple):
    """`is_failure`: nobody tries any more. `status` is that of RFC 3463, "" where the report has none.

    `addresses` are those that it is said of; none where the report names none.
    """

    message_id: UUID
    is_failure: bool
    status: str
    said: str
    addresses: Collection[str] = ()

    @property
    def blames_address(self) -> bool:
        """There is no such mailbox or domain, or it is closed; not that it is full, nor that this mail is not liked."""
        return self.is_failure and bool(_ADDRESS_IS_DEAD.match(self.status))

    def blames(self, address: str) -> bool:
        """Not where it is said of another one: of somebody whom the mail was sent on to."""
        return self.blames_address and (not self.addresses or _compared(address) in self.addresses)


def read_bounce(raw: bytes) -> Bounce | None:
    """None of what is no report, or of no mail of ours: anybody may write to the address where bounces arrive.

    A report must quote the Message-ID of the mail, which nobody but its receivers and their servers know.
    """
    raw = b"".join(raw[:MOST_BYTES].splitlines(keepends=True)[:MOST_LINES])
    if len(_NESTED.findall(raw)) > MOST_NESTED:
        return None
    report = message_from_bytes(raw, policy=policy.compat32)
    message_id = _quoted_id(report)
    if message_id is None:
        return None
    for fields in _recipients(report):
        action = str(fields.get("Action", "")).strip().lower()
        if action in ("failed", "delayed"):
            said = str(fields.get("Diagnostic-Code", "") or fields.get("Status", "")).partition(";")
            text = _one_line(said[2] or said[0])
            return Bounce(message_id, action == "failed", _status(fields), text, _addresses(fields))
    return _of_another_form(report, message_id)


def _of_another_form(report: Message, message_id: UUID) -> Bounce | None:
    """Of servers that report in their own way. A customer who quotes such a report in an answer is no server."""
    if not _is_from_a_server(report):
        return None
    from flufl.bounce import all_failures  # all its forms are loaded with it: for the few mails that come back

    try:
        temporary, permanent = all_failures(report)
    except RecursionError:  # of addresses with brackets in brackets
        return None
    if not temporary and not permanent:
        return None
    subject = _one_line(str(report.get("Subject", "")))
    addresses = {_compared(one.decode("ascii", "replace")) for one in permanent}
    return Bounce(message_id, bool(permanent), _first_status(_beginning(report)), subject, addresses)


def _is_from_a_server(report: Message) -> bool:
    writer = str(report.get("From", "")).rpartition("<")[2].partition("@")[0].strip(" >").lower()
    is_report = report.get_content_type() == "multipart/report"
    return is_report or writer in ("mailer-daemon", "postmaster") or str(report.get("Return-Path", "")).strip() == "<>"


def _beginning(report: Message) -> str:
    """Of its first plain text: the mail that came back is quoted further down."""
    text = next((part for part in report.walk() if part.get_content_type() == "text/plain"), None)
    content = text.get_payload(decode=True) if text else b""
    return content[:2000].decode("ascii", "replace") if isinstance(content, bytes) else ""


def _recipients(report: Message) -> Iterator[Message]:
    """A report on each, behind that on the mail as a whole."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status" and isinstance(part.get_payload(), list):
            yield from (one for one in part.get_payload() if isinstance(one, Message) and "Action" in one)


def _addresses(fields: Message) -> set[str]:
    """The one that it went to in the end, and the one that it was sent to first, which may be written as xtext."""
    said = [str(fields.get(name, "")).partition(";")[2] for name in ("Final-Recipient", "Original-Recipient")]
    decoded = [_XTEXT.sub(lambda found: chr(int(found[1], 16)), one) for one in said]
    return {_compared(one) for one in (*said, *decoded) if "@" in one}


def _compared(address: str) -> str:
    """Without what an address may be put between, and its domain as it is sent."""
    return ascii_address(address.strip().strip("<>")[:LONGEST_ADDRESS]).lower()


def _status(fields: Message) -> str:
    """The finer of the two: many servers say no more than 5.0.0 in the field that is made for it."""
    status = _first_status(str(fields.get("Status", "")))
    said = _first_status(str(fields.get("Diagnostic-Code", "")))
    return said if said and (not status or status.endswith(".0.0")) else status


def _first_status(text: str) -> str:
    found = _STATUS.search(text)
    return found[0] if found else ""


def _quoted_id(report: Message) -> UUID | None:
    """Of the mail that came back, which is part of the report or at least its headers are."""
    quoted = [str(report.get(name, "")) for name in ("In-Reply-To", "References", "X-Failed-Message-ID")]
    for part in report.walk():
        if part is report:
            continue
        if part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            quoted.append(headers.decode("ascii", "replace") if isinstance(headers, bytes) else "")
        elif "Message-ID" in part:
            quoted.append(str(part["Message-ID"]))
    found = next((match for text in quoted if (match := _OURS.search(text))), None)
    return UUID(found[1]) if found else None


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:LONGEST_SAID]
