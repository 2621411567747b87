"""SQL of the texts of mails, which are versions; which is the newest of each stands in the settings.

The inbox reads the settings with its records, so that a mail is written by the text of its transaction at no cost.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar

import asyncpg
from pydantic_settings import SettingsConfigDict

from services.notifier.texts.model import Source, TextVersion
from shared.refused import StaleVersion
from shared.schemas.notifier import MessageKind
from shared.schemas.values import Language
from shared.stored_settings import StoredSettings, find_version, get_settings, save_settings
from shared.transaction import Queries, Tx

NAME_OF_SETTINGS = "texts"


class NewestTexts(StoredSettings):
    """The newest version of each text that is the shop's own, by kind and language: "invoice/fr"."""

    name: ClassVar[str] = NAME_OF_SETTINGS
    model_config = SettingsConfigDict(env_prefix="BACKSHOP_NEWEST_TEXTS_")

    versions: dict[str, int] = {}


async def newest_versions(queries: Queries) -> Mapping[str, int]:
    return (await get_settings(queries, NewestTexts)).versions


async def find_text(queries: Queries, kind: MessageKind, language: Language) -> TextVersion:
    """The newest; version 0 where it was never changed."""
    found = await list_text_versions(queries, kind, language, before=None, limit=1)
    return found[0] if found else TextVersion(kind, language, 0, None)


async def list_text_versions(
    queries: Queries, kind: MessageKind, language: Language, *, before: int | None, limit: int
) -> list[TextVersion]:
    """Newest first."""
    rows = await queries.fetch(
        f"{SELECT_TEXTS} WHERE kind = $1 AND language = $2 AND ($3::int IS NULL OR version < $3)"
        " ORDER BY version DESC LIMIT $4",
        kind,
        language,
        before,
        limit,
    )
    return [text_of(row) for row in rows]


async def list_newest_texts(queries: Queries) -> list[TextVersion]:
    """Of each kind and language that was changed."""
    return [text_of(row) for row in await queries.fetch(_NEWEST)]


async def find_texts(queries: Queries, versions: Collection[tuple[str, str, int]]) -> list[TextVersion]:
    kinds, languages, numbers = zip(*versions, strict=True)
    rows = await queries.fetch(
        f"{SELECT_TEXTS} JOIN unnest($1::text[], $2::text[], $3::int[]) AS wanted (kind, language, version)"
        " USING (kind, language, version)",
        list(kinds),
        list(languages),
        list(numbers),
    )
    return [text_of(row) for row in rows]


async def save_text(
    tx: Tx,
    kind: MessageKind,
    language: Language,
    source: Source | None,
    *,
    expected_version: int,
    at: datetime,
    by: str,
) -> TextVersion:
    """Write the next version, by which mails are written from now on. Raises StaleVersion."""
    await tx.execute("LOCK TABLE texts IN SHARE ROW EXCLUSIVE MODE")  # one changes the settings after the other
    before = await find_text(tx, kind, language)
    if before.version != expected_version:
        raise _changed_meanwhile(before, expected_version)
    saved = TextVersion(kind, language, before.version + 1, source, at, by)
    await tx.execute(
        "INSERT INTO texts (kind, language, version, subject, body, changed_at, changed_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        kind,
        language,
        saved.version,
        source and source.subject,
        source and source.body,
        at,
        by,
    )
    await _point_at(tx, saved, at=at, by=by)
    return saved


async def _point_at(tx: Tx, saved: TextVersion, *, at: datetime, by: str) -> None:
    stored = await find_version(tx, NAME_OF_SETTINGS)
    versions = dict(stored.settings(NewestTexts).versions)
    versions.pop(key := f"{saved.kind}/{saved.language}", None)
    if saved.source:
        versions[key] = saved.version
    await save_settings(tx, NewestTexts(versions=versions), expected_version=stored.version, at=at, by=by)


def _changed_meanwhile(text: TextVersion, expected_version: int) -> StaleVersion:
    who = f"{text.changed_by}, {text.changed_at.isoformat(timespec='seconds')}" if text.changed_at else "nobody"
    brief = f"somebody else has changed this text since version {expected_version}"
    return StaleVersion(f"{brief}: it is at version {text.version} ({who})", brief=brief)


def text_of(row: asyncpg.Record) -> TextVersion:
    source = Source(row["subject"], row["body"]) if row["subject"] is not None else None
    return TextVersion(
        MessageKind(row["kind"]), row["language"], row["version"], source, row["changed_at"], row["changed_by"]
    )


SELECT_TEXTS = "SELECT kind, language, version, subject, body, changed_at, changed_by FROM texts"
_NEWEST = (
    "SELECT DISTINCT ON (kind, language) kind, language, version, subject, body, changed_at, changed_by FROM texts"
    " ORDER BY kind, language, version DESC"
)
