"""The shop's policy of returns."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.schemas.event import Contract
from shared.schemas.firm import Code
from shared.schemas.money import Country, PositiveOrZero, VatRate
from shared.schemas.returns import Resolution, WayBack, WhyReturned
from shared.schemas.values import Line, Sku
from shared.shop_name import MADE_UP
from shared.stored_settings import StoredSettings


class ShopTime(BaseSettings):
    """Where the shop is: days are counted there. The same that billing dates its documents by."""

    model_config = SettingsConfigDict(populate_by_name=True)

    time_zone: ZoneInfo = Field(default=ZoneInfo("Europe/Paris"), validation_alias="BACKSHOP_SELLER_TIME_ZONE")

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.time_zone).date()

    def end_of(self, day: date) -> datetime:
        """Its last second: what is so until that day is so all day."""
        return datetime.combine(day, time(23, 59, 59), self.time_zone)


class Approval(StrEnum):
    """Who approves what customers ask for: staff, or nobody, as it is within the policy."""

    STAFF = "staff"
    AUTOMATIC = "automatic"


class ReturnAddress(Contract):
    """Where parcels of returns go."""

    receiver: Line
    street: Line
    street2: Line | None = None
    postal_code: Line
    city: Line
    country: Country


def _seller(field: str) -> AliasChoices:
    """The address of returns, or the one of invoices."""
    return AliasChoices(f"BACKSHOP_RETURNS_{field}", f"BACKSHOP_SELLER_{field}")


class ReturnSettings(StoredSettings):
    """First values are the environment variables `BACKSHOP_RETURNS_<FIELD>`; lists are JSON."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_RETURNS_", populate_by_name=True)
    name: ClassVar[str] = "returns"

    days: Annotated[int, Field(ge=0, le=3650)] = Field(
        default=30, description="customers may ask so long after the delivery; 0: they may not ask"
    )
    approval: Approval = Field(default=Approval.STAFF, description="who approves what customers ask for")
    reasons: Annotated[tuple[WhyReturned, ...], Field(max_length=20)] = Field(
        default=tuple(WhyReturned), description="reasons that customers choose from"
    )
    resolutions: Annotated[tuple[Resolution, ...], Field(min_length=1, max_length=20)] = Field(
        default=(Resolution.REFUND, Resolution.EXCHANGE), description="what customers may have for the goods"
    )
    excluded: Annotated[tuple[Sku, ...], Field(max_length=1000)] = Field(
        default=(),
        description="SKUs that customers may not return; with * at the end all that begin so, as products have no"
        " categories",
    )
    no_withdrawal: Annotated[tuple[Sku, ...], Field(max_length=1000)] = Field(
        default=(),
        description="SKUs that the law excepts from withdrawal, such as goods made to measure or unsealed hygiene"
        " products (C. conso. L221-28); with * at the end all that begin so",
    )
    restocking_percent: VatRate = Field(
        default=Decimal(0), description="restocking fee in percent of the credited goods; never of a withdrawal"
    )
    way_back: WayBack = Field(
        default=WayBack.CUSTOMER,
        description="who pays for sending the goods back; of what is defective, damaged or wrong it is the shop",
    )
    postage: PositiveOrZero = Field(
        default=Decimal(0),
        description="of the way back, kept of the credit; with or without VAT as the order's prices are",
    )
    goods_first: bool = Field(default=True, description="goods are credited once they came, and not before")
    expires_after_days: int | None = Field(
        default=30,
        ge=1,
        le=3650,
        description="a return of which nothing came is over so long after its approval; null is never",
    )
    receiver: Line = Field(
        default=MADE_UP,
        validation_alias=AliasChoices("BACKSHOP_RETURNS_RECEIVER", "BACKSHOP_SELLER_NAME", "BACKSHOP_SHOP_NAME"),
        description="who parcels of returns are sent to: a name, and what of the shop takes them",
    )
    street: Line = Field(default="1 quai de la Fosse", validation_alias=_seller("STREET"))
    street2: Line | None = Field(
        default=None, validation_alias="BACKSHOP_RETURNS_STREET2", description="building, door or hall"
    )
    postal_code: Line = Field(default="44000", validation_alias=_seller("POSTAL_CODE"))
    city: Line = Field(default="Nantes", validation_alias=_seller("CITY"))
    country: Annotated[Country, Code] = Field(default="FR", validation_alias=_seller("COUNTRY"))

    @property
    def address(self) -> ReturnAddress:
        return ReturnAddress.model_construct(**{name: getattr(self, name) for name in ReturnAddress.model_fields})

    def expires_on(self, today: date) -> date | None:
        return None if self.expires_after_days is None else today + timedelta(days=self.expires_after_days)

    def is_excluded(self, sku: str) -> bool:
        return _is_of(sku, self.excluded)

    def is_excepted(self, sku: str) -> bool:
        return _is_of(sku, self.no_withdrawal)


def _is_of(sku: str, named: tuple[str, ...]) -> bool:
    return any(sku == one or (one.endswith("*") and sku.startswith(one[:-1])) for one in named)
