"""What the shop sets for its quotes: how long they are valid, and what of the shop they bear."""

from typing import Annotated, ClassVar

from pydantic import AliasChoices, Field
from pydantic_settings import SettingsConfigDict

from shared.look.look import Colour, LogoId
from shared.schemas.event import Contract
from shared.schemas.firm import Code, OwnVatNumber, Siren
from shared.schemas.money import Country
from shared.schemas.values import DeliverableEmail, Line
from shared.shop_name import MADE_UP
from shared.stored_settings import StoredSettings


class QuoteSettings(StoredSettings):
    """First values are `BACKSHOP_QUOTES_<FIELD>`; of the seller `BACKSHOP_SELLER_<FIELD>`, as on invoices."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_QUOTES_", populate_by_name=True)
    name: ClassVar[str] = "quotes"

    valid_days: int = Field(
        default=30, ge=1, le=365, description="days, of quotes that are begun from then on; staff may change each"
    )
    legal_name: Line = Field(
        default=MADE_UP, validation_alias=AliasChoices("BACKSHOP_SELLER_NAME", "BACKSHOP_SHOP_NAME")
    )
    legal_form: Line = Field(default="SARL au capital de 10 000 EUR", validation_alias="BACKSHOP_SELLER_LEGAL_FORM")
    registration: Line = Field(
        default="732 829 320 RCS Nantes",
        validation_alias="BACKSHOP_SELLER_REGISTRATION",
        description="register and place",
    )
    siren: Siren = Field(default="732829320", validation_alias="BACKSHOP_SELLER_SIREN")
    vat_number: OwnVatNumber = Field(
        default="FR44732829320",
        validation_alias="BACKSHOP_SELLER_VAT_NUMBER",
        description="null where a small business has none",
    )
    street: Line = Field(default="1 quai de la Fosse", validation_alias="BACKSHOP_SELLER_STREET")
    postal_code: Line = Field(default="44000", validation_alias="BACKSHOP_SELLER_POSTAL_CODE")
    city: Line = Field(default="Nantes", validation_alias="BACKSHOP_SELLER_CITY")
    country: Annotated[Country, Code] = Field(default="FR", validation_alias="BACKSHOP_SELLER_COUNTRY")
    email: DeliverableEmail | None = Field(default=None, validation_alias="BACKSHOP_SELLER_EMAIL")
    accent: Colour | None = Field(
        default=None, description="colour of the title and of the heads of tables, such as #1F4E79; null is black"
    )
    logo: LogoId | None = Field(default=None, description="one that `PUT /logos` took, by its id; null is none")

    @property
    def paper(self) -> "Paper":
        return Paper.model_construct(**{name: getattr(self, name) for name in Paper.model_fields})


class Paper(Contract):
    """What a quote bears of the shop: once it is sent, it stays as it was then."""

    legal_name: str
    legal_form: str
    registration: str
    siren: str
    vat_number: str | None = None
    street: str
    postal_code: str
    city: str
    country: str
    email: str | None = None
    accent: str | None = None
    logo: str | None = None
