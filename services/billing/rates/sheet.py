"""Rates as CSV: the European Central Bank's own files, or lines of currency, day and rate."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime

from services.billing.rates.model import EuroRate, RateSource, WrongRatesFile
from shared.schemas.money import CURRENCIES

MOST_LINES, LONGEST_LINE = 10_000, 2_000
"""The bank's whole history has 7,100 lines of 300 letters."""


def rates_of(text: str, *, since: date) -> list[EuroRate]:
    """Raises WrongRatesFile, with the line. Of what the ECB has, old currencies and days before that are left out."""
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip(" ,;\t")]
    if len(lines) < 2:
        raise WrongRatesFile("the file has a line of names and one of rates at least")
    if len(lines) > MOST_LINES:
        raise WrongRatesFile(f"the file has {len(lines)} lines; {MOST_LINES} are read at a time: leave out old days")
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            raise WrongRatesFile(f"line {number} has {len(line)} letters; that is no line of rates", limit=number)
    separator = max(",;\t", key=lines[0].count)
    names, *rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator))
    names = [name.strip() for name in names]
    own = [name.lower() for name in names]
    if len(set(own) - {""}) < len([name for name in own if name]):
        raise WrongRatesFile("two columns have the same name", limit=1)
    if {"currency", "day", "rate"} <= set(own):
        return list(_own(own, rows))
    if own[0] != "date":
        raise WrongRatesFile(
            "the first line names the columns: Date, USD, JPY … as the ECB has them, or currency, day, rate"
        )
    return list(_of_the_bank(names, rows, since))


def _own(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[EuroRate]:
    for number, row in enumerate(rows, start=2):
        cells = dict(zip(names, (cell.strip() for cell in row), strict=False))
        currency = cells.get("currency", "").upper()
        source = cells.get("source") or RateSource.ECB
        if source not in set(RateSource):
            raise WrongRatesFile(f"line {number}: the source is ecb or customs", limit=number)
        yield _rate(number, currency, cells.get("day", ""), cells.get("rate", ""), RateSource(source))


def _of_the_bank(names: Sequence[str], rows: Sequence[Sequence[str]], first: date) -> Iterator[EuroRate]:
    known = [(at, name) for at, name in enumerate(names) if name in CURRENCIES and name != "EUR"]
    if not known:
        raise WrongRatesFile("no column is a currency")
    for number, row in enumerate(rows, start=2):
        if _day(number, row[0]) < first:
            continue
        for at, name in known:
            if at < len(row) and row[at].strip() not in ("", "N/A"):
                yield _rate(number, name, row[0], row[at], RateSource.ECB)


def _rate(number: int, currency: str, day: str, rate: str, source: RateSource) -> EuroRate:
    if currency not in CURRENCIES:
        raise WrongRatesFile(f"line {number}: {currency[:10]!r} is no currency (ISO 4217), such as USD", limit=number)
    try:
        return EuroRate(currency=currency, day=_day(number, day), rate=rate.strip().replace(",", "."), source=source)
    except ValueError as error:
        raise WrongRatesFile(
            f"line {number}: {rate.strip()[:20]!r} is no rate, such as 1.0825", limit=number
        ) from error


def _day(number: int, text: str) -> date:
    for form in ("%Y-%m-%d", "%d %B %Y", "%d/%m/%Y"):
        with suppress(ValueError):
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 (a day)
    raise WrongRatesFile(f"line {number}: {text.strip()[:20]!r} is no day, such as 2026-03-02", limit=number)
