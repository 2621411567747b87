"""Who sells: the legal data that is copied onto every document when it is issued."""

from functools import cache
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.billing.document import Seller
from shared.schemas.orders import Address


class SellerSettings(BaseSettings):
    """Each field is the environment variable `BACKSHOP_SELLER_<FIELD>`; the defaults are a made-up shop."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_SELLER_")

    legal_entity: str = Field(default="main", pattern=r"^[a-z0-9-]{1,32}$", description="numbers run per legal entity")
    name: str = "Arrière-boutique SARL"
    legal_form: str = "SARL au capital de 10 000 EUR"
    registration: str = Field(default="732 829 320 RCS Nantes", description="register and place")
    siren: str = Field(default="732829320", pattern=r"^\d{9}$")
    vat_number: str = "FR44732829320"
    street: str = "1 quai de la Fosse"
    postal_code: str = "44000"
    city: str = "Nantes"
    country: str = "FR"
    email: str | None = None
    vat_on_debits: bool = Field(default=False, description="the option for VAT on debits")
    payment_days: int = Field(default=30, ge=0, le=60, description="days from issue to the due date")
    time_zone: ZoneInfo = Field(
        default=ZoneInfo("Europe/Paris"), description="where a document's date of issue is read, by its IANA name"
    )

    def seller(self) -> Seller:
        address = Address(street=self.street, postal_code=self.postal_code, city=self.city, country=self.country)
        return Seller(address=address, **self.model_dump(include=set(Seller.model_fields) - {"address"}))


@cache
def seller_settings() -> SellerSettings:
    return SellerSettings()
