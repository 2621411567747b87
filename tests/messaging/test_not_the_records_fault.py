"""What is not a record's fault parks nothing: it waits, is told in words, and goes on by itself once it is mended."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from shared.cloudevents import unpack
from shared.messaging.parked import retry_due
from shared.postgres import sessions, trouble
from shared.postgres.transient import why
from shared.transaction import Database
from tests.messaging.ledger import Ledger
from tests.support.orders import placed
from tests.support.stack import Stack


@asynccontextmanager
async def altered(ledger: Ledger, spoil: str, mend: str) -> AsyncIterator[None]:
    async with ledger.transaction() as tx:
        await tx.execute(spoil)
    try:
        yield
    finally:
        async with ledger.transaction() as tx:
            await tx.execute(mend)


@asynccontextmanager
async def sessions_with(ledger: Ledger, postgres: Stack, setting: str, value: str) -> AsyncIterator[Database]:
    """Connections that are opened while the database has this setting."""
    set_it = f"ALTER DATABASE test_ledger SET {setting} = '{value}'"
    async with altered(ledger, set_it, f"ALTER DATABASE test_ledger RESET {setting}"):
        database = await Database.connect(postgres.postgres_url("test_ledger"), connections=3)
        before, ledger.inbox.database = ledger.inbox.database, database
        try:
            yield database
        finally:
            ledger.inbox.database = before
            await database.close()


async def waits_with(ledger: Ledger, words: str) -> None:
    """Ten orders, none of which is parked, and the offsets stay."""
    records = [ledger.record(placed()) for _ in range(10)]
    with pytest.raises(asyncpg.PostgresError) as raised:
        await ledger.deliver_records(records)
    assert words in why(raised.value)
    assert (await ledger.parked(), await ledger.notes()) == ([], [])


@pytest.mark.parametrize(
    ("spoil", "mend", "words"),
    [
        ("notes RENAME TO gone", "gone RENAME TO notes", 'a table is missing (42P01 UndefinedTableError: relation "no'),
        ("notes RENAME what TO gone", "notes RENAME gone TO what", "a column is missing (42703 UndefinedColumnError"),
    ],
)
async def test_half_a_migration_parks_nothing(ledger: Ledger, spoil: str, mend: str, words: str) -> None:
    # Statements that were prepared before know nothing of it yet.
    await ledger.database.pool.expire_connections()
    async with altered(ledger, f"ALTER TABLE {spoil}", f"ALTER TABLE {mend}"):
        records = [ledger.record(placed()) for _ in range(10)]
        with pytest.raises(asyncpg.PostgresError) as raised:
            await ledger.deliver_records(records)
        assert words in why(raised.value)
        assert await ledger.parked() == []
    await ledger.deliver_records(records)
    assert len(await ledger.notes()) == 10


async def test_a_missing_privilege_parks_nothing(ledger: Ledger, postgres: Stack) -> None:
    async with ledger.transaction() as tx:
        await tx.execute("DROP ROLE IF EXISTS forgotten")
        await tx.execute("CREATE ROLE forgotten")
        await tx.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO forgotten")
        await tx.execute("REVOKE INSERT ON notes FROM forgotten")
    try:
        async with sessions_with(ledger, postgres, "role", "forgotten"):
            await waits_with(ledger, "a privilege is missing (42501 InsufficientPrivilegeError: permission denied for")
    finally:
        async with ledger.transaction() as tx:
            await tx.execute("DROP OWNED BY forgotten")
            await tx.execute("DROP ROLE forgotten")


async def test_a_lock_that_is_not_to_be_had_in_time_parks_nothing_and_is_what_is_told(
    ledger: Ledger, postgres: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record gives up its own locks then, so that commands about its order go on."""
    assert sessions.SETTINGS["lock_timeout"] == "10s"
    monkeypatch.setitem(sessions.SETTINGS, "lock_timeout", "50ms")
    async with sessions_with(ledger, postgres, "work_mem", "4MB") as database, ledger.transaction() as tx:
        await tx.execute("LOCK TABLE notes IN SHARE MODE")
        await waits_with(ledger, "a lock was not to be had in time (55P03")
        assert time.monotonic() - database.lock_missed_at < trouble.LOCK_MISSED_S


async def test_a_database_that_takes_no_changes_parks_nothing(ledger: Ledger, postgres: Stack) -> None:
    async with sessions_with(ledger, postgres, "default_transaction_read_only", "on"):
        await waits_with(ledger, "the database is read-only (25006")


async def test_a_parked_record_loses_no_try_to_what_is_not_its_fault_and_the_others_have_theirs(ledger: Ledger) -> None:
    first, second = placed(number="broken"), placed(number="broken")
    await ledger.deliver(first, second)
    await ledger.mend()
    async with ledger.transaction() as tx:
        await tx.execute("UPDATE parked SET next_attempt_at = now()")
        await tx.execute(
            "CREATE OR REPLACE FUNCTION busy() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF NEW.order_id = '{first.order_id}' THEN RAISE 'busy' USING ERRCODE = '55P03'; END IF; RETURN NEW;"
            " END $$"
        )
        await tx.execute("CREATE TRIGGER busy BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION busy()")
    wanted = frozenset(ledger.service.handlers)
    try:
        with pytest.raises(asyncpg.LockNotAvailableError):
            await retry_due(ledger.database, lambda record: unpack(record, wanted), ledger.inbox.run)
    finally:
        async with ledger.transaction() as tx:
            await tx.execute("DROP TRIGGER busy ON notes")
    assert [(one.key, one.attempts) for one in await ledger.parked()] == [(str(first.order_id), 1)]
    assert await ledger.notes(second.order_id) == ["placed broken"]
