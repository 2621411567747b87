"""How amounts, numbers, dates, countries and addresses are written in a language (CLDR, through Babel).

Babel takes 30 µs for an amount, so its patterns are read once for each language and currency.
"""

import re
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, get_decimal_symbol, get_group_symbol

from shared.money import decimals_of
from shared.schemas.orders import Address
from shared.schemas.values import Language

MINUS = "\N{MINUS SIGN}"
"""As wide as a plus, and no hyphen at which a line may break. CLDR has a hyphen, for programs that read it again."""

_LOCALES: dict[Language, str] = {"en": "en_GB", "fr": "fr_FR"}


class Separators(NamedTuple):
    """What stands between thousands, and before decimals."""

    group: str
    decimal: str


class _MoneyPattern(NamedTuple):
    before: str
    after: str
    decimals: int


def money(amount: Decimal, currency: str, language: Language) -> str:
    """With the currency's ISO 4217 decimals: "€1,234.50", "1 234,50 €"."""
    pattern = _money_pattern(currency, language)
    digits = f"{abs(amount):,.{pattern.decimals}f}".translate(_separators(language))
    sign = MINUS if amount < 0 else ""
    return f"{sign}{pattern.before}{digits}{pattern.after}"


def decimal(value: Decimal, language: Language, decimals: int) -> str:
    """With this many decimals: "1,234.50", "1 234,50"."""
    return f"{value:,.{decimals}f}".translate(_separators(language))


def number(count: int, language: Language) -> str:
    return f"{count:,}".translate(_separators(language))


@cache
def separators(language: Language) -> Separators:
    locale = _LOCALES[language]
    return Separators(get_group_symbol(locale), get_decimal_symbol(locale))


@lru_cache(maxsize=1000)
def long_date(day: date, language: Language) -> str:
    return format_date(day, "long", locale=_LOCALES[language])


@cache
def country_name(code: str, language: Language) -> str:
    return str(Locale.parse(_LOCALES[language]).territories.get(code, code))


def address_lines(address: Address, language: Language) -> list[str]:
    """From the name down to the country; what an address does not have makes no line."""
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    written = (address.name, address.company, address.street, address.street2, town, address.region)
    # A street may be of two lines.
    return [*(line for part in written if part for line in part.split("\n")), country_name(address.country, language)]


@cache
def _money_pattern(currency: str, language: Language) -> _MoneyPattern:
    before, after = re.split(r"\d[\d.,]*", format_currency(Decimal(1), currency, locale=_LOCALES[language]))
    return _MoneyPattern(before, after, decimals_of(currency))


@cache
def _separators(language: Language) -> dict[int, str]:
    symbols = separators(language)
    return str.maketrans({",": symbols.group, ".": symbols.decimal, "-": MINUS})
