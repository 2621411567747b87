"""The VAT rates of countries and the days they were in force, as far as they are known here.

It keeps out what cannot be a rate and vouches for none: it was not yet compared, rate by rate, with the European
Commission's tables (Taxes in Europe Database). A rate that is missing here is added by the shop's setting
`more_vat_rates`, without waiting for a release.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import NamedTuple

# A country, then its rates: alone where it was in force all along, else with the months it was, such as
# 19.6:-2013-12 (until then) or 20:2014-01- (since then).
_RATES = """
AT 20 13:2016-01- 12:-2015-12 10 19 5:2020-07-2021-12 4.9:2026-07-
BE 21 12 6
BG 20 9 7:-2011-03
CH 8.1:2024-01- 3.8:2024-01- 2.6:2024-01- 8:2011-01-2017-12 7.7:2018-01-2023-12 3.7:2018-01-2023-12 2.5:2011-01-2023-12
CH 3.8:2011-01-2017-12 7.6:2001-01-2010-12 3.6:2001-01-2010-12 2.4:2001-01-2010-12 7.5:-2000-12
CH 3.5:-2000-12 2.3:-2000-12
CY 19:2014-01- 18:2013-01-2013-12 17:2012-03-2012-12 15:-2012-02 13 10 9:2014-01- 8:-2013-12 5 3
CZ 21:2013-01- 15:2013-01-2023-12 10:2015-01-2023-12 12:2024-01- 20:2010-01-2012-12 19:-2009-12 22 14:2012-01-2012-12
CZ 10:2010-01-2011-12 9:2008-01-2009-12 5:-2007-12
DE 19:2007-01- 16:-2006-12 16:2020-07-2020-12 7 5:2020-07-2020-12
DK 25
EE 24:2025-07- 22:2024-01-2025-06 20:2009-07-2023-12 18:-2009-06 13:2025-01- 9 5
ES 21:2012-09- 18:2010-07-2012-08 16:-2010-06 10:2012-09- 8:2010-07-2012-08 7:-2010-06 5:2021-06- 4 7.5:2024-10-2024-12
ES 2:2024-10-2024-12
FI 25.5:2024-09- 24:2013-01-2024-08 23:2010-07-2012-12 22:-2010-06 17:-2009-09 12:2009-10-2010-06 13:2010-07-2012-12
FI 14:2013-01-2025-12 13.5:2026-01- 10:2013-01- 9:2010-07-2012-12 8:-2010-06
FR 20:2014-01- 19.6:2000-04-2013-12 20.6:-2000-03 13 10:2014-01- 8.5 8 7:2012-01-2013-12 5.5 2.1 1.75 1.05 0.9
GB 20:2011-01- 17.5:-2010-12 15:2008-12-2009-12 12.5:2021-10-2022-03 5
GR 24:2016-06- 23:2010-07-2016-05 21:2010-03-2010-06 19:2005-04-2010-02 18:-2005-03 17:2015-10- 16:-2015-09 13
GR 11:2010-07-2010-12 10:2010-03-2010-06 9 8:-2010-02 6.5:2011-01-2015-07 6
GR 5.5:2010-07-2010-12 5:-2010-06 4.5:-2010-02 4 3
HR 25:2012-03- 23:2009-08-2012-02 22:-2009-07 13 10:-2013-12 5
HU 27:2012-01- 25:-2011-12 20:2006-01-2009-06 18 15:-2006-08 12:-2003-12 5
IE 23:2012-01- 21:-2011-12 21:2020-09-2021-02 21.5:2008-12-2009-12 20:2001-01-2001-12 13.5 12.5 9 4.8 4.3 4.2
IS 24:2015-01- 25.5:2010-01-2014-12 24.5:-2009-12 14:-2007-02 11:2015-01- 7:2007-03-2014-12
IT 22:2013-10- 21:2011-09-2013-09 20:-2011-09 10 5:2016-01- 4
LI 8.1:2024-01- 3.8:2024-01- 2.6:2024-01- 7.7:2018-01-2023-12 3.7:2018-01-2023-12 2.5:2011-01-2023-12 8:2011-01-2017-12
LI 3.8:2011-01-2017-12
LT 21:2009-09- 19:2009-01-2009-08 18:-2008-12 12:2026-01- 9 5
LU 17:2015-01- 15:-2014-12 14 16:2023-01-2023-12 13:2023-01-2023-12 12:-2014-12 8 7:2023-01-2023-12 6:-2014-12 3
LV 21 22:2011-01-2012-06 18:-2008-12 12 10:2009-01-2010-12 9:-2008-12 5
MT 18 15:-2003-12 12:2024-01- 7 5
NL 21:2012-10- 19:2001-01-2012-09 17.5:-2000-12 9:2019-01- 6:-2018-12
NO 25:2005-01- 24:-2004-12 23:-2000-12 15 14:2007-01-2011-12 13:2005-01-2006-12 12 11.11
NO 10:2016-01-2017-12 8:-2015-12 7:-2004-12
PL 23:2011-01- 22:-2010-12 8:2011-01- 7 5:2011-01- 4 3:-2010-12
PT 23:2011-01- 21:-2010-12 20:2008-07-2010-06 19:2002-06-2005-06 17:-2002-05 22 18 16 15 14 13 12 10 9 8 6 5 4
RO 21:2025-08- 20:2016-01-2016-12 19:2017-01-2025-08 19:-2010-06 24:2010-07-2015-12 11:2025-08- 9 5
SE 25 12 6
SI 22:2013-07- 20:2002-01-2013-06 19:-2001-12 9.5:2013-07- 8.5:2002-01-2013-06 8:-2001-12 5:2020-01-
SK 23:2025-01- 20:2011-01-2024-12 19 23:-2002-12 20:2003-01-2003-12 10 6:2010-05-2010-12 14:2003-01-2003-12 5:2023-01-
"""
_SAME_AS = {"MC": "FR", "IM": "GB", "RE": "FR", "GP": "FR", "MQ": "FR", "BL": "FR", "MF": "FR"}

HIGHEST = Decimal(50)
"""No country asks for more; where the rates of a country are not known here, less than this is believed."""

_A_DAY = timedelta(days=1)
"""Where the order was placed it may have been the day before or after."""


class _Rate(NamedTuple):
    rate: Decimal
    since: date
    until: date


MoreRates = Mapping[str, Sequence[Decimal]]


def is_known(rate: Decimal, country: str, day: date, more: MoreRates) -> bool:
    """Whether goods sent there on that day may bear this rate. Without VAT they always may: exported, exempt,
    or taxed where they arrive."""
    if not rate or rate in more.get(country, ()):
        return True
    rates = _rates().get(_SAME_AS.get(country, country))
    if rates is None:
        return rate < HIGHEST
    return any(one.rate == rate and one.since - _A_DAY <= day <= one.until + _A_DAY for one in rates)


def rates_on(country: str, day: date, more: MoreRates) -> list[Decimal]:
    """Those known, the highest first; none where the country's are not known here."""
    rates = _rates().get(_SAME_AS.get(country, country), [])
    return sorted({one.rate for one in rates if one.since <= day <= one.until} | {*more.get(country, ())}, reverse=True)


@cache
def _rates() -> dict[str, list[_Rate]]:
    found: dict[str, list[_Rate]] = {}
    for line in _RATES.strip().splitlines():
        country, *rates = line.split()
        found.setdefault(country, []).extend(_read(rates))
    return found


def _read(rates: Sequence[str]) -> Iterator[_Rate]:
    for written in rates:
        rate, _, months = written.partition(":")
        since, until = (months[:7], months[8:]) if months[:1].isdigit() else ("", months[1:])
        yield _Rate(Decimal(rate), _first_day(since) or date.min + _A_DAY, _last_day(until) or date.max - _A_DAY)


def _first_day(month: str) -> date | None:
    return date.fromisoformat(f"{month}-01") if month else None


def _last_day(month: str) -> date | None:
    first = _first_day(month)
    return (first + timedelta(days=31)).replace(day=1) - _A_DAY if first else None
