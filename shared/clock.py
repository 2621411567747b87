"""The one place that reads the clock."""

from collections.abc import Callable
from datetime import UTC, datetime


def system_time() -> datetime:
    return datetime.now(UTC)


source: Callable[[], datetime] = system_time
"""Tests put a clock of theirs in its place."""


def now() -> datetime:
    return source()
