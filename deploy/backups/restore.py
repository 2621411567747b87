"""Restoring: each database into a new one, which takes the place of the old one once all of it is there.

The old one stays under another name; whatever fails before leaves everything as it was.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import asyncpg

from deploy.backups.kept_keys import keys_to_restore, put, put_missing, stage
from deploy.backups.manifest import (
    Manifest,
    TopicEnds,
    dump_of,
    read_manifest,
    require_intact,
    require_known_migrations,
)
from deploy.backups.programs import AT_ONCE, restore_dump
from deploy.backups.servers import at_work, find_ends, servers
from deploy.backups.take import all_or_none
from deploy.databases import administrator, has_database, make_database, make_role, role, service_url
from deploy.local.settings import LocalSettings
from deploy.local.state import State
from deploy.problem import Problem
from shared.postgres.migrate import MigrationBlocked, migrate
from shared.postgres.sessions import Connection

END_LIMIT_S = 5
"""The sessions of a service that has just been stopped end within this time."""


class Restored(NamedTuple):
    """`kept` has the names of the databases as they were, `keys` the files of keys that were put back.

    `migrated` counts the migrations that have come since the backup. `ends` is what Kafka has now, None where it does
    not answer.
    """

    manifest: Manifest
    programs: Sequence[str]
    migrated: int
    kept: list[str]
    keys: list[Path]
    ends: dict[str, TopicEnds] | None


async def restore_backup(
    settings: LocalSettings, directory: Path, programs: Sequence[str], say: Callable[[str], None]
) -> Restored:
    manifest = read_manifest(directory)
    for program in programs:
        require_known_migrations(manifest, program)
    keys = keys_to_restore(settings.state, manifest, programs)
    say("reading the backup")
    await asyncio.to_thread(require_intact, directory, manifest, [*map(dump_of, programs), *keys])
    _require_stopped(settings)
    put_missing(settings.state, directory, keys)
    async with servers(settings, say), administrator(settings) as admin:
        suffix = f"_before_restore_{datetime.now(UTC):%Y%m%dt%H%M%S%f}"
        for program in programs:
            await make_role(settings, admin, program)
            await _require_no_session(admin, program)
        staged = stage(settings.state, directory, keys)
        migrated, kept = await _restore(settings, admin, directory, manifest, programs, suffix, say)
        put(staged, suffix)
        return Restored(manifest, programs, migrated, kept, staged, await find_ends(settings))


async def _restore(
    settings: LocalSettings,
    admin: Connection,
    directory: Path,
    manifest: Manifest,
    programs: Sequence[str],
    suffix: str,
    say: Callable[[str], None],
) -> tuple[int, list[str]]:
    """Returns how many migrations have come since, and the names of the old databases."""
    new = {program: f"{role(program)}_restore" for program in programs}
    free = asyncio.Semaphore(AT_ONCE)
    migrated = 0

    async def fill(program: str) -> None:
        nonlocal migrated
        async with free:
            say(f"restoring {program}")
            url = service_url(settings, program, new[program])
            await restore_dump(settings, url, directory / dump_of(program))
            migrated += len(await migrate(url, program, lambda text: say(f"{program}: {text}")))
            await _mark(url, manifest.taken_at)

    try:
        for program in programs:
            await _drop(admin, new[program])  # what a restore that was killed has left
            await make_database(admin, new[program], role(program))
        await all_or_none([fill(program) for program in programs])
        return migrated, await _swap(admin, new, suffix)
    except MigrationBlocked as blocked:
        raise Problem(f"nothing was restored: {blocked}") from blocked
    finally:
        for name in new.values():  # those that have not taken their places
            await _drop(admin, name)


async def _mark(url: str, taken_at: datetime) -> None:
    """The service sees that it may be older than what it has announced; and plans are made by what is there."""
    database = await asyncpg.connect(url)
    try:
        await database.execute("INSERT INTO restored (taken_at) VALUES ($1)", taken_at)
        await database.execute("ANALYZE")
    finally:
        await database.close()


async def _swap(admin: Connection, new: dict[str, str], suffix: str) -> list[str]:
    """All or none; returns the names the old ones have now."""
    kept = []
    try:
        async with admin.transaction():
            for program, name in new.items():
                if await has_database(admin, role(program)):
                    kept.append(role(program) + suffix)
                    await admin.execute(f"ALTER DATABASE {role(program)} RENAME TO {kept[-1]}")
                await admin.execute(f"ALTER DATABASE {name} RENAME TO {role(program)}")
    except asyncpg.ObjectInUseError as error:
        raise Problem(f"nothing was restored: {error}; stop what uses it, then restore again") from error
    return kept


async def _drop(admin: Connection, name: str) -> None:
    await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _require_stopped(settings: LocalSettings) -> None:
    record = State(settings.state).read()
    if record and record.supervisor.alive and not record.ready:
        raise Problem(at_work(settings))
    alive = [one.name for one in [record.supervisor, *record.processes] if one.alive] if record else []
    if alive:
        raise Problem(f"the shop is up ({', '.join(alive)} of {settings.state}); stop it by `backshop down` first")


async def _require_no_session(admin: Connection, program: str) -> None:
    give_up_at = time.monotonic() + END_LIMIT_S
    while sessions := await admin.fetch(_SESSIONS, role(program)):
        if time.monotonic() > give_up_at:
            break
        await asyncio.sleep(0.1)  # their end is told to nobody
    else:
        return
    raise Problem(
        f"{program} runs: its database has {len(sessions)} sessions, such as {sessions[0]['session']}; "
        f"stop it first, by `backshop down` or, in containers, `docker compose stop {program}`"
    )


_SESSIONS = """
SELECT format('%s (%s, of %s)', pid, coalesce(nullif(application_name, ''), 'no name'), usename) AS session
FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'
"""
