"""Plain-SQL migrations: the toolkit's and the service's files, in the order of their names, each once."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg

from shared.postgres.sessions import Connection

_ROOT = Path(__file__).parents[2]
_TOOLKIT = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 0x6261636B  # two processes that start together must not both migrate

MIGRATIONS = "backshop migrations"
"""The name of a session that changes tables, which takes as long as it takes."""

LOCK_LIMIT_MS = 500
"""Whoever wants to write waits behind a migration that waits for a reader: no longer than this."""

WAITS_S = (0.5, 1, 2, 5)
"""Between tries, in which the others go on; the last one repeats."""

GIVE_UP_S = 600


class MigrationBlocked(Exception):
    """The tables of a migration were in use for all of `GIVE_UP_S`."""


class MigrationChanged(Exception):
    """A migration that has been applied was edited: write a new one instead."""


def migrations_of(service: str) -> list[tuple[str, str]]:
    """Name and SQL of each migration, the toolkit's first."""
    files = [(f"shared/{path.name}", path) for path in sorted(_TOOLKIT.glob("*.sql"))]
    files += [(path.name, path) for path in sorted((_ROOT / "services" / service / "migrations").glob("*.sql"))]
    return [(name, path.read_text()) for name, path in files]


async def migrate(database_url: str, service: str, say: Callable[[str], None] = lambda text: None) -> list[str]:
    """Apply what is missing, each file in its own transaction; returns the names applied.

    `say` hears once of each file what it waits for.
    """
    connection = await asyncpg.connect(database_url, server_settings={"application_name": MIGRATIONS})
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _ONE_AT_A_TIME)
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations"
            " (name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
        )
        return [name for name, sql in migrations_of(service) if await _insist(connection, name, sql, say)]
    finally:
        await connection.close()


async def is_migrated(connection: Connection, service: str) -> bool:
    """Whether the database has all migrations this code was written for."""
    if not await connection.fetchval("SELECT to_regclass('migrations') IS NOT NULL"):
        return False
    applied = {row["name"] for row in await connection.fetch("SELECT name FROM migrations")}
    return applied >= {name for name, _ in migrations_of(service)}


async def _insist(connection: asyncpg.Connection, name: str, sql: str, say: Callable[[str], None]) -> bool:
    """A reader that holds a table, such as a dump, is waited for in short tries: nobody is to wait behind us."""
    give_up_at = time.monotonic() + GIVE_UP_S
    tries = 0
    while True:
        try:
            return await _apply(connection, name, sql)
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError) as error:
            held_by = await connection.fetchval(_OLDEST) or "another session"
            if time.monotonic() > give_up_at:
                raise MigrationBlocked(
                    f"migration {name} could not lock its tables; {held_by} may hold them"
                ) from error
            if tries == 0:
                say(f"migration {name} waits for its tables; {held_by} may hold them")
        await asyncio.sleep(WAITS_S[min(tries, len(WAITS_S) - 1)])
        tries += 1


async def _apply(connection: asyncpg.Connection, name: str, sql: str) -> bool:
    async with connection.transaction():
        sha256 = await connection.fetchval("SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')", sql)
        applied = await connection.fetchval("SELECT sha256 FROM migrations WHERE name = $1", name)
        if applied is not None:
            if applied != sha256:
                raise MigrationChanged(f"migration {name} was edited after it had been applied; write a new one")
            return False
        await connection.execute(f"SET LOCAL lock_timeout = {LOCK_LIMIT_MS}")
        await connection.execute(sql)
        await connection.execute("INSERT INTO migrations (name, sha256) VALUES ($1, $2)", name, sha256)
        return True


_OLDEST = """
SELECT format('session %s (%s, its transaction began %s ago)', pid, coalesce(nullif(application_name, ''), usename),
    date_trunc('second', clock_timestamp() - xact_start))
FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
ORDER BY xact_start LIMIT 1
"""
