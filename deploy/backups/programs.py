"""`pg_dump` and `pg_restore`, run with a password that no list of processes shows."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from deploy.backups.manifest import BLOCK
from deploy.local.postgres import find_programs
from deploy.local.settings import LocalSettings
from deploy.problem import Problem

AT_ONCE = 2
"""So many databases are dumped or restored beside each other: the shop may be at work."""

LOCK_LIMIT = "60s"
"""A migration that is under way has its tables for itself."""


async def dump(settings: LocalSettings, url: str, snapshot: str) -> AsyncIterator[bytes]:
    """A database as its owner sees it in this snapshot, a block after the other."""
    options = ["--format=custom", "--compress=3", f"--snapshot={snapshot}", f"--lock-wait-timeout={LOCK_LIMIT}"]
    async with _running(settings, "pg_dump", url, options) as process:
        assert process.stdout
        while block := await process.stdout.read(BLOCK):
            yield block


async def restore_dump(settings: LocalSettings, url: str, file: Path) -> None:
    """Into a new database, as the one who is to own all of it."""
    options = ["--exit-on-error", "--no-owner", str(file)]
    async with _running(settings, "pg_restore", url, options) as process:
        assert process.stdout
        await process.stdout.read()


@contextlib.asynccontextmanager
async def _running(
    settings: LocalSettings, program: str, url: str, options: list[str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Raises a Problem unless it ends well; it does not outlive this."""
    parts = urlsplit(url)
    user, address = parts.netloc.rpartition("@")[0].partition(":")[0], parts.netloc.rpartition("@")[2]
    process = await asyncio.create_subprocess_exec(
        (settings.postgres_bin or find_programs()) / program,
        "--no-password",
        f"--dbname={urlunsplit(parts._replace(netloc=f'{user}@{address}'))}",
        *options,
        env=os.environ | {"PGPASSWORD": unquote(parts.password or ""), "PGAPPNAME": f"backshop {program}"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr
    saying = asyncio.create_task(process.stderr.read())
    try:
        yield process
        code = await process.wait()
        said = (await saying).decode(errors="replace").strip()
        if code:
            name = parts.path.removeprefix("/")
            raise Problem(f"{program} of {name} {_end(code)}{': ' if said else ''}{said}{_hint(said)}")
    finally:
        if process.returncode is None:
            # `process.kill` looks whether it has ended, and then asyncio says on stderr that it knows no such child.
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
            await process.wait()
        await asyncio.wait({saying})


def _end(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else "failed"


def _hint(said: str) -> str:
    if "server version mismatch" in said:
        return "\nset BACKSHOP_POSTGRES_BIN to the bin directory of a PostgreSQL as new as the server"
    return ""
