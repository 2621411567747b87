"""Backups that are not as they were written, and what is no backup at all: nothing of them is restored."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from deploy.backups.manifest import Manifest
from deploy.backups.restore import restore_backup
from deploy.backups.take import take_backup
from deploy.local.settings import LocalSettings
from deploy.problem import Problem
from shared.postgres.migrate import migrations_of
from tests.deploy.kept_files import put, sha256_of


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A backup of one service that no server has seen."""
    directory = tmp_path / "2026-11-26T10-00-00.000Z"
    directory.mkdir()
    migrations = {"billing": {name: sha256_of(sql.encode()) for name, sql in migrations_of("billing")}}
    manifest = Manifest(taken_at=datetime(2026, 11, 26, 10, tzinfo=UTC), product="9.1", migrations=migrations)
    put(directory, manifest, "billing.dump", b"all that billing has")
    return directory


def _without_a_file(directory: Path) -> None:
    (directory / "billing.dump").unlink()


def _cut(directory: Path) -> None:
    (directory / "billing.dump").write_bytes(b"all that")


def _altered(directory: Path) -> None:
    (directory / "billing.dump").write_bytes(b"all that billing had")


def _without_manifest(directory: Path) -> None:
    (directory / "manifest.json").unlink()


def _half_a_manifest(directory: Path) -> None:
    (directory / "manifest.json").write_bytes((directory / "manifest.json").read_bytes()[:200])


def _another_time(directory: Path) -> None:
    text = (directory / "manifest.json").read_text()
    (directory / "manifest.json").write_text(text.replace("2026-11-26", "2026-11-27"))


def _removed(directory: Path) -> None:
    shutil.rmtree(directory)


def _a_file_from_elsewhere(directory: Path) -> None:
    _rewrite(directory, lambda content: content["files"].update({"../secret": {"size": 1, "sha256": "0" * 64}}))


def _of_a_later_version(directory: Path) -> None:
    _rewrite(directory, lambda content: content["migrations"]["billing"].update({"9999_later.sql": "0" * 64}))


def _of_a_later_format(directory: Path) -> None:
    _rewrite(directory, lambda content: content.update(format=2))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without_a_file, "is incomplete: billing.dump is missing"),
        (_cut, "was changed: billing.dump has 8 bytes instead of 20"),
        (_altered, "was changed: billing.dump is not as it was written"),
        (_without_manifest, "is no complete backup: it has no manifest.json"),
        (_half_a_manifest, "was changed: manifest.json cannot be read"),
        (_another_time, "was changed: manifest.json is not as it was written"),
        (_removed, "there is no directory "),
        (_a_file_from_elsewhere, "cannot be read: "),
        (_of_a_later_version, "newer than this version: billing has the migration 9999_later.sql.*Backshop 9.1"),
        (_of_a_later_format, "is of a later version of Backshop .9.1.; use that"),
    ],
)
async def test_what_is_not_as_it_was_written_is_refused_before_anything_is_touched(
    kept: Path, tmp_path: Path, change: Callable[[Path], None], said: str
) -> None:
    change(kept)
    nowhere = LocalSettings(state=tmp_path, kafka="127.0.0.1:1", postgres_url=SecretStr("postgresql://127.0.0.1:1/x"))
    with pytest.raises(Problem, match=said):
        await restore_backup(nowhere, kept, ["billing"], _hear)


async def test_a_directory_of_backups_names_the_newest(kept: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="holds 1 backups: name one of them, the newest is .*2026-11-26T10-00-00.000Z"):
        await restore_backup(LocalSettings(state=tmp_path), tmp_path, ["billing"], _hear)


async def test_without_a_shop_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="there is no shop in .* to back up"):
        await take_backup(LocalSettings(state=tmp_path, postgres_url=None), tmp_path, keep=None, say=_hear)


def _rewrite(directory: Path, change: Callable[[dict], object]) -> None:  # type: ignore[type-arg]
    """The manifest, with a hash that is right."""
    content = json.loads((directory / "manifest.json").read_bytes())
    content.pop("sha256")
    change(content)
    sha256 = sha256_of(json.dumps(content, sort_keys=True).encode())
    (directory / "manifest.json").write_text(json.dumps(content | {"sha256": sha256}))


def _hear(text: str) -> None:
    pass
