"""When the demo shop's orders were placed: over six weeks, more of them in the evening and at weekends."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
WEEKS = 6
LATELY = timedelta(minutes=4), timedelta(minutes=21), timedelta(minutes=52), timedelta(minutes=95)
"""So long ago the last orders came, whatever the time of day it is."""

_HOURS = (1, 0.6, 0.3, 0.2, 0.2, 0.4, 1, 3, 6, 8, 10, 11, 13, 12, 9, 8, 9, 11, 15, 18, 24, 26, 18, 8)
_WEEKDAYS = (1.0, 0.9, 1.0, 0.95, 1.1, 1.6, 1.7)


def times_of_orders(rng: Random, at: datetime, number: int) -> list[datetime]:
    """In order, the last of them minutes before `at`."""
    now = at.astimezone(PARIS)
    hours = [now - timedelta(hours=ago) for ago in range(24 * 7 * WEEKS, 0, -1)]
    lately = [at - ago for ago in LATELY[:number]]
    begins = rng.choices(hours, [_weight(hour, now) for hour in hours], k=number - len(lately))
    return sorted([begin + timedelta(seconds=rng.randrange(3600)) for begin in begins] + lately)


def _weight(hour: datetime, now: datetime) -> float:
    """The shop grows a little from week to week."""
    weeks_ago = (now - hour) / timedelta(weeks=1)
    return _HOURS[hour.hour] * _WEEKDAYS[hour.weekday()] * (1.3 - 0.08 * weeks_ago)
