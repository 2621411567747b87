"""SQL of logos, and of the look that documents have by the settings of the moment of their issue."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.billing.files.look import Logo, LogoNotFound, Look
from services.billing.settings import DocumentSettings
from shared.stored_settings import StoredVersion
from shared.transaction import Queries, Tx


async def save_logo(tx: Tx, logo: Logo, *, at: datetime, by: str) -> None:
    """The same picture again is the same logo."""
    await tx.execute(
        "INSERT INTO logos (logo_id, content, width, height, added_at, added_by) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT DO NOTHING",
        logo.logo_id,
        logo.content,
        logo.width,
        logo.height,
        at,
        by,
    )


async def get_logo(queries: Queries, logo_id: str) -> Logo:
    """Raises LogoNotFound."""
    found = (await _find_logos(queries, [logo_id])).get(logo_id)
    if found is None:
        raise LogoNotFound("there is no such logo: send its picture first")
    return found


async def looks_of(queries: Queries, stored: Iterable[str | None]) -> dict[str | None, Look]:
    """By the settings as they are stored, which are few however many documents have them."""
    settings = {value: StoredVersion(0, value, None, None).settings(DocumentSettings) for value in stored}
    logos = await _find_logos(queries, {one.logo for one in settings.values() if one.logo})
    return {value: Look(one.accent, logos.get(one.logo or "")) for value, one in settings.items()}


async def look_of(queries: Queries, settings: DocumentSettings) -> Look:
    """Raises LogoNotFound."""
    return Look(settings.accent, await get_logo(queries, settings.logo) if settings.logo else None)


def logo_of(row: Any) -> Logo:
    return Logo(row["content"], row["width"], row["height"])


SELECT_LOGOS = "SELECT logo_id, content, width, height, added_at, added_by FROM logos"


async def _find_logos(queries: Queries, logo_ids: Iterable[str]) -> dict[str, Logo]:
    wanted = list(logo_ids)
    if not wanted:
        return {}
    rows = await queries.fetch(f"{SELECT_LOGOS} WHERE logo_id = ANY($1::text[])", wanted)
    return {row["logo_id"]: logo_of(row) for row in rows}
