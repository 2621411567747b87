"""Backups of real databases under work: of one moment, private, and whole or not there at all."""

import asyncio
import fcntl
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from cli.__main__ import main
from deploy.backups.manifest import dump_of
from deploy.backups.restore import restore_backup
from deploy.backups.take import take_backup
from deploy.local import keys
from deploy.local.settings import PROGRAMS, REPOSITORY, LocalSettings
from deploy.problem import Problem
from tests.deploy.backed_up import (
    counts,
    environment,
    has_worked,
    hear,
    is_at_rest,
    mode,
    work,
)
from tests.support.waiting import until


async def test_a_backup_taken_while_work_goes_on_is_of_one_moment(shop: LocalSettings, backups: Path) -> None:
    before = await counts(shop, "billing")
    working = asyncio.create_task(work(shop, "billing"))
    await until(has_worked, shop, "billing", 20)
    taken = await take_backup(shop, backups, keep=None, say=hear)
    working.cancel()
    await asyncio.wait({working})
    await until(is_at_rest, shop, "billing")
    after = await counts(shop, "billing")

    restored = await restore_backup(shop, taken.directory, ["billing"], hear)
    noted, saved = await counts(shop, "billing")
    assert before == (0, 0)
    assert 20 <= noted == saved <= after[0]
    assert len(restored.kept) == 1
    assert await counts(shop, "billing", restored.kept[0]) == after


async def test_only_the_owner_can_read_a_backup(shop: LocalSettings, backups: Path) -> None:
    keys.private_key(shop.state)
    before = os.umask(0)
    try:
        taken = await take_backup(shop, backups, keep=None, say=hear)
    finally:
        os.umask(before)
    entries = [taken.directory, *taken.directory.rglob("*")]
    assert {mode(one) for one in entries if one.is_dir()} == {0o700}
    assert {mode(one) for one in entries if one.is_file()} == {0o600}
    assert {one.name for one in entries} >= {"manifest.json", "tokens.pem", *map(dump_of, PROGRAMS)}


async def test_only_the_newest_are_kept_and_nothing_of_a_killed_one(shop: LocalSettings, backups: Path) -> None:
    for other in (".2026-11-26T10-00-00.000Z.part", "photos"):
        os.makedirs(backups / other)
    taken = [(await take_backup(shop, backups, keep=2, say=hear)).directory for _ in range(3)]
    assert set(os.listdir(backups)) == {taken[1].name, taken[2].name, "photos", ".lock"}


async def test_of_two_backups_at_once_the_second_is_refused(shop: LocalSettings, backups: Path) -> None:
    os.mkdir(backups)
    with (backups / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Problem, match="another backup is being written"):
            await take_backup(shop, backups, keep=None, say=hear)
    await take_backup(shop, backups, keep=None, say=hear)


async def test_of_a_disk_that_is_full_nothing_is_left(shop: LocalSettings, backups: Path) -> None:
    before = (await take_backup(shop, backups, keep=1, say=hear)).directory
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "cli", "backup", str(backups), "--keep", "1"],
        cwd=REPOSITORY,
        env=os.environ | environment(shop),
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


async def test_the_command_says_what_is_newer_and_what_to_do(
    shop: LocalSettings, backups: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environment(shop).items():
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
