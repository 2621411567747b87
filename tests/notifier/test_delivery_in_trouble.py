"""A mail server out of order delays nobody but its own mails."""

import asyncio
import logging

import pytest

from shared.older import older
from tests.notifier.conftest import (
    Deliver,
    MailServer,
    a_day_passes,
    has_announced,
    history,
    wait_for_state,
)
from tests.support.orders import placed
from tests.support.service import ShopService
from tests.support.waiting import until


async def test_a_server_that_is_down_costs_no_message_an_attempt(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, caplog: pytest.LogCaptureFixture
) -> None:
    await mail_server.stop()
    await notifier.deliver(*(placed() for _ in range(50)))
    async with deliver():
        await until(_logged, caplog, "out of order")
        assert {message.attempts for message in await history(notifier)} == {0}
        await mail_server.start()
        await until(mail_server.has, 50)
        await until(has_announced, notifier, 50)
    assert {(message.state, message.attempts) for message in await history(notifier)} == {("sent", 1)}
    # Paused as a whole: one line for each time the server was asked, not one for each message.
    assert caplog.text.count("out of order") < 5


async def test_a_refused_sender_is_the_server_s_trouble_and_fails_no_message(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, caplog: pytest.LogCaptureFixture
) -> None:
    mail_server.sender_answers.append("550 5.7.1 not your address")
    await notifier.deliver(placed())
    async with deliver():
        await until(_logged, caplog, "out of order (sender 550)")
        await wait_for_state(notifier, "sent", attempts=1)


async def test_while_the_server_hangs_orders_are_recorded(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    mail_server.hangs = True
    await notifier.deliver(placed())
    async with deliver():
        await until(mail_server.was_asked, 1)
        async with asyncio.timeout(2):
            await notifier.deliver(*(placed() for _ in range(100)))
        await until(_attempted, notifier)  # the time limit has passed
        mail_server.hangs = False
        mail_server.disconnect()
        await a_day_passes(notifier)
        await until(has_announced, notifier, 101)
    assert await notifier.announced_types() == ["MessageSent"] * 101


async def test_a_hanging_server_costs_only_the_mails_it_was_given_an_attempt(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    mail_server.hangs = True
    await notifier.deliver(*(placed() for _ in range(50)))
    async with deliver():
        await until(_attempted, notifier)
    assert sum(message.attempts for message in await history(notifier)) <= 2  # one a connection


async def test_a_connection_closed_between_mails_is_opened_again(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver
) -> None:
    async with deliver():
        for number in range(1, 4):
            await notifier.deliver(placed(number=str(number)))
            await until(has_announced, notifier, number)
            mail_server.disconnect()
    assert {(message.state, message.attempts) for message in await history(notifier)} == {("sent", 1)}


async def test_a_server_that_closes_after_each_mail_costs_no_attempts(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSHOP_SMTP_CONNECTIONS", "1")
    mail_server.answers.extend(["250 OK", "421 4.7.0 enough for one connection"] * 5)
    await notifier.deliver(*(placed() for _ in range(5)))
    async with deliver():
        await until(has_announced, notifier, 5)
    assert {(message.state, message.attempts) for message in await history(notifier)} == {("sent", 1)}
    assert mail_server.connections == 5


async def _attempted(notifier: ShopService) -> bool:
    return any(message.attempts for message in await history(notifier))


async def test_while_the_service_is_older_than_what_it_has_announced_no_mail_leaves_and_that_is_what_is_said(
    notifier: ShopService, mail_server: MailServer, deliver: Deliver, caplog: pytest.LogCaptureFixture
) -> None:
    """Once with its reason, not as if the database were away, and not each second."""
    caplog.set_level(logging.INFO)
    await notifier.deliver(placed())
    notifier.database.closed = older("notifier", 6)
    async with deliver():
        await until(_logged, caplog, f"deliver_messages waits: {older('notifier', 6)}")
        notifier.database.closed = None
        await until(mail_server.has, 1)
        await until(_logged, caplog, "deliver_messages goes on after")
    assert caplog.text.count("deliver_messages waits") == 1


async def _logged(caplog: pytest.LogCaptureFixture, text: str) -> bool:
    return text in caplog.text
