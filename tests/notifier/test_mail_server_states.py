"""Whatever a mail server does, each message ends in its right state, and staff read why."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from deploy.local.ports import find_free
from services.notifier.delivery import deliver_messages
from tests.notifier.conftest import Deliver, a_day_passes, history, wait_for_state
from tests.notifier.scripted_smtp import CLOSES, END, GREETING, HANGS, ScriptedServer
from tests.support.orders import placed
from tests.support.service import ShopService
from tests.support.waiting import until


@pytest.fixture
async def server(deliver: Deliver, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ScriptedServer]:
    scripted = ScriptedServer(find_free())
    monkeypatch.setattr(deliver_messages, "PAUSE_S", (0.05,))
    monkeypatch.setattr(deliver_messages, "IDLE_POLL_S", 0.05)
    for name, value in {"PORT": scripted.port, "TIME_LIMIT_S": 0.15, "CONNECTIONS": 1}.items():
        monkeypatch.setenv(f"BACKSHOP_SMTP_{name}", str(value))
    yield scripted
    await scripted.stop()


async def counts(notifier: ShopService) -> Any:
    return (await notifier.http.get("/messages/counts")).json()


async def held_up(notifier: ShopService) -> Any:
    return (await counts(notifier))["held_up"]


@pytest.mark.parametrize(
    ("answers", "kind", "code"),
    [
        ({GREETING: "421 4.3.2 too busy"}, "busy", "421"),
        ({GREETING: "554 5.7.1 not you"}, "busy", "554"),
        ({GREETING: HANGS}, "silent", ""),
        ({GREETING: CLOSES}, "closed", ""),
        ({"EHLO": "451 later", "HELO": "451 later"}, "busy", "451"),
        ({"MAIL": "550 5.7.1 not your address"}, "sender", "550"),
        ({"MAIL": "530 5.7.0 authentication required"}, "login", "530"),
    ],
)
async def test_a_server_that_takes_nobody_s_mail_costs_no_message_an_attempt_and_staff_are_told_why(
    notifier: ShopService, server: ScriptedServer, deliver: Deliver, answers: dict[str, str], kind: str, code: str
) -> None:
    await server.start(answers)
    await notifier.deliver(placed())
    async with deliver():
        told = await until(held_up, notifier)
        assert (told["kind"], told["code"]) == (kind, code)
        (message,) = await history(notifier)
        assert (message.state, message.attempts) == ("queued", 0)
        assert (await counts(notifier))["waiting_for_server"] == 1
        server.answers = {}
        await wait_for_state(notifier, "sent", attempts=1)
        await until(_is_over, notifier)


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"MAIL": "452 4.3.1 no room"}, "sender 452"),
        ({"RCPT": "450 4.2.0 greylisted, come again"}, "4.2.0 greylisted, come again"),
        ({"RCPT": "452 4.2.2 mailbox full"}, "4.2.2 mailbox full"),
        ({"RCPT": "554 5.7.1 Relay access denied"}, "5.7.1 Relay access denied"),  # for want of a login
        ({"DATA": "451 4.3.0 later"}, "4.3.0 later"),
        ({END: "451 4.7.1 later"}, "4.7.1 later"),
        ({"RCPT": CLOSES}, "closed"),
        ({END: CLOSES}, "closed"),
        ({"MAIL": HANGS}, "silent"),
        ({END: HANGS}, "silent"),
    ],
)
async def test_what_may_be_so_no_more_in_a_while_is_tried_again(
    notifier: ShopService, server: ScriptedServer, deliver: Deliver, answers: dict[str, str], error: str
) -> None:
    await server.start(answers)
    await notifier.deliver(placed())
    async with deliver():
        message = await wait_for_state(notifier, "queued", attempts=1)
        assert message.last_error == error
        assert message.next_attempt_at
        server.answers = {}
        await a_day_passes(notifier)
        await wait_for_state(notifier, "sent", attempts=2)


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"RCPT zoe@example.org": "550 5.1.1 no such person"}, "5.1.1 no such person"),
        ({"RCPT zoe@example.org": "552 5.2.2 mailbox full"}, "5.2.2 mailbox full"),
        ({"DATA zoe@example.org": "554 5.6.0 what is this"}, "5.6.0 what is this"),
        ({f"{END} zoe@example.org": "550 5.7.1 spam"}, "5.7.1 spam"),
    ],
)
async def test_a_mail_that_is_refused_for_good_has_failed_and_the_others_go_out(
    notifier: ShopService,
    server: ScriptedServer,
    deliver: Deliver,
    caplog: pytest.LogCaptureFixture,
    answers: dict[str, str],
    error: str,
) -> None:
    caplog.set_level(logging.DEBUG, "services")
    await server.start(answers)
    to_others = [_to(f"lou{number}@example.org", str(number)) for number in range(3)]
    await notifier.deliver(to_others[0], placed(number="9"), *to_others[1:])
    async with deliver():
        await until(_accepted, server, 3)
        await until(_is_over, notifier)
    states = {one.order_number: (one.state, one.last_error) for one in await history(notifier)}
    assert states == {"0": ("sent", None), "1": ("sent", None), "2": ("sent", None), "9": ("failed", error)}
    assert "example.org" not in caplog.text


async def test_a_mail_that_is_too_large_for_the_server_has_failed_and_stops_no_other(
    notifier: ShopService, server: ScriptedServer, deliver: Deliver
) -> None:
    """The server is told its size with the sender, before it knows to whom it is."""
    await server.start({"MAIL": "552 5.3.4 too large"})
    await notifier.deliver(placed())
    async with deliver():
        message = await wait_for_state(notifier, "failed", attempts=1)
    assert message.last_error == "5.3.4 too large"
    assert await held_up(notifier) is None


def _to(address: str, number: str) -> Any:
    order = placed(number=number)
    return order.model_copy(update={"customer": order.customer.model_copy(update={"email": address})})


async def _accepted(server: ScriptedServer, count: int) -> bool:
    return len(server.accepted) >= count


async def _is_over(notifier: ShopService) -> bool:
    answer = await counts(notifier)
    return answer["held_up"] is None and answer["queued"] == 0
