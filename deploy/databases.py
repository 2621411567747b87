"""The role and database of each service and of the back office, which no other role may enter, and its migrations."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from deploy.local import keys
from deploy.local.settings import LOOPBACK, PROGRAMS, LocalSettings
from deploy.problem import Problem
from shared.postgres.migrate import MigrationBlocked, migrate
from shared.postgres.sessions import Connection
from shared.scopes import SERVICES

Databases = dict[str, asyncpg.Connection]
"""A connection to each service's database, by its name."""

_ONE_AT_A_TIME = 0x62730000  # two commands that prepare at once take turns


async def make_databases(settings: LocalSettings, say: Callable[[str], None] = lambda text: None) -> list[str]:
    """Returns what it made or migrated, a line each; `say` hears meanwhile what a migration waits for."""
    try:
        async with administrator(settings) as admin:
            made = [await _make(settings, admin, program) for program in PROGRAMS]
            migrated = await asyncio.gather(*(_migrate(settings, program, say) for program in PROGRAMS))
    except MigrationBlocked as blocked:
        raise Problem(f"{blocked}; end it, or run `backshop prepare` again when it has ended") from blocked
    return [line for lines in (made, migrated) for line in lines if line]


@asynccontextmanager
async def administrator(settings: LocalSettings) -> AsyncIterator[asyncpg.Connection]:
    """Of the whole server; no other command makes or moves databases meanwhile."""
    try:
        admin = await asyncpg.connect(admin_url(settings), timeout=10)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise Problem(f"PostgreSQL does not answer ({error}); check BACKSHOP_POSTGRES_URL") from error
    try:
        await admin.execute("SELECT pg_advisory_lock($1)", _ONE_AT_A_TIME)
        if settings.postgres_url is None:  # the embedded server is ours alone
            await admin.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC")
        yield admin
    finally:
        await admin.close()


@asynccontextmanager
async def service_databases(settings: LocalSettings, programs: Sequence[str] = SERVICES) -> AsyncIterator[Databases]:
    """Each as the service's own role."""
    async with AsyncExitStack() as stack:
        databases = {}
        for service in programs:
            databases[service] = await _connect(service_url(settings, service))
            stack.push_async_callback(databases[service].close)
        yield databases


async def find_remembered(settings: LocalSettings) -> dict[str, int]:
    """How many partitions each topic had, by the positions of those that read it, or else of who announces in it."""
    found: dict[str, int] = {}
    async with service_databases(settings, PROGRAMS) as databases:
        for remembered in (
            "SELECT topic, max(partition) + 1 AS partitions FROM announced GROUP BY topic",
            "SELECT topic, max(partition) + 1 AS partitions FROM consumed GROUP BY topic",
        ):
            rows = [row for database in databases.values() for row in await database.fetch(remembered)]
            found |= {row["topic"]: row["partitions"] for row in sorted(rows, key=lambda row: int(row["partitions"]))}
    return found


def admin_url(settings: LocalSettings) -> str:
    if settings.postgres_url:
        return settings.postgres_url.get_secret_value()
    password = keys.password(settings.state, "postgres")
    return f"postgresql://postgres:{password}@{LOOPBACK}:{settings.postgres_port}/postgres"


def service_url(settings: LocalSettings, service: str, database: str | None = None) -> str:
    """As the service's own role; its database unless another is named."""
    admin = urlsplit(admin_url(settings))
    address = admin.netloc.rpartition("@")[2]
    login = f"{role(service)}:{quote(_password(settings, service), safe='')}"
    return urlunsplit(admin._replace(netloc=f"{login}@{address}", path=f"/{database or role(service)}"))


def role(service: str) -> str:
    """Also the name of its database."""
    return f"backshop_{service}"


def _password(settings: LocalSettings, service: str) -> str:
    given = settings.password(service)
    return given.get_secret_value() if given else keys.password(settings.state, service)


async def _connect(url: str) -> asyncpg.Connection:
    try:
        return await asyncpg.connect(url)
    except (OSError, asyncpg.PostgresError) as error:
        raise Problem(f"the databases do not answer ({error}); `backshop status` shows what is up") from error


async def make_role(settings: LocalSettings, admin: Connection, service: str) -> None:
    """It can log in with the password that is set."""
    name, password = role(service), _password(settings, service)
    if not await admin.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", name):
        await admin.execute(f"CREATE ROLE {name}")
    await admin.execute(
        await admin.fetchval("SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', $1::text, $2::text)", name, password)
    )


async def has_database(admin: Connection, name: str) -> bool:
    return bool(await admin.fetchval("SELECT true FROM pg_database WHERE datname = $1", name))


async def make_database(admin: Connection, name: str, owner: str) -> None:
    """An empty one, which no role but its owner's may enter."""
    if not await admin.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        await admin.execute(f"GRANT {owner} TO CURRENT_USER")  # only a member may make its database
    await admin.execute(f"CREATE DATABASE {name} OWNER {owner}")
    await admin.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")


async def _make(settings: LocalSettings, admin: Connection, service: str) -> str | None:
    await make_role(settings, admin, service)
    if await has_database(admin, role(service)):
        return None
    await make_database(admin, role(service), role(service))
    return f"database {role(service)}"


async def _migrate(settings: LocalSettings, service: str, say: Callable[[str], None]) -> str | None:
    applied = await migrate(service_url(settings, service), service, lambda text: say(f"{service}: {text}"))
    return f"{service}: {len(applied)} migrations" if applied else None
