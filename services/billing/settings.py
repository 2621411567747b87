"""The seller: legal data, which every document carries from its issue; and when invoices are made, numbered and due."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AliasChoices, Field
from pydantic_settings import SettingsConfigDict
from stdnum import iban

from shared.look.look import Colour, LogoId
from shared.schemas.billing import Invoicing
from shared.schemas.event import Contract
from shared.schemas.firm import Code, OwnVatNumber, Siren, checked
from shared.schemas.money import Country, PositiveOrZero
from shared.schemas.orders import Address
from shared.schemas.values import DeliverableEmail, Line
from shared.schemas.written_as import WrittenAs
from shared.shop_name import MADE_UP
from shared.stored_settings import StoredSettings, get_settings
from shared.transaction import Queries

MOST_WRITTEN_OFF = 1000
"""As a limit: what is more is no small difference in any currency, but a bad debt."""


class Series(StrEnum):
    """A cancellation invoice is a credit note in law (CGI 289-I-5), so both are numbered in one series."""

    INVOICES = "invoices"
    CREDITS = "credits"


class Seller(Contract):
    """The seller's legal data on the day of issue. A small business may have no VAT number."""

    legal_entity: str
    name: str
    legal_form: str
    registration: str
    siren: str
    vat_number: str | None = None
    address: Address
    email: str | None = None
    vat_on_debits: bool
    small_business: bool = False
    iban: str | None = None
    bic: str | None = None


_IBAN = 'write an IBAN such as "FR7630006000011234567890189"'
Iban = Annotated[str, Field(max_length=50), AfterValidator(checked(iban.validate, _IBAN))]
Bic = Annotated[
    str,
    WrittenAs(r"^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$", 'write the 8 or 11 characters of a BIC, such as "AGRIFRPP"'),
    Code,
]
Prefix = Annotated[str, WrittenAs(r"^[A-Z0-9]{1,8}$", 'write 1 to 8 letters A to Z or digits, such as "FA"'), Code]

WriteOffLimit = Annotated[PositiveOrZero, Field(le=MOST_WRITTEN_OFF)]


class SellerSettings(StoredSettings):
    """First values are the environment variables `BACKSHOP_SELLER_<FIELD>`; the defaults are a made-up shop."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_SELLER_", populate_by_name=True)
    name: ClassVar[str] = "seller"

    legal_entity: Annotated[
        str, WrittenAs(r"^[a-z0-9-]{1,32}$", 'write 1 to 32 small letters, digits or hyphens, such as "main"')
    ] = Field(default="main", description="numbers run per legal entity")
    legal_name: Line = Field(
        default=MADE_UP, validation_alias=AliasChoices("BACKSHOP_SELLER_NAME", "BACKSHOP_SHOP_NAME")
    )
    legal_form: Line = "SARL au capital de 10 000 EUR"
    registration: Line = Field(default="732 829 320 RCS Nantes", description="register and place")
    siren: Siren = "732829320"
    vat_number: OwnVatNumber = Field(default="FR44732829320", description="null where a small business has none")
    street: Line = "1 quai de la Fosse"
    postal_code: Line = "44000"
    city: Line = "Nantes"
    country: Annotated[Country, Code] = "FR"
    email: DeliverableEmail | None = None
    vat_on_debits: bool = Field(default=False, description="the option for VAT on debits")
    small_business: bool = Field(
        default=False, description="charges no VAT as a small business (franchise en base, article 293 B of the CGI)"
    )
    iban: Iban | None = Field(default=None, description="where customers pay by transfer, with a QR code on invoices")
    bic: Bic | None = None
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


class InvoiceSettings(StoredSettings):
    """First values are the environment variables `BACKSHOP_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_", populate_by_name=True)
    name: ClassVar[str] = "invoices"

    invoicing: Invoicing = Field(
        default=Invoicing.ON_PLACEMENT, description="when invoices are made, of orders that are placed from then on"
    )
    payment_days: int = Field(
        default=30,
        ge=0,
        le=60,
        validation_alias="BACKSHOP_SELLER_PAYMENT_DAYS",
        description="days from issue to the due date",
    )
    greatest_write_off: WriteOffLimit = Field(
        default=Decimal("1.00"),
        description="the most that is written off of an order, in its currency; 0: nothing is",
    )
    invoice_prefix: Prefix = Field(default="FA", description="of the numbers of invoices")
    credit_prefix: Prefix = Field(default="AV", description="of those of credit notes and cancellation invoices")

    def due_on(self, issued_on: date) -> date:
        return issued_on + timedelta(days=self.payment_days)

    def prefix(self, series: Series) -> str:
        return self.invoice_prefix if series is Series.INVOICES else self.credit_prefix


class DocumentSettings(StoredSettings):
    """How documents look that are issued from then on. First values are `BACKSHOP_DOCUMENT_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_DOCUMENT_", populate_by_name=True)
    name: ClassVar[str] = "documents"

    accent: Colour | None = Field(
        default=None, description="colour of titles and of the heads of tables, such as #1F4E79; null is black and grey"
    )
    logo: LogoId | None = Field(default=None, description="one that `PUT /logos` took, by its id; null is none")


class Issuing(NamedTuple):
    """All settings that documents are issued by."""

    seller: SellerSettings
    invoices: InvoiceSettings


async def get_issuing(queries: Queries) -> Issuing:
    return Issuing(await get_settings(queries, SellerSettings), await get_settings(queries, InvoiceSettings))
