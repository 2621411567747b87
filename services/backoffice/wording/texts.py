"""The texts of a page in the reader's language, and how its dates, numbers and amounts are written."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers, units
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from shared import formats
from shared.clock import now
from shared.schemas.method_names import method_name
from shared.schemas.values import Language

LOCALES = Path(__file__).parents[1] / "locales"
LANGUAGES: tuple[Language, ...] = get_args(Language)
_LOCALE = {"en": Locale("en", "GB"), "fr": Locale("fr", "FR")}


class Texts:
    """One language: `text` translates, the others write values as that language does."""

    def __init__(self, language: Language, time_zone: ZoneInfo) -> None:
        self.language = language
        self.locale = _LOCALE[language]
        self.time_zone = time_zone
        self.translations = _catalogue(language)
        self.text: Callable[[str], str] = self.translations.gettext

    def text_for(self, kind: str, text: str) -> str:
        """As it is said of this kind of thing, where that was marked; else as of any."""
        said = self.translations.pgettext(kind, text)
        return said if said != text else self.text(text)

    def money(self, amount: str | Decimal, currency: str) -> str:
        return formats.money(Decimal(amount), currency, self.language)

    def number(self, number: int | str | Decimal) -> str:
        return _with_minus(numbers.format_decimal(Decimal(number), locale=self.locale))

    def method(self, method: str) -> str:
        """A way to pay or to deliver."""
        return method_name(method, self.language)

    def typed(self, number: str) -> str:
        """A number of the contracts as it is typed into a field, without groups."""
        return number.replace(".", formats.separators(self.language).decimal)

    def short_number(self, number: int) -> str:
        """A number on an axis: 500, 1.5K."""
        return _with_minus(numbers.format_compact_decimal(number, locale=self.locale, fraction_digits=1))

    def percent(self, rate: str | Decimal) -> str:
        """A rate as the contracts have it: "20" is 20 %."""
        return _with_minus(numbers.format_percent(Decimal(rate) / 100, locale=self.locale, decimal_quantization=False))

    def day(self, day: str | date | datetime) -> str:
        """A day: 23 Nov 2026."""
        at = self._day(day)
        return formats.with_ordinal(dates.format_date(at, "medium", locale=self.locale), at, self.language)

    def short_day(self, day: str | date) -> str:
        """A day on an axis: 23 Nov."""
        at = self._day(day)
        return formats.with_ordinal(dates.format_skeleton("MMMd", at, locale=self.locale), at, self.language)

    def moment(self, at: str | datetime) -> str:
        """A day and its time in the shop's time zone: 23 Nov 2026, 14:05."""
        return f"{self.day(at)}, {self.clock(at)}"

    def to_the_second(self, at: str | datetime) -> str:
        """As evidence has it: 23 November 2026, 14:05:07 (CET, Europe/Paris)."""
        return formats.to_the_second(self._local(at), self.time_zone, self.language)

    def when(self, at: str | datetime) -> str:
        """A moment in a list: today, 14:05; yesterday, 14:05; 23 Nov, 14:05; 23 Nov 2025."""
        day, today = self._day(at), self._local(now()).date()
        if day == today:
            return f"{self.text(TODAY)}, {self.clock(at)}"
        if day == today - timedelta(days=1):
            return f"{self.text(YESTERDAY)}, {self.clock(at)}"
        return f"{self.short_day(day)}, {self.clock(at)}" if day.year == today.year else self.day(day)

    def clock(self, at: str | datetime) -> str:
        return dates.format_time(self._local(at), "HH:mm", locale=self.locale)

    def duration(self, seconds: float) -> str:
        return dates.format_timedelta(timedelta(seconds=seconds), locale=self.locale, threshold=1.2, format="short")

    def period(self, hours: int) -> str:
        """Whole days as days: 10 hours, 3 days."""
        count, unit = (hours // 24, "day") if hours % 24 == 0 else (hours, "hour")
        return str(units.format_unit(count, f"duration-{unit}", length="long", locale=self.locale))

    def _local(self, at: str | datetime) -> datetime:
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        # Of the first or last day that there is: it is shown as it is.
        return moment.astimezone(self.time_zone) if 1 < moment.year < 9999 else moment

    def _day(self, day: str | date | datetime) -> date:
        if isinstance(day, str):
            day = datetime.fromisoformat(day) if "T" in day else date.fromisoformat(day)
        return self._local(day).date() if isinstance(day, datetime) else day


@cache
def texts_in(language: Language, time_zone: ZoneInfo) -> Texts:
    return Texts(language, time_zone)


def best_language(accepted: str) -> Language:
    """Of an Accept-Language header: the first of ours in it, else French."""
    for part in accepted.split(","):
        for language in LANGUAGES:
            if part.strip().lower().startswith(language):
                return language
    return "fr"


def marked(text: str) -> str:
    """Marks a text for the catalogues where it is written; it is translated where it is shown."""
    return text


TODAY, YESTERDAY = marked("Today"), marked("Yesterday")


def marked_for(kind: str, text: str) -> str:
    """Marks a text which another language says differently of this kind: une commande annulée, un retour annulé."""
    return text


def _catalogue(language: Language) -> NullTranslations:
    """English is what the code says; the other catalogues are read as translators write them."""
    if language == "en":
        return NullTranslations()
    with (LOCALES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _with_minus(number: str) -> str:
    return number.replace("-", formats.MINUS)


def written(value: Any) -> str:
    """What a form sends back of a value: nothing for None."""
    return "" if value is None else str(value)
