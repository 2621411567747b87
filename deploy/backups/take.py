"""Taking a backup: every database as it was at one moment, the keys, and where the topics ended.

Nothing is stopped for it. It is written under a temporary name and gets its own once it is complete.
"""

import asyncio
import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import asyncpg

from deploy.backups.kept_keys import secrets
from deploy.backups.manifest import (
    KEYS,
    MANIFEST,
    Kept,
    Manifest,
    complete_backups,
    dump_of,
    version,
    written,
)
from deploy.backups.programs import AT_ONCE, dump
from deploy.backups.servers import find_ends, servers
from deploy.databases import service_databases, service_url
from deploy.local.settings import PROGRAMS, LocalSettings
from deploy.problem import Problem

UNFINISHED = ".part"

DISK_SAYS_NO = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.ENOTDIR, errno.EEXIST}


class Taken(NamedTuple):
    directory: Path
    manifest: Manifest
    forgotten: list[Path]


async def take_backup(settings: LocalSettings, parent: Path, *, keep: int | None, say: Callable[[str], None]) -> Taken:
    """`keep` so many complete ones in the directory, this one included, and no older ones."""
    if settings.postgres_url is None and not (settings.data / "postgres").exists():
        raise Problem(f"there is no shop in {settings.state} to back up; BACKSHOP_STATE names another")
    try:
        with _alone(parent):
            async with servers(settings, say):
                directory, manifest = await _take(settings, parent)
            return Taken(directory, manifest, _forget_old(parent, keep))
    except OSError as error:
        if error.errno not in DISK_SAYS_NO:
            raise
        raise Problem(
            f"the backup could not be written to {parent}: {error.strerror}; nothing is left of it"
        ) from error


async def _take(settings: LocalSettings, parent: Path) -> tuple[Path, Manifest]:
    taken_at = datetime.now(UTC)
    name = f"{taken_at:%Y-%m-%dT%H-%M-%S}.{taken_at.microsecond // 1000:03d}Z"
    unfinished = parent / f".{name}{UNFINISHED}"
    for made in (unfinished, unfinished / KEYS):
        made.mkdir(mode=0o700)
    try:
        # What is announced between this and the snapshots counts as newer, though it is known.
        manifest = Manifest(product=version(), taken_at=taken_at, topics=await find_ends(settings))
        await _dump_all(settings, unfinished, manifest)
        for key, content in secrets(settings.state).items():
            manifest.files[key] = await _write(unfinished / key, _once(content))
        _to_disk(unfinished / KEYS)
        await _write(unfinished / MANIFEST, _once(written(manifest)))
        _to_disk(unfinished)
        unfinished.rename(parent / name)
        _to_disk(parent)
    except BaseException:  # Ctrl-C too leaves nothing unfinished behind; it is raised on
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return parent / name, manifest


async def _dump_all(settings: LocalSettings, directory: Path, manifest: Manifest) -> None:
    """Of moments as close to each other as can be, so that the services agree."""
    async with _snapshots(settings, manifest) as snapshots:
        free = asyncio.Semaphore(AT_ONCE)

        async def keep(program: str) -> None:
            async with free:
                blocks = dump(settings, service_url(settings, program), snapshots[program])
                manifest.files[dump_of(program)] = await _write(directory / dump_of(program), blocks)

        await all_or_none([keep(program) for program in PROGRAMS])


@contextlib.asynccontextmanager
async def _snapshots(settings: LocalSettings, manifest: Manifest) -> AsyncIterator[dict[str, str]]:
    async with service_databases(settings, PROGRAMS) as databases, contextlib.AsyncExitStack() as stack:
        for database in databases.values():
            await database.execute("SET idle_in_transaction_session_timeout = 0")
            await stack.enter_async_context(database.transaction(isolation="repeatable_read", readonly=True))
        snapshots = {
            program: await database.fetchval("SELECT pg_export_snapshot()") for program, database in databases.items()
        }
        for program, database in databases.items():
            manifest.migrations[program] = await _migrations(program, database)
        yield snapshots


async def _migrations(program: str, database: asyncpg.Connection) -> dict[str, str]:
    if not await database.fetchval("SELECT to_regclass('migrations') IS NOT NULL"):
        raise Problem(f"the database of {program} is not prepared yet; `backshop prepare` does that")
    return {row["name"]: row["sha256"] for row in await database.fetch("SELECT name, sha256 FROM migrations")}


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _write(file: Path, blocks: AsyncIterator[bytes]) -> Kept:
    """Readable by its owner alone, and on the disk when this returns."""
    sha256, size = hashlib.sha256(), 0
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        async with contextlib.aclosing(blocks):  # type: ignore[type-var]
            async for block in blocks:
                opened.write(block)
                sha256.update(block)
                size += len(block)
        opened.flush()
        await asyncio.to_thread(os.fsync, opened.fileno())
    return Kept(size=size, sha256=sha256.hexdigest())


async def all_or_none(work: Sequence[Awaitable[None]]) -> None:
    """All beside each other; when one fails, the others are ended too, and their end is waited for."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.contextmanager
def _alone(parent: Path) -> Iterator[None]:
    """One backup at a time in a directory, made where it is missing; what a killed one has left there is removed."""
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(parent / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(f"another backup is being written to {parent}; wait until it has ended") from None
        for left_over in parent.glob(f".*{UNFINISHED}"):
            shutil.rmtree(left_over)
        yield
    finally:
        os.close(lock)


def _forget_old(parent: Path, keep: int | None) -> list[Path]:
    old = complete_backups(parent)[:-keep] if keep else []
    for directory in old:
        gone = parent / f".{directory.name}{UNFINISHED}"
        directory.rename(gone)  # so that none is there in part
        shutil.rmtree(gone)
    return old


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
