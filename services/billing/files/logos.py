"""The looks that documents have by the settings of the moment of their issue."""

from collections.abc import Iterable

from services.billing.settings import DocumentSettings
from shared.look.logos import find_logos
from shared.look.look import Look
from shared.stored_settings import StoredVersion
from shared.transaction import Queries


async def looks_of(queries: Queries, stored: Iterable[str | None]) -> dict[str | None, Look]:
    """By the settings as they are stored, which are few however many documents have them."""
    settings = {value: StoredVersion(0, value, None, None).settings(DocumentSettings) for value in stored}
    logos = await find_logos(queries, {one.logo for one in settings.values() if one.logo})
    return {value: Look(one.accent, logos.get(one.logo or "")) for value, one in settings.items()}
