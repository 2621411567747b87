"""What tests of backups ask of the databases, and let happen in them."""

import stat
from pathlib import Path

import asyncpg

from deploy.databases import role, service_url
from deploy.local.settings import PROGRAMS, LocalSettings
from tests.support.stack import Stack

NOTED = "INSERT INTO idempotency_keys (caller, key, fingerprint, status, answer) VALUES ('test', $1, '', 200, '{}')"
SAVED = "INSERT INTO settings (name, version, value, changed_at, changed_by) VALUES ('test', $1, '{}', now(), 'test')"
NAMES = {role(program) for program in PROGRAMS}
COUNTED = "SELECT (SELECT count(*) FROM idempotency_keys), (SELECT count(*) FROM settings)"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def hear(text: str) -> None:
    pass


def environment(shop: LocalSettings) -> dict[str, str]:
    assert shop.postgres_url
    return {
        "BACKSHOP_STATE": str(shop.state),
        "BACKSHOP_KAFKA": shop.bootstrap_servers,
        "BACKSHOP_POSTGRES_URL": shop.postgres_url.get_secret_value(),
    }


async def work(shop: LocalSettings, service: str) -> None:
    """Two rows a transaction."""
    database = await asyncpg.connect(service_url(shop, service))
    try:
        for number in range(1, 1_000_000):
            async with database.transaction():
                await database.execute(NOTED, str(number))
                await database.execute(SAVED, number)
    finally:
        database.terminate()


async def has_worked(shop: LocalSettings, service: str, times: int) -> bool:
    return (await counts(shop, service))[0] >= times


async def is_at_rest(shop: LocalSettings, service: str) -> bool:
    sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    return await value(shop, service, sessions) == 0


async def counts(shop: LocalSettings, service: str, database: str | None = None) -> tuple[int, int]:
    connection = await asyncpg.connect(service_url(shop, service, database))
    try:
        row = await connection.fetchrow(COUNTED)
        return row[0], row[1]
    finally:
        await connection.close()


async def value(shop: LocalSettings, service: str, sql: str) -> object:
    connection = await asyncpg.connect(service_url(shop, service))
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def execute(shop: LocalSettings, service: str, sql: str, *args: object) -> None:
    connection = await asyncpg.connect(service_url(shop, service))
    try:
        await connection.execute(sql, *args)
    finally:
        await connection.close()


async def databases(postgres: Stack) -> set[str]:
    connection = await asyncpg.connect(postgres.postgres_url())
    try:
        rows = await connection.fetch("SELECT datname FROM pg_database WHERE datname LIKE 'backshop%'")
        return {row[0] for row in rows}
    finally:
        await connection.close()
