"""What one euro is in another currency on a day: by it, a document says its VAT in euros too."""

import re
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from shared.refused import Refused
from shared.schemas.event import Asked
from shared.schemas.money import Currency
from shared.schemas.values import Day

GOOD_FOR = timedelta(days=7)
"""After a rate, of whose day and the six after it documents take it: no newer one is published at weekends."""
FIRST_DAY = date(1999, 1, 4)
"""Of the euro's first reference rates."""
MOST_TIMES = 2
"""That a rate differs from the one before it: more, and it is mistyped or upside down."""


class RateSource(StrEnum):
    ECB = "ecb"
    CUSTOMS = "customs"


class WrongRate(Refused):
    type = "rate-far-off"
    status = 422
    field = "rate"


class RateOfTheEuro(WrongRate):
    type = "rate-of-the-euro"
    field = "currency"


class WrongRateDay(WrongRate):
    type = "wrong-rate-day"
    field = "day"


class WrongRatesFile(WrongRate):
    """`limit` is the line, where it is about one."""

    type = "wrong-rates-file"
    field = "csv"


def _plain(typed: object) -> object:
    if isinstance(typed, str) and _DECIMAL.fullmatch(typed):
        return Decimal(typed)
    if isinstance(typed, Decimal):
        return typed
    raise ValueError('write a rate as text with a point, such as "1.0825"')


_DECIMAL = re.compile(r"[0-9]{1,7}([.][0-9]{1,10})?")


class EuroRate(Asked):
    """One euro is `rate` of the currency, as the ECB publishes it: "1.0825" for USD."""

    currency: Currency
    day: Day
    rate: Annotated[
        Decimal,
        Field(gt=0, lt=10_000_000, max_digits=17, decimal_places=10),
        BeforeValidator(_plain),
        WithJsonSchema({"type": "string", "pattern": f"^{_DECIMAL.pattern}$"}),
    ]
    source: RateSource = RateSource.ECB


def refuse_impossible(rate: EuroRate, known: EuroRate | None, today: date) -> None:
    """`known` is the newest of its currency that was entered before; of the same day it may be what was mistyped."""
    if rate.currency == "EUR":
        raise RateOfTheEuro("one euro is one euro: give rates of other currencies")
    if rate.day > today:
        raise WrongRateDay(f"{rate.day} is in the future; it is {today}")
    if rate.day < FIRST_DAY:
        raise WrongRateDay(f"{rate.day} is before the euro's first rates of {FIRST_DAY}")
    if known and known.day != rate.day and not known.rate / MOST_TIMES <= rate.rate <= known.rate * MOST_TIMES:
        raise WrongRate(
            f"one euro was {known.rate.normalize():f} {known.currency} on {known.day}, and {rate.rate.normalize():f} is"
            f" far from that: give how many {rate.currency} one euro is"
        )
