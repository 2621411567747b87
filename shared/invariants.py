"""What must hold of a service's own database whenever the service is at rest; `backshop check` proves it."""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import asyncpg
from pydantic_core import from_json

from shared.messaging.parked import SELECT_PARKED, shown
from shared.stored import Unreadable
from shared.stored_settings import StoredSettings


class Rows(NamedTuple):
    """All rows of a table, and what reads one where the service answers from it; its first column names a row."""

    table: str
    sql: str
    read: Callable[[Any], object] = dict


class Made(NamedTuple):
    """What a service makes for orders and numbers: rows of an order's id and what its number is made of."""

    sql: str
    number: Callable[[Any], str] = str


class Invariant(NamedTuple):
    """A rule, and what names each violation of it in a few words."""

    rule: str
    violations: Callable[[asyncpg.Connection], Awaitable[list[str]]]


def no_row(rule: str, sql: str) -> Invariant:
    """Each row of the query is a violation, named by its first column."""

    async def violations(database: asyncpg.Connection) -> list[str]:
        try:
            return [row[0] for row in await database.fetch(sql)]
        except asyncpg.DataError as error:  # a row that cannot be read, which is named as one
            return [f"cannot be told: {error}"]

    return Invariant(rule, violations)


async def unreadable(database: asyncpg.Connection, tables: Sequence[Rows]) -> list[str]:
    """Rows that the code of their service cannot read, without their content."""
    found: list[str] = []
    for rows in tables:
        try:
            async with database.transaction(readonly=True):
                async for row in database.cursor(rows.sql, prefetch=1000):
                    if why := _why_unreadable(rows, row):
                        found.append(f"{rows.table} {row[0]}: {why}")
        except (asyncpg.DataError, asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError) as error:
            found.append(f"{rows.table}: {error}")
    return found


async def tables_without_reader(database: asyncpg.Connection, tables: Sequence[Rows]) -> list[str]:
    """So that no table is forgotten."""
    known = {rows.table for rows in tables} | {"migrations"}
    rows = await database.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [f"nothing reads the table {row[0]}" for row in rows if row[0] not in known]


def _why_unreadable(rows: Rows, row: asyncpg.Record) -> str | None:
    try:
        rows.read(row)
    except Exception as error:  # whatever it is, it would be raised where the row is asked for
        return error.why if isinstance(error, Unreadable) else f"{type(error).__name__}"
    if any(isinstance(value, Decimal) and not value.is_finite() for value in row.values()):
        return "an amount is no number"
    return None


def _settings(row: asyncpg.Record) -> object:
    kind = next((kind for kind in StoredSettings.__subclasses__() if kind.name == row["name"]), None)
    return kind(**from_json(row["value"])) if kind else from_json(row["value"])


READ_BY_EVERY_SERVICE = (
    Rows("outbox", "SELECT id, headers FROM outbox", lambda row: from_json(row["headers"])),
    Rows("inbox", "SELECT event_id, applied_at FROM inbox"),
    Rows("consumed", "SELECT topic, partition, batch_start, next_offset FROM consumed"),
    Rows("parked", SELECT_PARKED, shown),
    Rows("idempotency_keys", "SELECT key, status, answer, etag FROM idempotency_keys", lambda row: from_json(row[2])),
    Rows("restored", "SELECT at, taken_at, unknown FROM restored"),
    Rows("announced", "SELECT topic, partition, topic_id, next_offset FROM announced"),
    Rows("decided", "SELECT event_id, topic, type, why, decided_at, decided_by FROM decided"),
    Rows("settings", "SELECT name, version, value, hash FROM settings", _settings),
    Rows("settings_ends", "SELECT name, last_version, last_hash FROM settings_ends"),
)

OF_EVERY_SERVICE = (
    no_row(
        "no event waits in an outbox",
        "SELECT format('events wait since %s: %s', min(announced_at), count(*)) FROM outbox HAVING count(*) > 0",
    ),
    no_row(
        "no record is parked or a dead letter",
        "SELECT format('%s %s: %s', state, type, error) FROM parked ORDER BY id LIMIT 100",
    ),
    no_row(
        "settings are as they were saved",
        """
        SELECT format('version %s of the settings %s does not follow from the one before it', version, name) FROM (
            SELECT name, version, hash, coalesce(lag(version) OVER of_name, 0) AS version_before,
                hash_of(settings, lag(hash) OVER of_name) AS its_hash
            FROM settings WINDOW of_name AS (PARTITION BY name ORDER BY version)
        ) AS chained
        WHERE version <> version_before + 1 OR hash <> its_hash
        UNION ALL
        SELECT format('version %s of the settings %s is not the last that was saved, which is %s',
            coalesce(version, 0), name, coalesce(last_version, 0))
        FROM settings_ends FULL JOIN (
            SELECT DISTINCT ON (name) name, version, hash FROM settings ORDER BY name, version DESC
        ) AS newest USING (name)
        WHERE version IS DISTINCT FROM last_version OR hash IS DISTINCT FROM last_hash
        ORDER BY 1
        """,
    ),
)
