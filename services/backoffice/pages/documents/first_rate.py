"""The first rate of a currency has none before it to be compared with: it is shown both ways before it is saved."""

from collections.abc import Collection
from contextlib import suppress
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from typing import NamedTuple

from services.backoffice.web.service_clients import Json
from shared.schemas.money import CURRENCIES

FIRST_DAY = date(1999, 1, 4)
"""Of the euro's first rates."""

FAR = 2
"""So many times more or less than one euro has lately been, and the comma is looked at again."""

LATELY = {
    **{"AED": "4.2", "AUD": "1.8", "BGN": "1.96", "BRL": "6.3", "CAD": "1.6", "CHF": "0.93", "CNY": "8.2"},
    **{"CZK": "24.5", "DKK": "7.46", "GBP": "0.87", "HKD": "9", "HUF": "390", "IDR": "19000", "ILS": "3.9"},
    **{"INR": "102", "ISK": "145", "JPY": "175", "KRW": "1650", "KWD": "0.35", "MAD": "10.6", "MXN": "21.5"},
    **{"MYR": "4.9", "NOK": "11.7", "NZD": "2", "PHP": "67", "PLN": "4.25", "RON": "5.1", "SAR": "4.3"},
    **{"SEK": "11", "SGD": "1.5", "THB": "38", "TND": "3.4", "TRY": "48", "USD": "1.15", "XOF": "656"},
    **{"XPF": "119", "ZAR": "20.5"},
}
"""What one euro was in the years 2025 and 2026, roughly: a hint, by which nothing is refused."""


class FirstRate(NamedTuple):
    """`lately` is what one euro has roughly been, where that is known; `far`: this is far from it."""

    currency: str
    rate: str
    inverse: str
    lately: str | None
    far: bool

    @property
    def seen(self) -> str:
        """What the form has of it once it was shown: of another rate it says nothing."""
        return f"{self.currency} {self.rate}"


def first_rate(typed: Json, newest: Collection[Json], today: date) -> FirstRate | None:
    """None where one is known already, or where what was typed is no rate of a day, which billing refuses."""
    currency, rate = typed.get("currency"), _number(typed.get("rate", ""))
    if currency is None or currency == "EUR" or currency not in CURRENCIES or rate is None:
        return None
    if not _can_have_a_rate(typed.get("day", ""), today):
        return None
    if any(one["currency"] == currency for one in newest):
        return None
    lately = LATELY.get(currency)
    far = lately is not None and not Decimal(lately) / FAR <= rate <= Decimal(lately) * FAR
    return FirstRate(currency, typed["rate"], inverse(typed["rate"]), lately, far)


def inverse(rate: str) -> str:
    """Of one unit of the currency, what it is in euros, to four digits that count."""
    return f"{Context(prec=4).divide(Decimal(1), Decimal(rate)).normalize():f}"


def _can_have_a_rate(typed: str, today: date) -> bool:
    with suppress(ValueError):
        return FIRST_DAY <= date.fromisoformat(typed) <= today
    return False


def _number(typed: str) -> Decimal | None:
    with suppress(InvalidOperation):
        number = Decimal(typed)
        return number if number.is_finite() and number > 0 else None
    return None
