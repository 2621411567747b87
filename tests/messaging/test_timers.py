"""What is due by the clock is done while all that others have announced is applied, and not before."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from shared import parts
from shared.messaging.consumer_status import Lag
from shared.parts import Parts
from shared.transaction import Database


async def test_a_timer_waits_until_nothing_is_left_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "CATCHING_UP_S", 0.001)
    asked: list[Lag | None] = []
    called_after = list[int]()
    lags = iter([None, Lag(3, 0), Lag(0, 60), Lag(0, 0), Lag(1, 0), Lag(0, 0)])

    async def lag() -> Lag | None:
        asked.append(next(lags))
        return asked[-1]

    async def timer(_: Database) -> float:
        called_after.append(len(asked))
        return 0

    one = cast(Any, Parts)(SimpleNamespace(timers=()), None, None)
    one.consumer = SimpleNamespace(lag=lag)
    with pytest.raises(RuntimeError, match="StopIteration"):
        await asyncio.wait_for(one._call(timer), timeout=5)
    assert called_after == [4, 6]


async def test_a_process_without_a_consumer_calls_no_timer() -> None:
    assert await cast(Any, Parts)(SimpleNamespace(timers=()), None, None)._has_caught_up() is False
