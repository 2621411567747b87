"""Reports of mails that came back, as servers write them: which mail it was, and whether its address is to blame."""

import time
from uuid import uuid4

import pytest

from services.notifier.bounces.model import read_bounce
from tests.notifier.test_bounces import REPORT


def test_an_address_may_be_written_as_servers_write_it() -> None:
    raw = REPORT.format(message_id=uuid4(), status="5.1.1", action="failed")
    bounce = read_bounce(raw.replace("zoe@example.org", "zoe+2Bshop@xn--mnchen-3ya.example").encode())
    assert bounce
    assert bounce.blames("zoe+shop@münchen.example")
    assert not bounce.blames("zoe@münchen.example")


PART = "--B\n\nx\n"
NESTED = "Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n"


@pytest.mark.parametrize(
    "written",
    [
        REPORT.replace("\n--B--", PART * 190_000),
        REPORT.replace("\n--B--", "\n" * 1_000_000),
        REPORT.replace("Action", "A: b\n\n" * 200_000 + "Action"),
        REPORT.replace("MAILER-DAEMON@", "(" * 100_000).replace("Action", "No"),
        REPORT.replace("zoe@example.org", "(" * 100_000 + "é" * 1000),
        "References: <{message_id}@shop.example>\n" + "".join(map(NESTED.format, range(3_000))),
        "References: <{message_id}@shop.example>\r" + "".join(map(NESTED.format, range(3_000))).replace("\n", "\r"),
        "Content-Type: message/rfc822\n\n" * 3_000,
    ],
)
def test_whatever_is_written_there_is_read_in_no_time(written: str) -> None:
    raw = written.replace("{message_id}", str(uuid4())).encode()
    began = time.process_time()
    read_bounce(raw)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("status", "said", "is_dead"),
    [
        ("5.0.0", "550 5.1.1 no such user", True),
        ("5.0.0", "552 5.2.2 mailbox over quota", False),
        ("5.0.0", "550 5.7.1 message rejected as spam", False),
        ("5.0.0", "554 rejected by 5.9.12.3", False),  # an address of the net
        ("5.1.8", "553 sender address rejected: domain not found", False),  # the shop's own
        ("5.1.7", "501 bad sender address syntax", False),
        ("5.1.10", "556 the domain takes no mail", True),
    ],
)
def test_an_address_is_to_blame_only_where_the_report_says_so(status: str, said: str, is_dead: bool) -> None:
    raw = REPORT.format(message_id=uuid4(), status=status, action="failed")
    raw = raw.replace(f"550 {status} <zoe@example.org>: no such person", said)
    bounce = read_bounce(raw.encode())
    assert bounce
    assert (bounce.is_failure, bounce.blames_address, bounce.said) == (True, is_dead, said)


@pytest.mark.parametrize("line", ["", "Return-Path: <ana@example.org>\n"])
def test_a_customer_who_quotes_a_report_in_an_answer_is_no_report(line: str) -> None:
    answer = QMAIL.replace("MAILER-DAEMON@example.org", "Ana <ana@example.org>").replace("ID", str(uuid4()))
    assert read_bounce(f"{line}{answer}".encode()) is None


def test_reports_in_a_form_of_their_own_are_read_too() -> None:
    """As qmail and its descendants write them."""
    its_id = uuid4()
    bounce = read_bounce(QMAIL.replace("ID", str(its_id)).encode())
    assert bounce
    assert (bounce.message_id, bounce.status, bounce.blames_address) == (its_id, "5.1.1", True)
    said_no_code = read_bounce(QMAIL.replace("ID", str(its_id)).replace(" (#5.1.1)", "").encode())
    assert said_no_code
    assert (said_no_code.is_failure, said_no_code.blames_address) == (True, False)


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
