"""What is said of a service that is silent, and of one that waits for an operator."""

import asyncio
import json
import os

import pytest

from cli import status as show
from deploy.local import kafka, keys
from deploy.local import observe as observation
from deploy.local.observe import Observation, health, observe
from deploy.local.ports import find_free
from deploy.local.settings import LocalSettings
from deploy.local.state import Running
from shared.older import older


async def test_a_service_that_is_silent_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "mint_token", lambda *about, **more: "a token")
    monkeypatch.setattr(LocalSettings, "port", lambda self, program: find_free())
    running = Running(name="billing-1", pid=os.getpid(), started_at=0, stop_signal=15)
    (one,) = await observe(LocalSettings(), [running])
    assert (one.process, one.ready, one.lag) == ("billing-1", False, None)
    assert one.waiting == ["it does not answer"]


async def test_a_kafka_that_is_frozen_is_not_waited_for_and_a_lag_from_before_is_shown_with_its_age(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def frozen(*about: object, **more: object) -> bool:
        await asyncio.Event().wait()
        return True

    monkeypatch.setattr(kafka, "answers", frozen)
    monkeypatch.setattr(observation, "SERVER_ANSWERS_S", 0.01)
    (one,) = await observe(LocalSettings(), [Running(name="kafka", pid=os.getpid(), started_at=0, stop_signal=15)])
    assert (one.process, one.ready, one.waiting) == ("kafka", False, ["it does not answer"])
    behind = Observation(process="billing-1", pid=1, ready=True, memory_mb=1, lag=7, lag_age_s=31.4)
    assert show._cell(behind, "lag") == "7, 31 s ago"
    assert show._cell(behind.model_copy(update={"lag_age_s": 0.0}), "lag") == "7"


def test_what_a_process_skipped_is_shown_by_type() -> None:
    one = Observation(
        process="billing-1", pid=1, ready=True, memory_mb=1, skipped={"backshop.orders.OrderRated.v1": 12}
    )
    assert list(show._skipped([one])) == [
        "billing-1 skipped 12 of backshop.orders.OrderRated.v1, which it does not know"
    ]


@pytest.mark.parametrize(
    ("status", "problems", "is_up"),
    [
        (200, [], True),
        (503, ["the database does not answer"], False),
        (503, [older("billing", 6), "the database does not answer"], False),
        (503, [older("billing", 6)], True),
        (503, [], False),
    ],
)
async def test_a_service_that_waits_for_what_is_to_be_taken_back_is_up(
    status: int, problems: list[str], is_up: bool
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = json.dumps({"instance": "billing-1", "problems": problems, "waiting": []})
        writer.write(f"HTTP/1.0 {status} So\r\n\r\n{body}".encode())
        await writer.drain()
        writer.close()

    port = find_free()
    async with await asyncio.start_server(answer, "127.0.0.1", port):
        assert await health("127.0.0.1", port, "billing-1") == (is_up, problems)
        assert await health("127.0.0.1", port, "billing-2") == (False, [])
