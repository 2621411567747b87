"""Settings that staff change: versioned rows of their service, for which the environment gives the first values.

They are read in the transaction that goes by them, so that what is decided and what it was decided by agree.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple, TypeVar

import asyncpg
from pydantic import ValidationError
from pydantic_core import from_json, to_json
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.postgres.transient import NotReadyYet
from shared.refused import StaleVersion
from shared.transaction import Queries, Tx


class StoredSettings(BaseSettings):
    """The settings of one subject; a field that a stored version does not have yet is read from the environment.

    A field that is not known was stored by a newer version of the code, and is ignored; a value that is not accepted
    is waited out.
    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    name: ClassVar[str]


S = TypeVar("S", bound=StoredSettings)


@dataclass(frozen=True)
class Section:
    """The settings of one subject as staff change them; those that are `kept` are the operator's, in the environment.

    `refuse` raises what the values alone do not tell; it is given the settings as they would be.
    """

    kind: type[StoredSettings]
    kept: frozenset[str] = frozenset()
    refuse: Callable[[Tx, Any], Awaitable[None]] | None = None

    @property
    def name(self) -> str:
        return self.kind.name

    def shown(self, settings: StoredSettings) -> dict[str, Any]:
        """What staff see of them, as JSON."""
        return settings.model_dump(mode="json", exclude=set(self.kept))


class StoredVersion(NamedTuple):
    """Version 0 is the environment, before anybody has saved one."""

    version: int
    value: str | None
    changed_at: datetime | None
    changed_by: str | None

    def settings(self, kind: type[S]) -> S:
        settings: S = _parsed(kind, self.value)
        return settings


FIRST = StoredVersion(0, None, None, None)


async def get_settings(queries: Queries, kind: type[S]) -> S:
    """One statement a transaction, whatever is asked of it; none where the inbox has read them with its records."""
    if not isinstance(queries, Tx):
        return (await find_version(queries, kind.name)).settings(kind)
    if queries.settings is None:
        rows = await queries.fetch("SELECT DISTINCT ON (name) name, value FROM settings ORDER BY name, version DESC")
        queries.settings = {row["name"]: row["value"] for row in rows}
    settings: S = _parsed(kind, queries.settings.get(kind.name))
    return settings


async def find_version(queries: Queries, name: str) -> StoredVersion:
    """The newest."""
    return (await list_versions(queries, name, before=None, limit=1) or [FIRST])[0]


async def list_versions(queries: Queries, name: str, *, before: int | None, limit: int) -> list[StoredVersion]:
    """Newest first."""
    rows = await queries.fetch(
        "SELECT version, value, changed_at, changed_by FROM settings"
        " WHERE name = $1 AND ($2::int IS NULL OR version < $2) ORDER BY version DESC LIMIT $3",
        name,
        before,
        limit,
    )
    return [_version_of(row) for row in rows]


async def save_settings(tx: Tx, settings: StoredSettings, *, expected_version: int, at: datetime, by: str) -> int:
    """Write the next version and return it; `expected_version` is the one that was read, 0 before the first.

    Raises StaleVersion where somebody else has saved meanwhile.
    """
    values = settings.model_dump(mode="json")
    return await save_values(tx, settings.name, values, expected_version=expected_version, at=at, by=by)


async def save_values(
    tx: Tx, name: str, values: Mapping[str, Any], *, expected_version: int, at: datetime, by: str
) -> int:
    """As `save_settings`, of these values alone: the rest stays as the environment has it."""
    version: int | None = await tx.fetchval(
        "INSERT INTO settings (name, version, value, changed_at, changed_by)"
        " SELECT $1, $2 + 1, $3, $4, $5 WHERE $2 = (SELECT coalesce(max(version), 0) FROM settings WHERE name = $1)"
        " ON CONFLICT DO NOTHING RETURNING version",
        name,
        expected_version,
        to_json(values).decode(),
        at,
        by,
    )
    tx.settings = None  # read them again
    if version is None:
        raise changed_meanwhile(name, await find_version(tx, name), expected_version)
    return version


def changed_meanwhile(name: str, now: StoredVersion, expected_version: int) -> StaleVersion:
    """Says who changed it, where somebody has."""
    who = f"{now.changed_by}, {now.changed_at.isoformat(timespec='seconds')}" if now.changed_at else "nobody"
    return StaleVersion(
        f"somebody else has changed the settings {name} since version {expected_version}:"
        f" they are at version {now.version} ({who})",
        brief=f"somebody else has changed the settings {name} since version {expected_version}",
    )


def _version_of(row: asyncpg.Record) -> StoredVersion:
    return StoredVersion(row["version"], row["value"], row["changed_at"], row["changed_by"])


@lru_cache(maxsize=64)
def _parsed(kind: type[Any], value: str | None) -> Any:
    """The same for the same text; the environment of a process does not change."""
    if not value:
        return kind()
    try:
        return kind(**from_json(value))
    except ValidationError as error:
        raise NotReadyYet(f"the stored settings {kind.name} are not valid here") from error
