"""The shop's policy of returns."""

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.schemas.money import PositiveOrZero, VatRate
from shared.schemas.returns import Resolution, WhyReturned
from shared.schemas.values import Sku
from shared.stored_settings import StoredSettings


class Approval(StrEnum):
    """Who approves what customers ask for: staff, or nobody, as it is within the policy."""

    STAFF = "staff"
    AUTOMATIC = "automatic"


class WayBack(StrEnum):
    """Who pays for sending the goods back."""

    CUSTOMER = "customer"
    SHOP = "shop"


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
        default=(), description="SKUs that customers may not return; with * at the end all that begin so"
    )
    restocking_percent: VatRate = Field(
        default=Decimal(0), description="restocking fee in percent of the credited goods; never of a withdrawal"
    )
    way_back: WayBack = Field(default=WayBack.CUSTOMER, description="who pays for sending the goods back")
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

    def expires_on(self, today: date) -> date | None:
        return None if self.expires_after_days is None else today + timedelta(days=self.expires_after_days)

    def is_excluded(self, sku: str) -> bool:
        return any(sku == one or (one.endswith("*") and sku.startswith(one[:-1])) for one in self.excluded)
