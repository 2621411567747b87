"""The shop's name: one variable of the operator, in which mails are sent and signed, and pages headed.

Documents bear the seller's legal name, which staff change in billing's settings; until they do, it is this one where
the operator sets no other.
"""

from functools import cache

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.schemas.values import Line

MADE_UP = "Arrière-boutique SARL"
"""Of a shop that has set none."""


class _ShopName(BaseSettings):
    """A shop that sets nothing but its legal name goes by that, and the other way round."""

    model_config = SettingsConfigDict(populate_by_name=True)

    name: Line = Field(default=MADE_UP, validation_alias=AliasChoices("BACKSHOP_SHOP_NAME", "BACKSHOP_SELLER_NAME"))


@cache
def shop_name() -> str:
    return _ShopName().name
