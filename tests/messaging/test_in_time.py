"""Requests are answered within seconds, with a reason, whatever the database does."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import cast

import asyncpg
import httpx
import pytest

from shared.http import run_once
from shared.http.run_once import Answer, Asked, Batches, RunOnce
from shared.in_time import NotInTime, within
from tests.messaging.ledger import Ledger, service
from tests.messaging.test_relay import read_only
from tests.support.stack import Stack
from tests.support.waiting import until

pytestmark = pytest.mark.servers  # its requests wait as long as they may

LIMIT_S = 5
MANY = 40
LATE = (
    "the database does not answer, or not in time;"
    " whether anything was changed is not known: try again with the same Idempotency-Key"
)


@pytest.fixture
def ledger(ledger: Ledger) -> Ledger:
    ledger.api.state.answer_s = service.answer_s
    return ledger


@asynccontextmanager
async def frozen(ledger: Ledger, postgres: Stack) -> AsyncIterator[None]:
    postgres.pause_postgres()
    try:
        yield
    finally:
        await postgres.start_postgres()


@asynccontextmanager
async def table_locked(ledger: Ledger, postgres: Stack) -> AsyncIterator[None]:
    connection = await asyncpg.connect(postgres.postgres_url("test_ledger"))
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE notes, idempotency_keys, parked")
            yield
    finally:
        await connection.close()


@asynccontextmanager
async def connections_taken(ledger: Ledger, postgres: Stack) -> AsyncIterator[None]:
    """By others, as where a pooler has none to give."""
    held = [await ledger.database.pool.acquire() for _ in range(ledger.database.pool.get_max_size())]
    try:
        yield
    finally:
        for connection in held:
            await ledger.database.pool.release(connection)


@asynccontextmanager
async def no_change_taken(ledger: Ledger, postgres: Stack) -> AsyncIterator[None]:
    async with read_only(postgres):
        await ledger.database.renew()
        yield


@pytest.mark.parametrize("trouble", [frozen, table_locked, connections_taken, no_change_taken])
async def test_many_requests_at_once_are_answered_in_time_whatever_the_database_does(
    ledger: Ledger, postgres: Stack, trouble: Callable[[Ledger, Stack], AsyncIterator[None]]
) -> None:
    await asyncio.gather(*(ledger.post("/entries", {"text": "a lamp"}) for _ in range(8)))  # opens its connections
    async with trouble(ledger, postgres):  # type: ignore[attr-defined]
        for _ in range(2):  # the second time, all connections hang already
            answers = await asyncio.gather(*(_answer(ledger, n) for n in range(MANY)))
            refused = [answer for answer in answers if answer.status_code != 200]
            assert {answer.status_code for answer in refused} == {503}
            assert {answer.headers["Retry-After"] for answer in refused} == {"2"}
            assert len(refused) >= MANY * 2 // 3
            assert all(
                "the database" in answer.json()["detail"] or "a lock" in answer.json()["detail"] for answer in refused
            )
    await until(_is_well, ledger, seconds=30)
    keys = [f"k{n}" for n in range(MANY) if n % 3]
    again = await asyncio.gather(*(ledger.post("/shared-entries", {"text": key}, key=key) for key in keys))
    assert {answer.status_code for answer in again} == {201}
    notes = await ledger.notes()
    assert sorted(note for note in notes if note.startswith("k")) == sorted(keys)


async def _answer(ledger: Ledger, n: int) -> httpx.Response:
    """A look at a list, or a command of its own key, within the limit."""
    async with asyncio.timeout(LIMIT_S + 1):
        if n % 3 == 0:
            return await ledger.http.get("/operations/parked")
        return await ledger.post("/shared-entries", {"text": f"k{n}"}, key=f"k{n}")


async def _is_well(ledger: Ledger) -> bool:
    return (await ledger.http.get("/operations/parked")).status_code == 200


async def test_what_is_not_done_in_time_is_said_not_to_be_known(
    ledger: Ledger, postgres: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with frozen(ledger, postgres):
        late = await ledger.post("/entries", {"text": "a lamp"}, key="k")
        assert (late.status_code, late.json()["detail"]) == (503, LATE)
    assert (await ledger.post("/entries", {"text": "a lamp"}, key="k")).status_code == 201
    assert await ledger.notes() == ["a lamp"]


async def test_a_command_that_waits_for_a_lock_fails_alone(
    ledger: Ledger, postgres: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that share its transaction are done without it."""
    ledger.api.state.answer_s = 60  # a busy machine is no lock
    monkeypatch.setattr(run_once, "TOGETHER_S", 60)
    locked, *others = (f"k{n}" for n in range(9))
    connection = await asyncpg.connect(postgres.postgres_url("test_ledger"))
    await ledger.http.get("/operations/parked")
    try:
        async with connection.transaction():
            await connection.execute(
                "INSERT INTO idempotency_keys (caller, key, fingerprint, status, answer)"
                " SELECT 'alice', $1, 'x'::bytea, 201, '{}'",
                locked,
            )
            first = asyncio.create_task(ledger.post("/shared-entries", {"text": "first"}, key="first"))
            answers = await asyncio.gather(
                *(ledger.post("/shared-entries", {"text": key}, key=key) for key in (locked, *others))
            )
            assert (await first).status_code == 201
            assert [answer.status_code for answer in answers] == [503] + [201] * len(others)
            assert answers[0].json()["detail"].startswith("a lock was not to be had in time")
            raise _RolledBack
    except _RolledBack:
        pass
    finally:
        await connection.close()
    assert (await ledger.post("/shared-entries", {"text": locked}, key=locked)).status_code == 201


class _RolledBack(Exception):
    pass


async def test_commands_that_nobody_waits_for_any_more_are_not_begun() -> None:
    """Of ten that could not be done together as somebody held a lock: those that come next wait for none of them."""
    begun: list[list[str]] = []

    class Locked:
        async def run(self, commands: Sequence[Asked]) -> list[Answer]:
            begun.append([one.key for one in commands])
            await asyncio.sleep(0)
            if len(commands) == 10:
                for waiting in together:
                    waiting.cancel()
                raise asyncpg.LockNotAvailableError
            return [Answer(201, "", None) for _ in commands]

    batches = Batches(cast(RunOnce, Locked()))
    first = asyncio.create_task(batches.run(_asked("first")))
    await asyncio.sleep(0)
    together = [asyncio.create_task(batches.run(_asked(f"k{n}"))) for n in range(10)]
    await first
    await asyncio.wait(together)
    assert (await batches.run(_asked("last"))) == Answer(201, "", None)
    assert begun == [["first"], [f"k{n}" for n in range(10)], ["last"]]


def _asked(key: str) -> Asked:
    return Asked("alice", key, b"", 201, None)


async def test_work_that_cannot_be_ended_is_not_waited_for() -> None:
    goes_on = asyncio.Event()

    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await goes_on.wait()

    with pytest.raises(NotInTime):
        await within(0.01, stubborn())
    goes_on.set()
