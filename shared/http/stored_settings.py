"""Settings that staff change, over HTTP: what they are, a new version of a section, and who changed what when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, create_model
from pydantic.fields import FieldInfo
from pydantic_core import from_json

from shared.clock import now
from shared.http import Caller, Page, Paging, Reading, RequiredVersion, Writing, etag, paged_by, scope
from shared.refused import NotFound
from shared.schemas.event import Asked
from shared.stored_settings import (
    FIRST,
    Section,
    StoredVersion,
    changed_meanwhile,
    find_version,
    list_versions,
    save_values,
)
from shared.transaction import Tx


class SectionView(BaseModel):
    """The settings of one subject. Version 0 is what the environment gives, which `defaults` has in every version."""

    name: str
    version: int
    changed_at: datetime | None
    changed_by: str | None
    values: dict[str, Any]
    defaults: dict[str, Any]


class Sections(BaseModel):
    sections: list[SectionView]


class Change(BaseModel):
    """One field, before and after."""

    field: str
    before: Any
    after: Any


class VersionView(BaseModel):
    """`changes` are those to the version before it, of the first to what the environment gives now."""

    version: int
    changed_at: datetime
    changed_by: str
    changes: list[Change]


def changing_settings(service: str, sections: Sequence[Section]) -> APIRouter:
    """A route for each section, so that the API's document has what each takes. Empty without sections."""
    router = APIRouter(tags=["settings"])
    by_name = {section.name: section for section in sections}
    needed = scope(f"{service}:settings")
    if not sections:
        return router

    @router.get("/settings", dependencies=[needed])
    async def list_settings(queries: Reading) -> Sections:
        return Sections(sections=[_view(one, await find_version(queries, one.name)) for one in sections])

    @router.get("/settings/{section}/versions", dependencies=[needed])
    async def list_settings_versions(
        section: str, queries: Reading, paging: Annotated[Paging[int], paged_by(int, limit=20)]
    ) -> Page[VersionView]:
        """Newest first: who changed what when."""
        if section not in by_name:
            raise NotFound(f"{service} has no settings of this name")
        # One more than for the page: the last of it differs from the one before.
        found = await list_versions(queries, section, before=paging.after, limit=paging.fetch)
        views = [_changed(by_name[section], one, before or FIRST) for one, before in zip_longest(found, found[1:])]
        return paging.page(views, by=lambda view: view.version)

    for section in sections:
        _add_put(router, section, needed)
    return router


def _add_put(router: APIRouter, section: Section, needed: Any) -> None:
    taken: Any = _to_save(section)

    async def put(
        body: taken,
        caller: Annotated[Caller, needed],
        database: Writing,
        response: Response,
        version: RequiredVersion,
    ) -> SectionView:
        """Save all values of the section. `If-Match` takes the version you have read, "0" before any."""
        # Also while a restored service is closed: what it had announced is made again by the settings of that time.
        async with database.transaction(taking_back=True) as tx:
            saved = await save_section(tx, section, body.model_dump(mode="json"), version, by=caller.subject)
        response.headers["ETag"] = etag(saved.version)
        return _view(section, saved)

    router.add_api_route(f"/settings/{section.name}", put, methods=["PUT"], name=f"put_{section.name}_settings")


async def save_section(
    tx: Tx, section: Section, values: Mapping[str, Any], expected_version: int, *, by: str
) -> StoredVersion:
    """The settings as they are then; no new version where nothing changes, or where the caller has not heard of it.

    Raises StaleVersion, and what the section refuses.
    """
    before = await find_version(tx, section.name)
    stored = {**(from_json(before.value) if before.value else {}), **values}
    # An amount is the same however many zeros it is written with.
    unchanged = section.kind(**stored) == before.settings(section.kind)
    repeated = before.version == expected_version + 1 and before.changed_by == by
    if unchanged and (repeated or before.version == expected_version):
        return before
    if before.version != expected_version:
        raise changed_meanwhile(section.name, before, expected_version)

    if section.refuse:
        await section.refuse(tx, section.kind(**stored))
    await save_values(tx, section.name, stored, expected_version=expected_version, at=now(), by=by)
    return await find_version(tx, section.name)


def _to_save(section: Section) -> type[Asked]:
    """What a section takes: its fields by their own rules, none of which may be left out unless it may be null.

    The environment writes true and numbers as text, which a body does not.
    """
    fields: dict[str, Any] = {
        name: (
            Annotated[field.annotation, *field.metadata, Field(description=field.description, strict=_is_plain(field))],
            None if field.default is None else ...,
        )
        for name, field in section.kind.model_fields.items()
        if name not in section.kept
    }
    return create_model(f"{section.kind.__name__}ToSave", __base__=Asked, **fields)


def _is_plain(field: FieldInfo) -> bool | None:
    return field.annotation in (bool, int, int | None) or None


def _view(section: Section, stored: StoredVersion) -> SectionView:
    return SectionView(
        name=section.name,
        version=stored.version,
        changed_at=stored.changed_at,
        changed_by=stored.changed_by,
        values=section.shown(stored.settings(section.kind)),
        defaults=section.shown(FIRST.settings(section.kind)),
    )


def _changed(section: Section, stored: StoredVersion, before: StoredVersion) -> VersionView:
    earlier, later = before.settings(section.kind), stored.settings(section.kind)
    was, is_ = section.shown(earlier), section.shown(later)
    assert stored.changed_at is not None
    assert stored.changed_by is not None
    return VersionView(
        version=stored.version,
        changed_at=stored.changed_at,
        changed_by=stored.changed_by,
        changes=[
            Change(field=name, before=was[name], after=is_[name])
            for name in is_
            if getattr(earlier, name) != getattr(later, name)
        ],
    )
