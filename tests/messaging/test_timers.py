"""What is due by the clock is done while all that others have announced is applied, and not before."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from shared import parts
from shared.messaging import consumer_status
from shared.messaging.consumer_status import Lag
from shared.messaging.partitions import Partitions
from shared.parts import Parts
from shared.transaction import Database


async def test_a_timer_waits_until_nothing_is_left_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "CATCHING_UP_S", 0.001)
    asked: list[Lag | None] = []
    called_after = list[int]()
    lags = iter([None, Lag(3, 0, 60), Lag(0, 60, 60), Lag(0, 0, 60), Lag(1, 0, 60), Lag(0, 0, 29), Lag(0, 0, 30)])

    async def lag() -> Lag | None:
        asked.append(next(lags))
        return asked[-1]

    async def timer(_: Database) -> float:
        called_after.append(len(asked))
        return 0

    one = cast(Any, Parts)(SimpleNamespace(timers=()), SimpleNamespace(steady_again_s=30), None)
    one.consumer = SimpleNamespace(lag=lag)
    with pytest.raises(RuntimeError, match="StopIteration"):
        await asyncio.wait_for(one._call(timer), timeout=5)
    assert called_after == [4, 7]


def test_kafka_that_was_away_has_not_answered_for_long_once_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([100, 102, 104, 140, 142, 145])
    monkeypatch.setattr(consumer_status.time, "monotonic", lambda: next(times))
    status = consumer_status.ConsumerStatus("orders", Partitions(), ())
    for _ in range(4):
        status.note_ends({})
    assert status.answers_for_s == 5
