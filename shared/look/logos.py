"""SQL of logos: a table of each service that prints."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shared.look.look import Logo, LogoNotFound, Look, refuse_too_light
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
    found = (await find_logos(queries, [logo_id])).get(logo_id)
    if found is None:
        raise LogoNotFound("there is no such logo: send its picture first")
    return found


async def get_look(queries: Queries, accent: str | None, logo: str | None) -> Look:
    """Raises LogoNotFound."""
    return Look(accent, await get_logo(queries, logo) if logo else None)


async def refuse_what_is_not_printed(tx: Tx, accent: str | None, logo: str | None) -> None:
    """Raises ColourTooLight, LogoNotFound."""
    if accent:
        refuse_too_light(accent)
    if logo:
        await get_logo(tx, logo)


def logo_of(row: Any) -> Logo:
    return Logo(row["content"], row["width"], row["height"])


SELECT_LOGOS = "SELECT logo_id, content, width, height, added_at, added_by FROM logos"


async def find_logos(queries: Queries, logo_ids: Iterable[str]) -> dict[str, Logo]:
    wanted = list(logo_ids)
    if not wanted:
        return {}
    rows = await queries.fetch(f"{SELECT_LOGOS} WHERE logo_id = ANY($1::text[])", wanted)
    return {row["logo_id"]: logo_of(row) for row in rows}
