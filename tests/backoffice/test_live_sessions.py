"""The stream of changes lives as long as its session, and keeps none alive."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.backoffice.accounts.model import Role
from services.backoffice.web import live as live_stream
from services.backoffice.web.live import Live
from tests.backoffice.office import Desk, Office
from tests.support.clock import Clock
from tests.support.waiting import until

SIGN_IN_AGAIN = 'data: ["*"]\n\n'


@pytest.fixture(autouse=True)
def quick_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_stream, "HEARTBEAT_S", 0.05)


@pytest.fixture
async def listening(office: Office) -> AsyncIterator[tuple[Desk, asyncio.Task[Any]]]:
    """Somebody whose page listens, and what it has heard once the stream has ended."""
    desk = await office.desk(Role.SALES)
    heard = asyncio.create_task(desk.get("/live", headers={"Accept": "text/event-stream"}))
    await until(_somebody_listens, office.api.state.live)
    yield desk, heard
    office.api.state.stopping.set()
    await heard


async def _somebody_listens(live: Live) -> bool:
    return live.listeners > 0


async def test_the_stream_of_an_ended_session_ends_and_its_pages_look_for_themselves(
    office: Office, listening: tuple[Desk, asyncio.Task[Any]]
) -> None:
    desk, heard = listening
    other = await office.desk(desk.staff)
    await other.send("/account/sessions/end")
    answer = await asyncio.wait_for(heard, 10)
    assert answer.text.endswith(SIGN_IN_AGAIN)
    assert office.api.state.live.listeners == 0
    again = await desk.get("/live", headers={"Accept": "text/event-stream"})
    assert (again.status_code, again.text) == (401, "")


async def test_neither_does_one_with_always_something_to_hear_go_on(
    office: Office, listening: tuple[Desk, asyncio.Task[Any]]
) -> None:
    desk, heard = listening
    await desk.send("/sign-out")
    while not heard.done():
        office.api.state.live.publish({"orders:1"})
        await asyncio.sleep(0)
    assert (await heard).text.endswith(SIGN_IN_AGAIN)


async def test_listening_alone_keeps_no_session_alive(clock: Clock, listening: tuple[Desk, asyncio.Task[Any]]) -> None:
    _, heard = listening
    clock.pass_by(hours=12, minutes=1)
    assert (await asyncio.wait_for(heard, 10)).text.endswith(SIGN_IN_AGAIN)


async def test_coming_back_to_the_stream_is_not_being_there(office: Office, clock: Clock) -> None:
    desk = await office.desk()
    office.api.state.stopping.set()  # each stream ends at once
    for _ in range(3):
        clock.pass_by(hours=3, minutes=50)
        assert (await desk.get("/live")).status_code == 200
    clock.pass_by(minutes=31)
    assert not await desk.is_signed_in()


async def test_nobody_is_signed_out_because_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch, listening: tuple[Desk, asyncio.Task[Any]]
) -> None:
    asked = 0

    async def away(*_: object) -> bool:
        nonlocal asked
        asked += 1
        raise ConnectionRefusedError

    async def asked_three_times() -> bool:
        return asked >= 3

    monkeypatch.setattr("services.backoffice.accounts.sessions.is_signed_in", away)
    await until(asked_three_times)
    assert not listening[1].done()


async def test_the_stream_ends_when_the_process_stops(
    office: Office, listening: tuple[Desk, asyncio.Task[Any]]
) -> None:
    office.api.state.stopping.set()
    assert (await asyncio.wait_for(listening[1], 10)).text.startswith("retry: 2000\n\n")
