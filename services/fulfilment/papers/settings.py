"""How packing slips look: the shop's logo and colour."""

from typing import ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.look.logos import find_logos
from shared.look.look import Colour, LogoId, Look
from shared.stored_settings import StoredSettings, get_settings
from shared.transaction import Queries


class SlipSettings(StoredSettings):
    """First values are the environment variables `BACKSHOP_SLIPS_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_SLIPS_", populate_by_name=True)
    name: ClassVar[str] = "slips"

    accent: Colour | None = Field(
        default=None, description="colour of the title and of the heads of tables, such as #1F4E79; null is black"
    )
    logo: LogoId | None = Field(default=None, description="one that `PUT /logos` took, by its id; null is none")


async def look_of_slips(queries: Queries) -> Look:
    """A logo that is not there keeps no slip from being printed."""
    settings = await get_settings(queries, SlipSettings)
    logos = await find_logos(queries, [settings.logo]) if settings.logo else {}
    return Look(settings.accent, logos.get(settings.logo or ""))
