"""What a process says while something is away: the first time, and then a count."""

import asyncio
import logging

import asyncpg
import pytest

from shared import log, waiting
from shared.log import Seldom
from shared.older import OlderThanAnnounced, older
from shared.transaction import Database
from shared.waiting import Waiting


def test_what_a_library_says_thousands_of_times_is_said_once_and_then_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    seldom = Seldom("aiokafka")
    said = [record for record in (_record("aiokafka.client", node) for node in range(1000)) if seldom.filter(record)]
    assert [record.getMessage() for record in said] == ["cannot connect to node 0"]
    monkeypatch.setattr(log, "SAY_AGAIN_S", 0)
    again = _record("aiokafka.client", 1000)
    assert seldom.filter(again)
    assert again.getMessage() == "cannot connect to node 1000 (and 999 more like it)"


def test_what_the_shop_itself_says_is_not_counted() -> None:
    seldom = Seldom("aiokafka")
    assert all(seldom.filter(_record("shared.process", node)) for node in range(3))


def test_waiting_is_said_once_with_its_reason_then_each_minute_with_a_count_and_when_it_is_over(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    relay = Waiting("relay")
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            relay.waits("Kafka does not answer")
        monkeypatch.setattr(waiting, "SAY_AGAIN_S", 0)
        relay.waits("Kafka does not answer")
        relay.over()
        relay.over()
    assert caplog.messages == [
        "relay waits: Kafka does not answer",
        "relay still waits after less than 1 s and 4 tries: Kafka does not answer",
        "relay goes on after less than 1 s and 4 tries",
    ]
    assert relay.reason is None


def test_what_waits_anew_after_a_while_does_not_say_that_it_still_does(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    relay = Waiting("relay")
    with caplog.at_level(logging.INFO):
        relay.waits("Kafka does not answer")
        relay.over()
        monkeypatch.setattr(waiting, "SAY_AGAIN_S", 0)
        relay.waits("Kafka does not answer")
        relay.over()
    assert caplog.messages == ["relay waits: Kafka does not answer", "relay goes on after less than 1 s and 1 try"] * 2


def test_who_waited_for_the_database_goes_on_when_it_answers_and_to_write_when_it_takes_that() -> None:
    loop = Waiting("parked")
    loop.failed(asyncpg.CannotConnectNowError("starting"))
    loop.database_worked(changed=False)
    assert loop.reason is None
    loop.failed(asyncpg.ReadOnlySQLTransactionError("read-only"))
    loop.database_worked(changed=False)
    assert loop.reason == "the database takes no changes: it is read-only"
    loop.database_worked(changed=True)
    assert loop.reason is None
    loop.failed(asyncpg.DiskFullError("full"))
    loop.database_worked(changed=True)
    assert loop.reason == "the database's disk is full (53100 DiskFullError)"


def test_while_a_service_is_older_than_announced_nobody_says_that_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(waiting, "SAY_AGAIN_S", 0)
    closed = [True]
    consumer = Waiting("consumer", lambda: closed[0])
    with caplog.at_level(logging.INFO):
        for _ in range(2):  # as each time that its partitions are assigned, and a poll has nothing
            consumer.failed(OlderThanAnnounced(older("billing", 6)))
            consumer.over()
            consumer.database_worked(changed=False)
        said = [message.split(":")[0] for message in caplog.messages]
        assert said == ["consumer waits", "consumer still waits after less than 1 s and 2 tries"]
        closed[0] = False
        consumer.database_worked(changed=True)
    assert caplog.messages[-1] == "consumer goes on after less than 1 s and 2 tries"
    assert consumer.reason is None


async def test_who_waits_for_a_closed_database_need_not_wait_once_it_is_open() -> None:
    database = Database(None)
    database.closed = older("billing", 6)
    loop = Waiting("parked", lambda: database.is_closed)
    loop.failed(OlderThanAnnounced(older("billing", 6)))
    pausing = asyncio.create_task(loop.pause(3600, database.pause))
    await asyncio.sleep(0)
    database.closed = None
    await asyncio.wait_for(pausing, 10)
    assert loop.reason is None


def test_what_several_wait_for_is_told_once_with_who_waits() -> None:
    told = waiting.told_once([("consumer", "a"), ("relay", "b"), ("parked", "a"), ("parked", "a")])
    assert told == ["consumer, parked: a", "relay: b"]


def _record(name: str, node: int) -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, __file__, 1, "cannot connect to node %s", (node,), None)
