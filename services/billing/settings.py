"""The seller: legal data, which every document carries from its issue, and when invoices are due."""

from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, Field
from pydantic_settings import SettingsConfigDict

from shared.schemas.event import Contract
from shared.schemas.orders import Address
from shared.shop_name import MADE_UP
from shared.stored_settings import StoredSettings


class Seller(Contract):
    """The seller's legal data on the day of issue."""

    legal_entity: str
    name: str
    legal_form: str
    registration: str
    siren: str
    vat_number: str
    address: Address
    email: str | None = None
    vat_on_debits: bool
    small_business: bool = False


class SellerSettings(StoredSettings):
    """First values are the environment variables `BACKSHOP_SELLER_<FIELD>`; the defaults are a made-up shop."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_SELLER_", populate_by_name=True)
    name: ClassVar[str] = "seller"

    legal_entity: str = Field(default="main", pattern=r"^[a-z0-9-]{1,32}$", description="numbers run per legal entity")
    legal_name: str = Field(
        default=MADE_UP, validation_alias=AliasChoices("BACKSHOP_SELLER_NAME", "BACKSHOP_SHOP_NAME")
    )
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
    small_business: bool = Field(
        default=False, description="charges no VAT as a small business (franchise en base, article 293 B of the CGI)"
    )
    payment_days: int = Field(default=30, ge=0, le=60, description="days from issue to the due date")
    time_zone: ZoneInfo = Field(
        default=ZoneInfo("Europe/Paris"), description="where a document's date of issue is read, by its IANA name"
    )

    def seller(self) -> Seller:
        address = Address(street=self.street, postal_code=self.postal_code, city=self.city, country=self.country)
        return Seller(
            address=address,
            name=self.legal_name,
            **self.model_dump(include=set(Seller.model_fields) - {"name", "address"}),
        )

    def date_of(self, at: datetime) -> date:
        """The date in the seller's time zone."""
        return at.astimezone(self.time_zone).date()

    def due_on(self, issued_on: date) -> date:
        return issued_on + timedelta(days=self.payment_days)
