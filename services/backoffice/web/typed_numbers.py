"""Numbers as people type them, read by their language: amounts, quantities, thresholds, in every form and filter.

What the pages write is read: "1 000,00 €", "€1,000.00". What could be two numbers is neither.
The mark that groups thousands in the language of the page groups three digits each, and is never a decimal mark.
"""

import re
import unicodedata
from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from typing import NoReturn

from babel.numbers import get_currency_symbol

from services.backoffice.wording.texts import marked as _
from shared import formats
from shared.money import decimals_of
from shared.refused import Refused
from shared.schemas.money import CURRENCIES, MOST
from shared.schemas.values import Language

MORE_THAN_ANY = 10**12
"""More pieces than anything is counted in: whatever is larger is read as this."""

_ABOVE_ZERO = _("Give an amount above zero, such as %(example)s")
_NOT_BELOW_ZERO = _("Give an amount of 0 or more, such as %(example)s")
_WHOLE_NOT_BELOW = _("Give a whole number of 0 or more, such as %(example)s")

_SPACES = " '’"
"""What groups thousands and nothing else, once all kinds of spaces are one."""

_SIGNS = "+\N{MINUS SIGN}\N{EN DASH}-"
_WRITTEN = re.compile(
    rf"(?P<sign>[{_SIGNS}]?) ?(?P<before>[^\d.,{_SIGNS}]*)(?P<sign2>[{_SIGNS}]?) ?"
    rf"(?P<number>[\d.,]+(?:[{_SPACES}][\d.,]+)*)(?P<after>[^\d.,{_SIGNS}]*)"
)


class NoUnits(Refused):
    """A form says of no article how many."""

    type = "no-units"
    status = 422


class NumberRefused(Refused):
    """What was typed is no number here. `sentence` is marked for translation, `shown` are its values."""

    type = "invalid-number"
    status = 422

    def __init__(self, field: str, sentence: str, shown: Mapping[str, str]) -> None:
        super().__init__(f"{field} cannot be read as a number", field=field)
        self.sentence = sentence
        self.shown = shown


def read_amount(typed: str, language: Language, *, field: str, currency: str = "", above_zero: bool = False) -> Decimal:
    """In the decimals of the currency, or as typed where that is not known. Raises NumberRefused."""
    decimals = decimals_of(currency) if currency else None
    value = _Typed(typed, language, field, decimals, currency).amount(above_zero=above_zero)
    return value if decimals is None else value.quantize(Decimal(1).scaleb(-decimals))


def read_whole(typed: str, language: Language, *, field: str, signed: bool = False) -> int:
    """One that is too large is refused by who it is sent to, which knows the largest. Raises NumberRefused."""
    value = int(_Typed(typed, language, field, 0, None, signed=signed).value())
    return max(-MORE_THAN_ANY, min(value, MORE_THAN_ANY))


class _Typed:
    """What was typed into a field. `decimals` is None where there may be any, `currency` where none is meant."""

    def __init__(
        self,
        typed: str,
        language: Language,
        field: str,
        decimals: int | None,
        currency: str | None,
        *,
        signed: bool = False,
    ) -> None:
        self.typed = typed
        self.language = language
        self.field = field
        self.decimals = decimals
        self.currency = currency
        self.signed = signed

    def amount(self, *, above_zero: bool) -> Decimal:
        value = self.value(above_zero=above_zero)
        if abs(value) > MOST:
            self._refuse_too_large()
        if above_zero and not value:
            self._refuse(_ABOVE_ZERO)
        return value

    def value(self, *, above_zero: bool = False) -> Decimal:
        found = _WRITTEN.fullmatch(_plain(self.typed))
        if not found:
            self._refuse_no_number()
        for unit in (found["before"].strip(), found["after"].strip()):
            if unit:
                self._must_be_the_currency(unit)
        value = self._read(found["number"])
        if found["sign"] + found["sign2"] not in ("", "+"):
            value = -value
        if value < 0 and not self.signed:
            self._refuse(_ABOVE_ZERO if above_zero else _WHOLE_NOT_BELOW if self._is_whole else _NOT_BELOW_ZERO)
        return value

    def _read(self, number: str) -> Decimal:
        marks = {mark for mark in number if not mark.isdecimal()}
        spaces, points = marks & set(_SPACES), [mark for mark in number if mark in ".,"]
        if not marks:
            return Decimal(number)
        if spaces:
            decimal = points[0] if len(points) == 1 else ""
            return self._grouped(number, "".join(spaces), decimal) if len(points) < 2 else self._refuse_no_number()
        if len(set(points)) == 2:
            return self._grouped(number, points[0], points[-1])
        if len(points) > 1:
            return self._grouped(number, points[0], "")
        return self._with_one_point(number, points[0])

    def _grouped(self, number: str, group: str, decimal: str) -> Decimal:
        """With groups of three digits, and at most one decimal mark."""
        whole, mark, fraction = number.partition(decimal) if decimal else (number, "", "")
        grouped = rf"[1-9]\d{{0,2}}({re.escape(group)}\d{{3}})+"
        if len(group) != 1 or not re.fullmatch(grouped, whole) or (mark and not fraction.isdecimal()):
            self._refuse_no_number()
        if mark:
            self._must_be_short(fraction, mark)
        return self._decimal(whole.replace(group, ""), fraction)

    def _with_one_point(self, number: str, mark: str) -> Decimal:
        """A comma or a point is what the language makes of it, where three digits after it do not leave a doubt."""
        whole, _, fraction = number.partition(mark)
        symbols = formats.separators(self.language)
        if not fraction:
            self._refuse_no_number()
        if mark == symbols.group and not _is_group(whole, fraction):
            self._refuse_no_number()
        if not _is_group(whole, fraction):
            if not whole.startswith("0") or len(fraction) > 3:
                self._must_be_short(fraction, mark)
            return self._decimal(whole, fraction)
        thousandths = self.decimals is not None and self.decimals >= 3
        if mark == symbols.decimal and thousandths:  # so the pages write it
            return self._decimal(whole, fraction)
        if mark == symbols.group and not thousandths:
            return Decimal(whole + fraction)
        self._refuse_two_numbers(Decimal(whole + fraction), Decimal(f"{whole}.{fraction}"))

    def _must_be_short(self, fraction: str, mark: str) -> None:
        """So many digits are a group mistyped, where the mark is another language's or there are no decimals."""
        if mark == formats.separators(self.language).decimal:
            most = 3 if self.decimals == 0 else len(fraction)
        else:
            most = max(2, self.decimals or 0)
        if len(fraction) > most:
            self._refuse_no_number()

    def _decimal(self, whole: str, fraction: str) -> Decimal:
        if self.decimals is not None and len(fraction.rstrip("0")) > self.decimals:
            self._refuse(_("That is more precise than it can be. Write it like this: %(example)s"))
        if len(fraction.rstrip("0")) > 4:
            self._refuse_no_number()
        return Decimal(f"{whole or '0'}.{fraction or '0'}")

    def _must_be_the_currency(self, unit: str) -> None:
        if self.currency is None or not _is_a_currency(unit):
            self._refuse_no_number()
        if self.currency and unit not in _names(self.currency):
            self._refuse(_("%(typed)s is another currency than %(currency)s."))

    @property
    def _is_whole(self) -> bool:
        """Pieces and days, and no amount of a currency without decimals."""
        return self.decimals == 0 and self.currency is None

    def _refuse_no_number(self) -> NoReturn:
        if self._is_whole:
            self._refuse(_("Give a whole number, such as %(example)s"))
        self._refuse(_("Give an amount, such as %(example)s"))

    def _refuse_too_large(self) -> NoReturn:
        decimals = 2 if self.decimals is None else self.decimals
        most = MOST.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN)
        self._refuse(_("That is too large: at most %(most)s"), most=formats.decimal(most, self.language, decimals))

    def _refuse_two_numbers(self, thousands: Decimal, small: Decimal) -> NoReturn:
        decimals = 2 if self.decimals is None else self.decimals
        self._refuse(
            _("%(typed)s could be two numbers. Write %(thousands)s or %(small)s"),
            thousands=formats.decimal(thousands, self.language, decimals if decimals > 2 else 0),
            small=formats.decimal(small.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP), self.language, decimals),
        )

    def _refuse(self, sentence: str, **shown: str) -> NoReturn:
        decimals = 2 if self.decimals is None else self.decimals
        example = formats.decimal(Decimal("12.5") if decimals else Decimal(12), self.language, decimals)
        values = {"typed": self.typed.strip()[:40], "example": example, "currency": self.currency or ""}
        raise NumberRefused(self.field, sentence, values | shown)


def _is_group(whole: str, fraction: str) -> bool:
    """Whether this could be thousands and the hundreds after them."""
    return len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")


def _plain(typed: str) -> str:
    """One kind of space and of digits; no marks of direction."""
    text = unicodedata.normalize("NFKC", typed)
    kept = "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in text
        if unicodedata.category(character) != "Cf"
    )
    return " ".join(kept.split())


def _is_a_currency(unit: str) -> bool:
    return any(unit in _names(currency) for currency in CURRENCIES)


@cache
def _names(currency: str) -> frozenset[str]:
    """Its code and its signs, as the languages of the pages and people write them."""
    signs = {get_currency_symbol(currency, locale=locale) for locale in ("en", "en_GB", "fr_FR")}
    short = {"EUR": "€", "JPY": "¥", "CNY": "¥"}.get(currency, "")
    plain = {_plain(sign) for sign in signs} | {sign.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ ") for sign in signs} | {short}
    return frozenset({currency, currency.lower(), *plain} - {""})
