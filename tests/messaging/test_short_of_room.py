"""A database without room on its disk answers what is read and takes nothing: that is told, and passes by itself."""

import os
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg
import pytest

from deploy.local.postgres import ordinary_user
from shared.postgres import standing as standings
from shared.postgres.migrate import migrate
from shared.postgres.standing import Standing
from shared.postgres.transient import is_short, is_transient, why
from shared.transaction import Database
from tests.messaging.ledger import Ledger, service
from tests.support.service import ALL_SCOPES, token
from tests.support.stack import Stack

FULL = "the database's disk is full"
TOLD = f"{FULL} (53100 DiskFullError)"
TABLES = "CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY, order_id uuid, what text)"


async def test_a_full_disk_is_told_though_it_can_be_read_and_passes_when_there_is_room(
    postgres: Stack, caplog: pytest.LogCaptureFixture
) -> None:
    with small_disk() as disk:
        async with on_disk(postgres, disk) as ledger:
            standing = Standing(ledger.database, "ledger", postgres.postgres_url("test_full"))
            assert await standing.problem() is None
            with filled(disk):
                assert await standing.problem() == TOLD  # before anybody has tried to write
                assert (await ledger.http.get("/operations/parked")).status_code == 200
                refused = [await ledger.post("/entries", {"text": "a" * 9000}, key=f"{n}") for n in range(9)]
                told = {answer.json()["detail"] for answer in refused if answer.status_code == 503}
                assert told == {f"{FULL}; nothing was changed, try again"}
                assert caplog.messages.count(f"what writes waits: {TOLD}") == 1
            assert await standing.problem() is None
            again = [await ledger.post("/entries", {"text": "a" * 9000}, key=f"{n}") for n in range(9)]
            assert {answer.status_code for answer in again} == {201}
            assert await ledger.notes() == ["a" * 9000] * 9


@pytest.mark.parametrize("table", ["idempotency_keys", "notes"])
@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("53100", FULL),
        ("53200", "the database has run out of memory"),
        ("53400", "a limit that is set for the database is reached"),
        ("58030", "the database cannot use its files"),
    ],
)
async def test_what_the_server_lacks_is_told_as_soon_as_a_command_has_met_it(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, table: str, state: str, words: str
) -> None:
    monkeypatch.setattr(standings, "SHORT_FOR_S", 5 if table == "notes" else 0)
    ledger.database.short = None  # of what tests before have met nothing is known
    standing = Standing(ledger.database, "ledger", "postgresql://unused")
    async with refusing(ledger, table, state):
        assert await standing.problem() is None
        refused = await ledger.post("/entries", {"text": "a lamp"}, key="k")
        assert (refused.status_code, refused.json()["detail"]) == (503, f"{words}; nothing was changed, try again")
        assert str(await standing.problem()).startswith(f"{words} ({state} ")
    monkeypatch.setattr(standings, "SHORT_FOR_S", 0)
    assert await standing.problem() is None
    assert (await ledger.post("/entries", {"text": "a lamp"}, key="k")).status_code == 201


@pytest.mark.parametrize(
    ("kind", "source", "words"),
    [
        (asyncpg.InsufficientPrivilegeError, "md.c", "the database cannot use its files (42501 "),
        (asyncpg.InternalServerError, "fd.c", "the database cannot use its files (XX000 "),
        (asyncpg.ProgramLimitExceededError, "varsup.c", "the database has run out of ids of transactions, "),
    ],
)
def test_what_postgresql_says_with_the_code_of_something_else_is_told_apart(
    kind: type[asyncpg.PostgresError], source: str, words: str
) -> None:
    """A file system that has turned read-only, a quota, ids of transactions that have run out."""
    error = kind("what it says")
    assert not is_short(error)
    error.server_source_filename = source  # type: ignore[attr-defined]
    assert is_short(error)
    assert is_transient(error)
    assert why(error).startswith(words)


async def test_the_file_of_its_sources_is_what_postgresql_really_says(ledger: Ledger) -> None:
    async with ledger.reading() as queries:
        with pytest.raises(asyncpg.DivisionByZeroError) as raised:
            await queries.fetchval("SELECT 1 / 0")
    assert raised.value.server_source_filename == "int.c"  # type: ignore[attr-defined]


@asynccontextmanager
async def refusing(ledger: Ledger, table: str, state: str) -> AsyncIterator[None]:
    """Whoever inserts there fails so."""
    async with ledger.transaction() as tx:
        await tx.execute(
            "CREATE FUNCTION lack() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION 'it lacks something' USING ERRCODE = '{state}'; END $$"
        )
        await tx.execute(f"CREATE TRIGGER lack BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION lack()")
    try:
        yield
    finally:
        async with ledger.transaction() as tx:
            await tx.execute("DROP FUNCTION lack CASCADE")


@contextmanager
def small_disk() -> Iterator[Path]:
    """Of 64 MB, for PostgreSQL, which may run as another user than the tests."""
    directory = Path(tempfile.mkdtemp(prefix="small-disk-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", directory], capture_output=True)
    if mounted.returncode:
        directory.rmdir()
        pytest.skip("nothing may be mounted here")
    try:
        directory.chmod(0o755)
        space = directory / "space"
        space.mkdir()
        os.chown(space, ordinary_user().pw_uid, -1)
        yield space
    finally:
        subprocess.run(["umount", "--lazy", directory], check=True)
        directory.rmdir()


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    ballast = disk.parent / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    try:
        yield
    finally:
        ballast.unlink()


@asynccontextmanager
async def on_disk(postgres: Stack, disk: Path) -> AsyncIterator[Ledger]:
    await postgres.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
    await postgres.execute("CREATE DATABASE test_full TABLESPACE small")
    try:
        url = postgres.postgres_url("test_full")
        await migrate(url, "ledger")
        await postgres.execute(TABLES, "test_full")
        database = await Database.connect(url, connections=3, at_once=0)
        ledger = Ledger(service, database)
        ledger.http = ledger.client(token(f"{ALL_SCOPES} ledger:read"))
        try:
            yield ledger
        finally:
            await ledger.close()
            await database.close()
    finally:
        await postgres.execute("DROP DATABASE IF EXISTS test_full WITH (FORCE)")
        await postgres.execute("DROP TABLESPACE small")
