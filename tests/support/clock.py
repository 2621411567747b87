"""A clock that stands at 10:00 on 2 March 2026, read by everything that asks `shared.clock`."""

from datetime import UTC, datetime, timedelta

import pytest

from shared import clock as shared_clock


class Clock:
    """`tick` is the time that passes with each reading."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
        self.tick = timedelta()

    def now(self) -> datetime:
        self.at += self.tick
        return self.at

    def pass_by(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(shared_clock, "source", clock.now)
    return clock
