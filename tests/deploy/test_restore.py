"""What comes back from a backup: whole, in part, over what runs, and where something is wrong."""

from pathlib import Path

import asyncpg
import pytest

from deploy.backups import manifest, restore
from deploy.backups.restore import restore_backup
from deploy.backups.take import take_backup
from deploy.databases import service_url
from deploy.local import keys
from deploy.local.settings import PROGRAMS, LocalSettings
from deploy.local.state import State
from deploy.prepare import prepare
from deploy.problem import Problem
from shared.postgres import migrate
from shared.postgres.migrate import migrations_of
from tests.deploy.backed_up import NAMES, NOTED, counts, databases, execute, hear, mode, value
from tests.deploy.kept_files import put
from tests.support.stack import Stack


async def test_one_service_comes_back_and_the_others_stay(shop: LocalSettings, backups: Path) -> None:
    taken = await take_backup(shop, backups, keep=None, say=hear)
    for service in ("billing", "orders"):
        await execute(shop, service, NOTED, "later")
    await restore_backup(shop, taken.directory, ["billing"], hear)

    assert await counts(shop, "billing") == (0, 0)
    assert await counts(shop, "orders") == (1, 0)
    assert await value(shop, "billing", "SELECT taken_at FROM restored") == taken.manifest.taken_at
    assert await value(shop, "orders", "SELECT count(*) FROM restored") == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):  # as its migrations have it
        await execute(shop, "billing", "DELETE FROM documents")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(service_url(shop, "orders", "backshop_billing"))
    assert await prepare(shop) == []


async def test_a_shop_comes_back_on_a_new_machine(
    shop: LocalSettings, postgres: Stack, tmp_path: Path, backups: Path
) -> None:
    signed = keys.private_key(shop.state)
    secret = keys.password(shop.state, "backoffice-secret")
    await execute(shop, "returns", NOTED, "one")
    taken = await take_backup(shop, backups, keep=None, say=hear)
    for name in NAMES:
        await postgres.execute(f"DROP DATABASE {name}")
    await postgres.execute("DROP ROLE " + ", ".join(NAMES))

    new = shop.model_copy(update={"state": tmp_path / "new"})
    restored = await restore_backup(new, taken.directory, PROGRAMS, hear)
    assert await counts(new, "returns") == (1, 0)
    assert (keys.private_key(new.state), keys.password(new.state, "backoffice-secret")) == (signed, secret)
    assert restored.kept == []
    assert await prepare(new) == []


async def test_keys_of_another_shop_stay_beside_those_that_come_back(shop: LocalSettings, backups: Path) -> None:
    signed = keys.private_key(shop.state)
    taken = await take_backup(shop, backups, keep=None, say=hear)
    (shop.state / "keys" / "tokens.pem").unlink()
    another = keys.private_key(shop.state)
    await restore_backup(shop, taken.directory, ["billing"], hear)
    assert keys.private_key(shop.state) == another

    await restore_backup(shop, taken.directory, PROGRAMS, hear)
    assert keys.private_key(shop.state) == signed
    (kept,) = (shop.state / "keys").glob("tokens.pem_before_restore_*")
    assert kept.read_text() == another
    assert mode(shop.state / "keys" / "tokens.pem") == 0o600


async def test_an_older_backup_gets_the_migrations_that_have_come_since(
    shop: LocalSettings, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = await take_backup(shop, backups, keep=None, say=hear)
    later = [*migrations_of("billing"), ("9999_later.sql", "CREATE TABLE later (at timestamptz)")]
    for module in (manifest, migrate):
        monkeypatch.setattr(module, "migrations_of", lambda service: later)
    assert (await restore_backup(shop, taken.directory, ["billing"], hear)).migrated == 1
    assert await value(shop, "billing", "SELECT count(*) FROM later") == 0

    monkeypatch.undo()
    await restore_backup(shop, taken.directory, ["billing"], hear)
    assert await value(shop, "billing", "SELECT to_regclass('later')") is None


async def test_a_service_that_runs_is_not_restored(
    shop: LocalSettings, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore, "END_LIMIT_S", 0)
    taken = await take_backup(shop, backups, keep=None, say=hear)
    running = await asyncpg.connect(service_url(shop, "billing"), server_settings={"application_name": "backshop"})
    with pytest.raises(Problem, match=r"billing runs.*backshop_billing.*`docker compose stop billing`"):
        await restore_backup(shop, taken.directory, ["billing"], hear)
    await restore_backup(shop, taken.directory, ["returns"], hear)
    await running.close()

    State(shop.state).write([])  # as `up` does, and a backup that had to start the servers
    with pytest.raises(Problem, match="another command, such as a backup, is at work on"):
        await restore_backup(shop, taken.directory, ["billing"], hear)
    State(shop.state).write([], ready=True)
    with pytest.raises(Problem, match="the shop is up .*stop it by `backshop down` first"):
        await restore_backup(shop, taken.directory, ["billing"], hear)


async def test_a_restore_that_fails_loses_nothing(shop: LocalSettings, postgres: Stack, backups: Path) -> None:
    await execute(shop, "billing", NOTED, "one")
    taken = await take_backup(shop, backups, keep=None, say=hear)
    await execute(shop, "billing", NOTED, "two")
    half = (taken.directory / "billing.dump").read_bytes()[:-500]
    put(taken.directory, taken.manifest, "billing.dump", half)
    with pytest.raises(Problem, match="pg_restore of backshop_billing_restore failed: "):
        await restore_backup(shop, taken.directory, ["orders", "billing"], hear)

    assert await counts(shop, "billing") == (2, 0)
    assert await databases(postgres) == NAMES
