"""What the shop sets for its orders."""

from typing import ClassVar
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.schemas.money import Country, VatRate
from shared.stored_settings import StoredSettings


class ShopSettings(StoredSettings):
    """`shop_country` is where the shop is: the VAT rates of its products are those of this country."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_", populate_by_name=True)
    name: ClassVar[str] = "shop"

    shop_country: Country = "FR"
    more_vat_rates: dict[Country, tuple[VatRate, ...]] = Field(
        default={}, description='rates of countries that the shop does not know yet, such as {"AT": ["4.9"]}'
    )
    # The one that billing dates its documents by.
    time_zone: ZoneInfo = Field(default=ZoneInfo("Europe/Paris"), validation_alias="BACKSHOP_SELLER_TIME_ZONE")
