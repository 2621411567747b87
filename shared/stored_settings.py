"""Settings that staff change: versioned rows of their service, for which the environment gives the first values.

They are read in the transaction that goes by them, so that what is decided and what it was decided by agree.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

from pydantic import ValidationError
from pydantic_core import from_json
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


async def get_settings(queries: Queries, kind: type[S]) -> S:
    """One statement, none where the inbox has read them with its records."""
    if isinstance(queries, Tx) and queries.settings is not None:
        known: S = _parsed(kind, queries.settings.get(kind.name))
        return known
    value = await queries.fetchval(
        "SELECT value FROM settings WHERE name = $1 ORDER BY version DESC LIMIT 1", kind.name
    )
    settings: S = _parsed(kind, value)
    return settings


async def save_settings(tx: Tx, settings: StoredSettings, *, expected_version: int, at: datetime, by: str) -> int:
    """Write the next version and return it; `expected_version` is the one that was read, 0 before the first.

    Raises StaleVersion where somebody else has saved meanwhile.
    """
    version: int | None = await tx.fetchval(
        "INSERT INTO settings (name, version, value, changed_at, changed_by)"
        " SELECT $1, $2 + 1, $3, $4, $5 WHERE $2 = (SELECT coalesce(max(version), 0) FROM settings WHERE name = $1)"
        " ON CONFLICT DO NOTHING RETURNING version",
        settings.name,
        expected_version,
        settings.model_dump_json(),
        at,
        by,
    )
    tx.settings = None  # read them again
    if version is None:
        raise StaleVersion(f"somebody else has changed the settings {settings.name} since version {expected_version}")
    return version


@lru_cache(maxsize=64)
def _parsed(kind: type[Any], value: str | None) -> Any:
    """The same for the same text; the environment of a process does not change."""
    if not value:
        return kind()
    try:
        return kind(**from_json(value))
    except ValidationError as error:
        raise NotReadyYet(f"the stored settings {kind.name} are not valid here") from error
