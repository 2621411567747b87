"""The packages of the back office's pages: as locked, fetched once, and one clear sentence when they cannot be."""

import asyncio
import json
from pathlib import Path

import pytest

from deploy.local import assets
from deploy.local.assets import node_modules
from deploy.local.settings import LocalSettings
from deploy.problem import Problem
from tests.support.stack import SETTINGS

LOCK = json.loads((assets.PACKAGES / "package-lock.json").read_text())["packages"]


@pytest.fixture
def no_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalSettings:
    """A cache of its own, and pages that need no package yet, so that npm needs no network."""
    _lock(tmp_path, "1.0.0")
    monkeypatch.setattr(assets, "PACKAGES", tmp_path)
    return LocalSettings(cache=tmp_path / "cache")


def test_the_packages_are_there_in_the_versions_of_the_lock_file() -> None:
    directory = node_modules(SETTINGS)
    locked = {name.removeprefix("node_modules/"): one["version"] for name, one in LOCK.items() if name}
    assert locked["htmx.org"].startswith("2.")
    found = {name: json.loads((directory / name / "package.json").read_text())["version"] for name in locked}
    assert found == locked


def test_packages_that_are_there_are_not_fetched_again(no_packages: LocalSettings) -> None:
    directory = node_modules(no_packages).parent
    before = directory.stat()
    assert node_modules(no_packages).parent == directory
    assert (directory.stat().st_ino, directory.stat().st_mtime) == (before.st_ino, before.st_mtime)


def test_a_new_lock_file_is_installed_in_place_of_the_old(no_packages: LocalSettings) -> None:
    directory = node_modules(no_packages).parent
    (directory / "left over").touch()
    _lock(assets.PACKAGES, "1.0.1")
    node_modules(no_packages)
    assert json.loads((directory / "package-lock.json").read_text())["version"] == "1.0.1"
    assert not (directory / "left over").exists()
    assert not directory.with_suffix(".old").exists()


async def test_of_two_commands_at_once_one_fetches_and_the_other_waits(no_packages: LocalSettings) -> None:
    one, other = await asyncio.gather(*(asyncio.to_thread(node_modules, no_packages) for _ in range(2)))
    assert one == other
    assert not one.parent.with_suffix(".new").exists()


def test_without_the_network_it_says_so_and_leaves_nothing_half_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:1")
    with pytest.raises(Problem, match=r"could not fetch .* \(ECONNREFUSED\); is the network reachable\?"):
        node_modules(LocalSettings(cache=tmp_path))
    assert not (tmp_path / "node").exists()
    assert "ECONNREFUSED" in (tmp_path / "npm.log").read_text()


def test_a_machine_without_npm_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(Problem, match="npm was not found; install Node.js 18 or newer"):
        node_modules(LocalSettings(cache=tmp_path))


def test_the_lock_file_has_a_hash_for_every_package_and_names_no_registry() -> None:
    packages = [one for name, one in LOCK.items() if name]
    assert len(packages) >= 5
    assert all(one["integrity"].startswith("sha512-") for one in packages)
    assert not any("resolved" in one for one in packages)


def _lock(directory: Path, version: str) -> None:
    package = {"name": "pages", "version": version}
    lock = {**package, "lockfileVersion": 3, "requires": True, "packages": {"": package}}
    (directory / "package.json").write_text(json.dumps(package))
    (directory / "package-lock.json").write_text(json.dumps(lock))
