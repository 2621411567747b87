"""What the shop sets for its orders: where it is, and its terms of payment."""

from functools import cached_property
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.schemas.event import Asked
from shared.schemas.method_names import method_code
from shared.schemas.money import Country, VatRate
from shared.schemas.orders import PaymentTerms
from shared.schemas.values import Line
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


class TermsToSet(PaymentTerms, Asked):
    """Of all methods that have none of their own."""


class MethodTerms(PaymentTerms, Asked):
    """Of the orders that name this method, by its code or by a title of it, however that is written."""

    method: Line
    title_en: Line | None = None
    title_fr: Line | None = None

    @property
    def codes(self) -> set[str]:
        return {method_code(name) for name in (self.method, self.title_en, self.title_fr) if name}

    @property
    def terms(self) -> PaymentTerms:
        return PaymentTerms(ships_unpaid=self.ships_unpaid, expires_after_h=self.expires_after_h)


def _soon(method: str) -> MethodTerms:
    """Whoever pays at once and has not for three days does not any more."""
    return MethodTerms(method=method, expires_after_h=72)


class TermsSettings(StoredSettings):
    """Terms of payment, taken over by orders that are placed from then on.

    First values are the environment variables `BACKSHOP_TERMS_<FIELD>`, as JSON.
    """

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_TERMS_", populate_by_name=True)
    name: ClassVar[str] = "terms"

    methods: Annotated[tuple[MethodTerms, ...], Field(max_length=100)] = Field(
        default=(
            *map(_soon, ("card", "paypal", "apple_pay", "google_pay")),
            MethodTerms(method="bank_transfer"),
            MethodTerms(method="cheque"),
            MethodTerms(method="cash_on_delivery", ships_unpaid=True),
            MethodTerms(method="invoice", ships_unpaid=True),
        ),
        description="by method of payment, for orders that are placed from then on",
    )
    others: TermsToSet = Field(default=TermsToSet(), description="of methods that are not among these")

    def of(self, method: str) -> PaymentTerms:
        return self._by_code.get(method_code(method), self._of_others)

    @cached_property
    def _by_code(self) -> dict[str, PaymentTerms]:
        return {code: one.terms for one in self.methods for code in one.codes}

    @cached_property
    def _of_others(self) -> PaymentTerms:
        return PaymentTerms(**self.others.model_dump())
