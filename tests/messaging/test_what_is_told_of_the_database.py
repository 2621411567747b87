"""What a process tells of a database that works, and is not as it should be: its clock, and locks of strangers."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from shared import clock
from tests.messaging.running_process import Running, prepared, running
from tests.support.stack import Stack
from tests.support.waiting import until


@pytest.fixture(scope="module")
async def database(kafka: Stack, postgres: Stack) -> str:
    return await prepared(kafka, "test_told")


async def test_a_machine_whose_clock_is_days_ahead_goes_by_the_clock_of_its_database_and_says_so(
    kafka: Stack, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "machine_time", lambda: datetime.now(UTC) + timedelta(days=2))
    monkeypatch.setattr(clock, "followed", None)
    assert clock.now() - datetime.now(UTC) > timedelta(days=1)
    async with running(kafka, database) as one:
        code, body = await one.ready()
        told = next(text for text in body["waiting"] if text.startswith("clock: "))
        assert (code, told) == (200, "clock: this machine's is 172800 s ahead of the database's, which counts")
        assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("table", ["notes", "outbox"])
async def test_a_table_that_a_stranger_has_locked_is_told_with_who_it_is_though_no_connection_is_left(
    kafka: Stack, database: str, table: str, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = await asyncpg.connect(database, server_settings={"application_name": "psql"})
    async with running(kafka, database) as one:
        await until(one.is_well)
        async with stranger.transaction():
            await stranger.execute(f"LOCK TABLE {table}")
            pid = stranger.get_server_pid()
            waiting = [asyncio.create_task(one.post(f"while {table} is locked {n}")) for n in range(8)]
            text = await until(_told_of_a_lock, one, seconds=10)
            assert text.startswith("statements hang: a session has waited for a lock for ")
            assert f" s; session {pid} (psql, idle in transaction for " in text
            assert text.endswith(" s, statement LOCK) holds it")
            logged = rf"what needs a lock waits: session {pid} \(psql, since [\d:]{{8}} UTC, statement LOCK\) holds it"
            assert any(re.fullmatch(logged, message) for message in caplog.messages)
            assert (await one.live()) == 200
            if table == "notes":
                waiting += [asyncio.create_task(one.post(f"later, {n}")) for n in range(12)]
            status = await until(_not_ready, one, f"session {pid} (psql", seconds=10)
            assert (status["ready"], status["parked"]) == (False, 0)
            assert (status["outbox"] is None) == (status["outbox_age_s"] is None) == (table == "outbox")
        assert {(await answer).status_code for answer in waiting} <= {201, 503}
        await until(one.is_well, seconds=60)
    await stranger.close()


async def test_the_figures_of_a_table_that_a_stranger_has_locked_are_unknown_and_the_others_are_told(
    kafka: Stack, database: str
) -> None:
    stranger = await asyncpg.connect(database, server_settings={"application_name": "psql"})
    async with running(kafka, database) as one:
        await until(one.is_well)
        async with stranger.transaction():
            await stranger.execute("LOCK TABLE parked")
            pid = stranger.get_server_pid()
            status = await until(_told_in_status, one, f"session {pid} (psql", seconds=10)
            assert (status["outbox"], status["parked"], status["dead_letters"]) == (0, None, None)
        assert (await one.http.get("/operations/status")).json()["parked"] == 0
    await stranger.close()


async def _told_in_status(observed: Running, text: str) -> dict[str, Any] | None:
    answer = await observed.http.get("/operations/status")
    assert answer.status_code == 200
    status: dict[str, Any] = answer.json()
    return status if any(text in told for told in status["waiting"]) else None


async def _not_ready(observed: Running, text: str) -> dict[str, Any] | None:
    """On a slow machine those that wait may be refused and others have a connection, for a moment."""
    status = await _told_in_status(observed, text)
    return status if status and not status["ready"] else None


async def _told_of_a_lock(observed: Running) -> str | None:
    _, body = await observed.ready()
    return next((text for text in body["problems"] if "holds it" in text), None)
