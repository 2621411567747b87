"""The database changes beneath a running service: a failover, a migration."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
import pytest

from shared.postgres import migrate as migrating
from shared.postgres import trouble
from shared.postgres.migrate import MigrationBlocked, migrate
from shared.postgres.standing import Standing
from shared.transaction import announce
from tests.messaging.ledger import Ledger
from tests.messaging.test_relay import read_only
from tests.support.orders import placed
from tests.support.service import token
from tests.support.stack import Stack
from tests.support.waiting import until

PATHS = pytest.mark.parametrize("path", ["/entries", "/shared-entries"])
READ_ONLY = "the database takes no changes at the moment: it is read-only; nothing was changed, try again"


@PATHS
async def test_while_the_database_is_read_only_a_command_is_told_to_come_again_and_then_done(
    ledger: Ledger, postgres: Stack, path: str
) -> None:
    async with read_only(postgres):
        await ledger.database.renew()  # a failover ends the sessions
        refused = await ledger.post(path, {"text": "a lamp"}, key="k")
        assert (refused.status_code, refused.json()["detail"]) == (503, READ_ONLY)
        assert refused.headers["Retry-After"] == "2"
        assert (await ledger.http.get("/operations/parked")).status_code == 200
    assert (await ledger.post(path, {"text": "a lamp"}, key="k")).status_code == 201
    assert await ledger.notes() == ["a lamp"]


async def test_a_command_that_cannot_be_done_now_is_no_failure_in_the_log(
    ledger: Ledger, postgres: Stack, caplog: pytest.LogCaptureFixture
) -> None:
    transport = httpx.ASGITransport(ledger.api)  # raises what the web server would log with its traceback
    headers = {"Authorization": f"Bearer {token()}", "Idempotency-Key": "k"}
    async with read_only(postgres), httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
        await ledger.database.renew()
        assert (await client.post("/entries", json={"text": "a lamp"}, headers=headers)).status_code == 503
    assert "answered that it cannot be done now: the database takes no changes: it is read-only" in caplog.messages


async def test_sessions_from_while_it_was_read_only_are_not_used_again(ledger: Ledger, postgres: Stack) -> None:
    async with read_only(postgres):
        await ledger.database.renew()
        await asyncio.gather(*(ledger.http.get("/operations/parked") for _ in range(8)))
    answers = await asyncio.gather(*(ledger.post("/entries", {"text": str(n)}) for n in range(8)))
    assert [answer.status_code for answer in answers] == [201] * 8


async def test_sessions_that_the_server_has_ended_are_not_used_again(ledger: Ledger, postgres: Stack) -> None:
    await asyncio.gather(*(ledger.http.get("/operations/parked") for _ in range(8)))
    await postgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'test_ledger'"
        " AND application_name = 'backshop'"
    )
    await until(_may_post, ledger)
    answers = await asyncio.gather(*(ledger.post("/entries", {"text": str(n)}) for n in range(8)))
    assert [answer.status_code for answer in answers] == [201] * 8


async def test_an_inbox_waits_while_the_database_is_read_only(ledger: Ledger, postgres: Stack) -> None:
    async with read_only(postgres):
        await ledger.database.renew()
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await ledger.deliver(placed())
    assert await ledger.parked() == []


@PATHS
async def test_a_migration_under_load_fails_no_command(ledger: Ledger, path: str) -> None:
    for kind in ("bigint", "integer"):
        await asyncio.gather(*(ledger.post(path, {"text": "before"}) for _ in range(12)))
        async with ledger.database.pool.acquire() as migrated:
            await migrated.execute(f"ALTER TABLE idempotency_keys ALTER COLUMN status TYPE {kind}")
        answers = await asyncio.gather(*(ledger.post(path, {"text": "after"}) for _ in range(12)))
        assert {answer.status_code for answer in answers} == {201}
    assert len(await ledger.notes()) == 48


async def test_a_migration_behind_a_long_reader_stops_no_writer_and_is_done_when_that_ends(
    ledger: Ledger, postgres: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "WAITS_S", (0.1,))
    said: list[str] = []
    async with changing_outbox(ledger, monkeypatch):
        async with ledger.database.pool.acquire() as dump, dump.transaction(isolation="repeatable_read"):
            await dump.fetchval("SELECT count(*) FROM outbox")
            running = asyncio.create_task(migrate(postgres.postgres_url("test_ledger"), "ledger", said.append))
            await until(_said, said)
            for _ in range(5):
                async with ledger.transaction() as tx:
                    announce(tx, placed())
            assert not running.done()
        assert await running == ["changing_outbox.sql"]
    assert len(said) == 1
    assert said[0].startswith("migration changing_outbox.sql waits for its tables; session ")


async def test_a_migration_gives_up_at_last_and_says_who_is_in_its_way(
    ledger: Ledger, postgres: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "GIVE_UP_S", 0)
    async with changing_outbox(ledger, monkeypatch), ledger.database.pool.acquire() as dump, dump.transaction():
        await dump.fetchval("SELECT count(*) FROM outbox")
        with pytest.raises(MigrationBlocked, match="session .* may hold them"):
            await migrate(postgres.postgres_url("test_ledger"), "ledger")


async def test_who_asks_how_the_database_stands_is_answered_though_somebody_asks_again_meanwhile(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = Standing(ledger.database, "ledger", "postgresql://unused")
    may_answer = asyncio.Event()

    async def ask(standing: Standing) -> str:
        await may_answer.wait()
        return "read-only"

    monkeypatch.setattr(Standing, "_ask", ask)
    first = asyncio.create_task(standing.problem())
    await asyncio.sleep(0)
    assert standing._asked
    asked_again = asyncio.get_running_loop().create_future()
    standing._asked.add_done_callback(lambda _: setattr(standing, "_asked", asked_again))
    may_answer.set()
    assert await first == "read-only"


async def test_commits_that_hang_are_told_though_the_database_answers_what_is_read(
    ledger: Ledger, postgres: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trouble, "HANGING_COMMIT_S", 0.2)
    standing = Standing(ledger.database, "ledger", postgres.postgres_url("test_ledger"))
    async with without_its_standby(postgres):
        posted = asyncio.create_task(ledger.post("/entries", {"text": "a lamp"}))
        text = await until(standing.problem)
        assert text in (f"commits hang: one has waited for {s} s for a standby to have it" for s in range(30))
    assert (await posted).status_code == 201
    assert await standing.problem() is None


@asynccontextmanager
async def without_its_standby(postgres: Stack) -> AsyncIterator[None]:
    """Whoever commits waits for a standby that is away."""
    connection = await asyncpg.connect(postgres.postgres_url())
    try:
        await connection.execute("ALTER SYSTEM SET synchronous_standby_names = 'gone'")
        await connection.execute("SELECT pg_reload_conf()")
        yield
    finally:
        await connection.execute("ALTER SYSTEM RESET synchronous_standby_names")
        await connection.execute("SELECT pg_reload_conf()")
        await connection.close()


@asynccontextmanager
async def changing_outbox(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A migration that is missing."""
    known = migrating.migrations_of("ledger")
    new = ("changing_outbox.sql", "ALTER TABLE outbox ADD COLUMN for_test text")
    monkeypatch.setattr(migrating, "migrations_of", lambda service: [*known, new])
    try:
        yield
    finally:
        async with ledger.transaction() as tx:
            await tx.execute("ALTER TABLE outbox DROP COLUMN IF EXISTS for_test")
            await tx.execute("DELETE FROM migrations WHERE name = 'changing_outbox.sql'")


async def _said(said: list[str]) -> bool:
    return bool(said)


async def _may_post(ledger: Ledger) -> bool:
    return (await ledger.post("/entries", {"text": "again"}, key="again")).status_code == 201
