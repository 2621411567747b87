"""Backups of real databases under work, and what comes of them, whole, in part, and where something is wrong."""

import asyncio
import fcntl
import os
import resource
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer

from cli.__main__ import main
from deploy.backups import manifest, restore
from deploy.backups.manifest import dump_of
from deploy.backups.restore import restore_backup
from deploy.backups.take import take_backup
from deploy.databases import role, service_url
from deploy.local import keys
from deploy.local.settings import PROGRAMS, REPOSITORY, LocalSettings
from deploy.local.state import State
from deploy.prepare import prepare
from deploy.problem import Problem
from shared.postgres import migrate
from shared.postgres.migrate import migrations_of
from tests.deploy.kept_files import put
from tests.support.stack import Stack
from tests.support.waiting import until

NOTED = "INSERT INTO idempotency_keys (caller, key, fingerprint, status, answer) VALUES ('test', $1, '', 200, '{}')"
SAVED = "INSERT INTO settings (name, version, value, changed_at, changed_by) VALUES ('test', $1, '{}', now(), 'test')"
NAMES = {role(program) for program in PROGRAMS}
COUNTED = "SELECT (SELECT count(*) FROM idempotency_keys), (SELECT count(*) FROM settings)"


@pytest.fixture
async def shop(settings: LocalSettings, postgres: Stack) -> AsyncIterator[LocalSettings]:
    """The databases of every service, and no others when it is over."""
    await prepare(settings)
    for service in ("billing", "orders", "returns"):
        await _execute(settings, service, "DELETE FROM idempotency_keys; DELETE FROM settings; DELETE FROM restored")
    yield settings
    for name in await _databases(postgres) - NAMES:
        await postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    return tmp_path / "backups"


async def test_a_backup_taken_while_work_goes_on_is_of_one_moment(shop: LocalSettings, backups: Path) -> None:
    before = await _counts(shop, "billing")
    work = asyncio.create_task(_work(shop, "billing"))
    await until(_has_worked, shop, "billing", 20)
    taken = await take_backup(shop, backups, keep=None, say=_hear)
    work.cancel()
    await asyncio.wait({work})
    await until(_is_at_rest, shop, "billing")
    after = await _counts(shop, "billing")

    restored = await restore_backup(shop, taken.directory, ["billing"], _hear)
    noted, saved = await _counts(shop, "billing")
    assert before == (0, 0)
    assert 20 <= noted == saved <= after[0]
    assert len(restored.kept) == 1
    assert await _counts(shop, "billing", restored.kept[0]) == after


async def test_one_service_comes_back_and_the_others_stay(shop: LocalSettings, backups: Path) -> None:
    taken = await take_backup(shop, backups, keep=None, say=_hear)
    for service in ("billing", "orders"):
        await _execute(shop, service, NOTED, "later")
    await restore_backup(shop, taken.directory, ["billing"], _hear)

    assert await _counts(shop, "billing") == (0, 0)
    assert await _counts(shop, "orders") == (1, 0)
    assert await _value(shop, "billing", "SELECT taken_at FROM restored") == taken.manifest.taken_at
    assert await _value(shop, "orders", "SELECT count(*) FROM restored") == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):  # as its migrations have it
        await _execute(shop, "billing", "DELETE FROM documents")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(service_url(shop, "orders", "backshop_billing"))
    assert await prepare(shop) == []


async def test_a_shop_comes_back_on_a_new_machine(
    shop: LocalSettings, postgres: Stack, tmp_path: Path, backups: Path
) -> None:
    signed = keys.private_key(shop.state)
    secret = keys.password(shop.state, "backoffice-secret")
    await _execute(shop, "returns", NOTED, "one")
    taken = await take_backup(shop, backups, keep=None, say=_hear)
    for name in NAMES:
        await postgres.execute(f"DROP DATABASE {name}")
    await postgres.execute("DROP ROLE " + ", ".join(NAMES))

    new = shop.model_copy(update={"state": tmp_path / "new"})
    restored = await restore_backup(new, taken.directory, PROGRAMS, _hear)
    assert await _counts(new, "returns") == (1, 0)
    assert (keys.private_key(new.state), keys.password(new.state, "backoffice-secret")) == (signed, secret)
    assert restored.kept == []
    assert await prepare(new) == []


async def test_keys_of_another_shop_stay_beside_those_that_come_back(shop: LocalSettings, backups: Path) -> None:
    signed = keys.private_key(shop.state)
    taken = await take_backup(shop, backups, keep=None, say=_hear)
    (shop.state / "keys" / "tokens.pem").unlink()
    another = keys.private_key(shop.state)
    await restore_backup(shop, taken.directory, ["billing"], _hear)
    assert keys.private_key(shop.state) == another

    await restore_backup(shop, taken.directory, PROGRAMS, _hear)
    assert keys.private_key(shop.state) == signed
    (kept,) = (shop.state / "keys").glob("tokens.pem_before_restore_*")
    assert kept.read_text() == another
    assert _mode(shop.state / "keys" / "tokens.pem") == 0o600


async def test_only_the_owner_can_read_a_backup(shop: LocalSettings, backups: Path) -> None:
    keys.private_key(shop.state)
    before = os.umask(0)
    try:
        taken = await take_backup(shop, backups, keep=None, say=_hear)
    finally:
        os.umask(before)
    entries = [taken.directory, *taken.directory.rglob("*")]
    assert {_mode(one) for one in entries if one.is_dir()} == {0o700}
    assert {_mode(one) for one in entries if one.is_file()} == {0o600}
    assert {one.name for one in entries} >= {"manifest.json", "tokens.pem", *map(dump_of, PROGRAMS)}


async def test_only_the_newest_are_kept_and_nothing_of_a_killed_one(shop: LocalSettings, backups: Path) -> None:
    for other in (".2026-11-26T10-00-00.000Z.part", "photos"):
        os.makedirs(backups / other)
    taken = [(await take_backup(shop, backups, keep=2, say=_hear)).directory for _ in range(3)]
    assert set(os.listdir(backups)) == {taken[1].name, taken[2].name, "photos", ".lock"}


async def test_of_two_backups_at_once_the_second_is_refused(shop: LocalSettings, backups: Path) -> None:
    os.mkdir(backups)
    with (backups / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Problem, match="another backup is being written"):
            await take_backup(shop, backups, keep=None, say=_hear)
    await take_backup(shop, backups, keep=None, say=_hear)


async def test_of_a_disk_that_is_full_nothing_is_left(shop: LocalSettings, backups: Path) -> None:
    before = (await take_backup(shop, backups, keep=1, say=_hear)).directory
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "cli", "backup", str(backups), "--keep", "1"],
        cwd=REPOSITORY,
        env=os.environ | _environment(shop),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000)),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert (
        done.stderr
        == f"backshop: the backup could not be written to {backups}: File too large; nothing is left of it\n"
    )
    assert set(os.listdir(backups)) == {before.name, ".lock"}


async def test_an_older_backup_gets_the_migrations_that_have_come_since(
    shop: LocalSettings, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = await take_backup(shop, backups, keep=None, say=_hear)
    later = [*migrations_of("billing"), ("9999_later.sql", "CREATE TABLE later (at timestamptz)")]
    for module in (manifest, migrate):
        monkeypatch.setattr(module, "migrations_of", lambda service: later)
    assert (await restore_backup(shop, taken.directory, ["billing"], _hear)).migrated == 1
    assert await _value(shop, "billing", "SELECT count(*) FROM later") == 0

    monkeypatch.undo()
    await restore_backup(shop, taken.directory, ["billing"], _hear)
    assert await _value(shop, "billing", "SELECT to_regclass('later')") is None


async def test_a_service_that_runs_is_not_restored(
    shop: LocalSettings, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore, "END_LIMIT_S", 0)
    taken = await take_backup(shop, backups, keep=None, say=_hear)
    running = await asyncpg.connect(service_url(shop, "billing"), server_settings={"application_name": "backshop"})
    with pytest.raises(Problem, match=r"billing runs.*backshop_billing.*`docker compose stop billing`"):
        await restore_backup(shop, taken.directory, ["billing"], _hear)
    await restore_backup(shop, taken.directory, ["returns"], _hear)
    await running.close()

    State(shop.state).write([])  # as `up` does, and a backup that had to start the servers
    with pytest.raises(Problem, match="another command, such as a backup, is at work on"):
        await restore_backup(shop, taken.directory, ["billing"], _hear)
    State(shop.state).write([], ready=True)
    with pytest.raises(Problem, match="the shop is up .*stop it by `backshop down` first"):
        await restore_backup(shop, taken.directory, ["billing"], _hear)


async def test_a_restore_that_fails_loses_nothing(shop: LocalSettings, postgres: Stack, backups: Path) -> None:
    await _execute(shop, "billing", NOTED, "one")
    taken = await take_backup(shop, backups, keep=None, say=_hear)
    await _execute(shop, "billing", NOTED, "two")
    half = (taken.directory / "billing.dump").read_bytes()[:-500]
    put(taken.directory, taken.manifest, "billing.dump", half)
    with pytest.raises(Problem, match="pg_restore of backshop_billing_restore failed: "):
        await restore_backup(shop, taken.directory, ["orders", "billing"], _hear)

    assert await _counts(shop, "billing") == (2, 0)
    assert await _databases(postgres) == NAMES


async def test_the_command_says_what_is_newer_and_what_to_do(
    shop: LocalSettings, backups: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in _environment(shop).items():
        monkeypatch.setenv(name, value)
    assert await asyncio.to_thread(main, ["backup", str(backups)]) == 0
    assert "it holds personal data and the keys of the shop" in capsys.readouterr().out
    (name,) = set(os.listdir(backups)) - {".lock"}
    async with AIOKafkaProducer(bootstrap_servers=shop.bootstrap_servers) as producer:
        await producer.send_and_wait("billing.events", b"{}")
    assert await asyncio.to_thread(main, ["restore", str(backups / name), "--service", "billing"]) == 0
    said = capsys.readouterr().out
    assert "restored billing as of " in said
    assert "kept what was there as backshop_billing_before_restore_" in said
    assert "billing.events: up to 1 events are newer than the backup\n" in said
    assert "orders.events" not in said
    assert "`backshop check`" in said


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _hear(text: str) -> None:
    pass


def _environment(shop: LocalSettings) -> dict[str, str]:
    assert shop.postgres_url
    return {
        "BACKSHOP_STATE": str(shop.state),
        "BACKSHOP_KAFKA": shop.bootstrap_servers,
        "BACKSHOP_POSTGRES_URL": shop.postgres_url.get_secret_value(),
    }


async def _work(shop: LocalSettings, service: str) -> None:
    """Two rows a transaction."""
    database = await asyncpg.connect(service_url(shop, service))
    try:
        for number in range(1, 1_000_000):
            async with database.transaction():
                await database.execute(NOTED, str(number))
                await database.execute(SAVED, number)
    finally:
        database.terminate()


async def _has_worked(shop: LocalSettings, service: str, times: int) -> bool:
    return (await _counts(shop, service))[0] >= times


async def _is_at_rest(shop: LocalSettings, service: str) -> bool:
    sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    return await _value(shop, service, sessions) == 0


async def _counts(shop: LocalSettings, service: str, database: str | None = None) -> tuple[int, int]:
    connection = await asyncpg.connect(service_url(shop, service, database))
    try:
        row = await connection.fetchrow(COUNTED)
        return row[0], row[1]
    finally:
        await connection.close()


async def _value(shop: LocalSettings, service: str, sql: str) -> object:
    connection = await asyncpg.connect(service_url(shop, service))
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def _execute(shop: LocalSettings, service: str, sql: str, *args: object) -> None:
    connection = await asyncpg.connect(service_url(shop, service))
    try:
        await connection.execute(sql, *args)
    finally:
        await connection.close()


async def _databases(postgres: Stack) -> set[str]:
    connection = await asyncpg.connect(postgres.postgres_url())
    try:
        rows = await connection.fetch("SELECT datname FROM pg_database WHERE datname LIKE 'backshop%'")
        return {row[0] for row in rows}
    finally:
        await connection.close()
