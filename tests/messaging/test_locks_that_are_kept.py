"""A table that somebody keeps locked is told of though nobody waits for it at the moment somebody looks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from shared.messaging import parked
from shared.postgres import sessions, trouble
from shared.postgres.migrate import MIGRATIONS
from shared.postgres.standing import Standing
from shared.transaction import Database
from tests.messaging.ledger import Ledger
from tests.support.stack import Stack


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert trouble.KEPT_LOCK_S == 3
    monkeypatch.setattr(trouble, "KEPT_LOCK_S", 0)


@pytest.fixture(autouse=True)
async def _a_note(ledger: Ledger) -> None:
    async with ledger.transaction() as tx:
        await tx.execute("INSERT INTO notes (what) VALUES ('a row to lock')")


@asynccontextmanager
async def stranger(postgres: Stack, statement: str, *, name: str = "psql") -> AsyncIterator[int]:
    """In a transaction that is open; its process in PostgreSQL."""
    connection = await asyncpg.connect(postgres.postgres_url("test_ledger"), server_settings={"application_name": name})
    try:
        async with connection.transaction():
            await connection.execute(statement)
            yield connection.get_server_pid()
    finally:
        await connection.close()


async def impatient(ledger: Ledger, statement: str) -> None:
    async with ledger.transaction() as tx:
        await tx.execute("SET LOCAL lock_timeout = '10ms'")
        await tx.execute(statement)


async def told(ledger: Ledger, *, lock_missed: bool = False, rows_of: str | None = None) -> list[str]:
    async with ledger.reading() as queries:
        return (await trouble.find_trouble(queries, lock_missed=lock_missed, rows_of=rows_of)).waiting


@pytest.mark.parametrize("mode", ["ACCESS EXCLUSIVE", "EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE"])
@pytest.mark.parametrize("table", ["idempotency_keys", "notes", "consumed"])
async def test_who_keeps_a_table_is_named(ledger: Ledger, postgres: Stack, table: str, mode: str) -> None:
    async with stranger(postgres, f"LOCK TABLE {table} IN {mode} MODE") as pid:
        (text,) = await told(ledger)
        assert text.startswith(f"database: session {pid} (psql, idle in transaction for ")
        assert text.endswith(f" s, statement LOCK) keeps {table} locked")
        async with ledger.reading() as queries:
            stalled = await trouble.find_stalled(queries, after_s=5, lock_missed=False)
        assert stalled is not None
        assert (stalled.holder or "").startswith(f"session {pid} (psql, since ")
    assert await told(ledger) == []


@pytest.mark.parametrize(
    "statement",
    [
        "LOCK TABLE idempotency_keys IN SHARE UPDATE EXCLUSIVE MODE",  # vacuum, analyze, CREATE INDEX CONCURRENTLY
        "LOCK TABLE idempotency_keys IN ACCESS SHARE MODE",  # a dump
        "SELECT * FROM notes FOR UPDATE",
        "INSERT INTO notes (what) VALUES ('by hand')",
        "CREATE TEMPORARY TABLE mine (one int)",
        "SELECT pg_advisory_xact_lock(1)",
    ],
)
async def test_what_keeps_nobody_from_writing_is_no_alarm(ledger: Ledger, postgres: Stack, statement: str) -> None:
    async with stranger(postgres, statement):
        assert await told(ledger) == []


async def test_a_migration_is_no_alarm(ledger: Ledger, postgres: Stack) -> None:
    async with stranger(postgres, "LOCK TABLE notes", name=MIGRATIONS):
        assert await told(ledger) == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("SELECT * FROM notes FOR UPDATE", "rows of notes"),
        ("UPDATE notes SET what = 'by hand'", "rows of notes"),
        ("SELECT pg_advisory_xact_lock(1)", "orders"),
        ("LOCK TABLE notes", "notes"),
    ],
)
async def test_where_a_lock_was_missed_just_now_who_keeps_rows_is_named_though_nobody_waits_any_more(
    ledger: Ledger, postgres: Stack, statement: str, what: str
) -> None:
    async with stranger(postgres, statement) as pid:
        (text,) = await told(ledger, lock_missed=True)
        assert text.startswith(f"database: session {pid} (psql, idle in transaction for ")
        assert text.endswith(f") keeps {what} locked")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM mended FOR UPDATE",
        "UPDATE notes SET what = 'by hand' WHERE id = 0",
        "LOCK notes IN ROW SHARE MODE",
    ],
)
async def test_who_found_no_rows_to_lock_is_not_named_though_a_lock_was_missed(
    ledger: Ledger, postgres: Stack, statement: str
) -> None:
    async with stranger(postgres, statement):
        assert await told(ledger, lock_missed=True) == []


@pytest.mark.parametrize("missed", ["mended", "idempotency_keys_pkey"])
async def test_who_keeps_rows_of_another_table_than_the_one_where_a_lock_was_missed_is_not_named(
    ledger: Ledger, postgres: Stack, missed: str
) -> None:
    async with stranger(postgres, "UPDATE notes SET what = 'by hand'; SELECT pg_advisory_xact_lock(1)"):
        assert await told(ledger, lock_missed=True, rows_of=missed) == []
        (text,) = await told(ledger, lock_missed=True, rows_of="notes")
        assert text.endswith(") keeps rows of notes locked")


async def test_where_rows_were_missed_is_known_of_a_table_and_of_a_key_that_somebody_else_writes(
    ledger: Ledger, postgres: Stack
) -> None:
    insert = "INSERT INTO idempotency_keys (caller, key, fingerprint, status, answer) VALUES ('a', 'a', '', 0, '')"
    for statement, table in (("SELECT * FROM notes FOR UPDATE", "notes"), (insert, "idempotency_keys")):
        async with stranger(postgres, statement):
            with pytest.raises(asyncpg.LockNotAvailableError):
                await impatient(ledger, statement)
            (text,) = await told(ledger, lock_missed=True, rows_of=ledger.database.rows_missed_of)
            assert text.endswith(f") keeps rows of {table} locked")


async def test_a_dump_is_not_named_though_a_lock_was_missed(ledger: Ledger, postgres: Stack) -> None:
    async with stranger(postgres, "LOCK TABLE idempotency_keys IN ACCESS SHARE MODE"):
        assert await told(ledger, lock_missed=True) == []


async def test_figures_are_known_though_all_connections_are_taken_before_they_are_made(
    ledger: Ledger, postgres: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = asyncio.Event()

    async def slowly(connection: asyncpg.Connection) -> None:
        await made.wait()

    monkeypatch.setattr(sessions, "begin", slowly)
    url = postgres.postgres_url("test_ledger")
    database = await Database.connect(url, connections=3, at_once=0)
    standing = Standing(database, "ledger", url)
    try:
        taken = [asyncio.create_task(database.pool.fetchval("SELECT 1")) for _ in range(3)]
        assert await standing.figure(parked.count_parked) == {"parked": 0, "dead": 0}
        made.set()
        assert await asyncio.gather(*taken) == [1, 1, 1]
    finally:
        standing.close()
        await database.close()


async def test_of_a_session_of_another_role_its_number_and_name_are_told(ledger: Ledger, postgres: Stack) -> None:
    async with ledger.transaction() as tx:
        await tx.execute("CREATE ROLE watcher")
        await tx.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO watcher")
    try:
        async with stranger(postgres, "LOCK TABLE notes") as pid, ledger.reading() as queries:
            await queries.fetchval("SELECT set_config('role', 'watcher', false)")
            try:
                found = await trouble.find_stalled(queries, after_s=5, lock_missed=False)
            finally:
                await queries.fetchval("SELECT set_config('role', 'none', false)")
        assert found is not None
        assert found.told == f"session {pid} (psql, of another role) keeps notes locked"
    finally:
        async with ledger.transaction() as tx:
            await tx.execute("DROP OWNED BY watcher")
            await tx.execute("DROP ROLE watcher")
