"""The one place that reads the clock: the database's, once it is known, as each machine has one of its own."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple


class Reading(NamedTuple):
    """What another clock showed, and this machine's count of seconds then, which nobody sets."""

    shown: datetime
    counted_s: float


followed: Reading | None = None


def machine_time() -> datetime:
    return datetime.now(UTC)


def system_time() -> datetime:
    if followed is None:
        return machine_time()
    return followed.shown + timedelta(seconds=time.monotonic() - followed.counted_s)


source: Callable[[], datetime] = system_time
"""Tests put a clock of theirs in its place."""


def now() -> datetime:
    return source()


def follow(shown: datetime, *, asked_at_s: float) -> timedelta:
    """Go by a clock that showed this since it was asked, by the count of seconds of `time.monotonic`.

    Returns how far this machine's own clock is ahead of it.
    """
    global followed  # noqa: PLW0603 (the one place)
    answered_at_s = time.monotonic()
    followed = Reading(shown, (asked_at_s + answered_at_s) / 2)
    return machine_time() - system_time()
