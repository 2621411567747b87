"""Plain-SQL migrations: the toolkit's and the service's files, in the order of their names, each once."""

from pathlib import Path

import asyncpg

from shared.transaction import Connection

_ROOT = Path(__file__).parents[2]
_TOOLKIT = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 0x6261636B  # two processes that start together must not both migrate


class MigrationChanged(Exception):
    """A migration that has been applied was edited: write a new one instead."""


def migrations_of(service: str) -> list[tuple[str, str]]:
    """Name and SQL of each migration, the toolkit's first."""
    files = [(f"shared/{path.name}", path) for path in sorted(_TOOLKIT.glob("*.sql"))]
    files += [(path.name, path) for path in sorted((_ROOT / "services" / service / "migrations").glob("*.sql"))]
    return [(name, path.read_text()) for name, path in files]


async def migrate(database_url: str, service: str) -> list[str]:
    """Apply what is missing, each file in its own transaction; returns the names applied."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _ONE_AT_A_TIME)
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations"
            " (name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
        )
        return [name for name, sql in migrations_of(service) if await _apply(connection, name, sql)]
    finally:
        await connection.close()


async def is_migrated(connection: Connection, service: str) -> bool:
    """Whether the database has all migrations this code was written for."""
    if not await connection.fetchval("SELECT to_regclass('migrations') IS NOT NULL"):
        return False
    applied = {row["name"] for row in await connection.fetch("SELECT name FROM migrations")}
    return applied >= {name for name, _ in migrations_of(service)}


async def _apply(connection: asyncpg.Connection, name: str, sql: str) -> bool:
    async with connection.transaction():
        sha256 = await connection.fetchval("SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')", sql)
        applied = await connection.fetchval("SELECT sha256 FROM migrations WHERE name = $1", name)
        if applied is not None:
            if applied != sha256:
                raise MigrationChanged(f"migration {name} was edited after it had been applied; write a new one")
            return False
        await connection.execute(sql)
        await connection.execute("INSERT INTO migrations (name, sha256) VALUES ($1, $2)", name, sha256)
        return True
