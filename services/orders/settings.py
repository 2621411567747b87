"""What the shop sets for its orders."""

from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.schemas.money import Country


class ShopSettings(BaseSettings):
    """`BACKSHOP_SHOP_COUNTRY`: where the shop is; the VAT rates of its products are those of this country."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_")

    shop_country: Country = "FR"


SHOP = ShopSettings()
