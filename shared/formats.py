"""How amounts, numbers, dates, countries and addresses are written in a language (CLDR, through Babel).

Babel takes 30 µs for an amount, so its patterns are read once for each language and currency.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, get_decimal_symbol, get_group_symbol

from shared.bidi import isolated
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


def money(amount: Decimal, currency: str, language: Language, *, decimals: int | None = None) -> str:
    """With the currency's ISO 4217 decimals, unless it says how many: "€1,234.50", "1 234,50 €"."""
    pattern = _money_pattern(currency, language)
    shown = pattern.decimals if decimals is None else decimals
    digits = f"{abs(amount):,.{shown}f}".translate(_separators(language))
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
    return with_ordinal(format_date(day, "long", locale=_LOCALES[language]), day, language)


def to_the_second(at: datetime, zone: ZoneInfo, language: Language) -> str:
    """As evidence has it: "9 March 2026, 09:12:44 (CET, Europe/Paris)"."""
    local = at.astimezone(zone)
    return f"{long_date(local.date(), language)}, {local:%H:%M:%S} ({local:%Z}, {zone.key})"


def with_ordinal(written: str, day: date, language: Language) -> str:
    """A day as CLDR writes it, which has the French first of a month without its ordinal: "1er août 2026"."""
    return f"1er{written[1:]}" if language == "fr" and day.day == 1 else written


@cache
def country_name(code: str, language: Language) -> str:
    return str(Locale.parse(_LOCALES[language]).territories.get(code, code))


def address_lines(address: Address, language: Language) -> list[str]:
    """From the name down to the country; what an address does not have makes no line."""
    named = [name for name in (address.name, address.company) if name]
    return [*named, *place_lines(vars(address)), country_name(address.country, language)]


def place_lines(address: Mapping[str, str | None]) -> list[str]:
    """Of an address in JSON: what stands between the name and the country, in the order of its country."""
    layout = _parts_of(_LAYOUTS.get(address["country"] or "", _POSTCODE_FIRST))
    lines = (_filled(line, address) for line in layout)
    # A street may be of two lines.
    return [part for line in lines for part in line.split("\n") if part]


@cache
def _parts_of(layout: str) -> list[list[tuple[str, str]]]:
    """Of each line the fields, and what stands before each."""
    return [re.findall(r"([ ,]*)(\w+)", line) for line in layout.split("/")]


def _filled(line: Sequence[tuple[str, str]], address: Mapping[str, str | None]) -> str:
    """What is missing takes the sign before it along; each part keeps its place beside one that runs from the right."""
    parts = [(before, value) for before, field in line if (value := address.get(field))]
    if len(parts) < 2:
        return "".join(value for _, value in parts)
    return "".join(f"{before if at else ''}{isolated(value)}" for at, (before, value) in enumerate(parts))


_POSTCODE_FIRST = "street/street2/postal_code city/region"
_POSTCODE_BELOW = "street/street2/city/region/postal_code"
_POSTCODE_BEHIND = "street/street2/city postal_code/region"
_LAYOUTS = {
    "AU": "street/street2/city region postal_code",
    "BR": "street/street2/city, region/postal_code",
    "CA": "street/street2/city region postal_code",
    "GB": _POSTCODE_BELOW,
    "GG": _POSTCODE_BELOW,
    "HU": "city/street/street2/region/postal_code",
    "IE": _POSTCODE_BELOW,
    "IM": _POSTCODE_BELOW,
    "IN": _POSTCODE_BEHIND,
    "IT": "street/street2/postal_code city region",
    "JE": _POSTCODE_BELOW,
    "JP": "street/street2/city, region postal_code",
    "NZ": _POSTCODE_BEHIND,
    "SG": _POSTCODE_BEHIND,
    "US": "street/street2/city, region postal_code",
    "ZA": _POSTCODE_BELOW,
}
"""Countries that do not write the postcode before the town (Universal Postal Union, addressing systems)."""


@cache
def _money_pattern(currency: str, language: Language) -> _MoneyPattern:
    before, after = re.split(r"\d[\d.,]*", format_currency(Decimal(1), currency, locale=_LOCALES[language]))
    return _MoneyPattern(before, after, decimals_of(currency))


@cache
def _separators(language: Language) -> dict[int, str]:
    symbols = separators(language)
    return str.maketrans({",": symbols.group, ".": symbols.decimal, "-": MINUS})
