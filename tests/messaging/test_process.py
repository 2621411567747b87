"""What a process says of itself while Kafka or its database is away, and that it goes on when they are back."""

import asyncio
import logging
import signal
from typing import Any

import asyncpg
import pytest

from deploy.local.ports import find_free
from shared import loops, parts, process, process_health, transaction, waiting
from shared.messaging import consumer, watching
from shared.older import older
from shared.process import Process
from shared.settings import ServiceSettings
from shared.transaction import Database, announce
from tests.messaging.ledger import service
from tests.messaging.running_process import Running, prepared, running
from tests.support.orders import placed
from tests.support.service import PUBLIC_KEY
from tests.support.stack import HOST, Stack
from tests.support.waiting import until


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_health, "STALLED_S", 2)
    monkeypatch.setattr(parts, "START_LIMIT_S", 1)
    monkeypatch.setattr(process, "LISTEN_AFTER_S", 1)
    for module in (process, parts, loops):
        monkeypatch.setattr(module, "STEADY_S", 1)
    monkeypatch.setattr(watching, "WATCH_EVERY_S", 0.2)
    monkeypatch.setattr(consumer, "STOP_LIMIT_S", 1)
    monkeypatch.setattr(consumer, "ANSWER_LIMIT_S", 1)


@pytest.fixture(scope="module")
async def database(own_stack: Stack) -> str:
    return await prepared(own_stack, "test_process")


@pytest.mark.parametrize("how", ["killed", "frozen"])
async def test_while_kafka_is_away_a_process_lives_takes_orders_and_says_what_it_waits_for(
    own_stack: Stack, database: str, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(own_stack, database) as one, running(own_stack, database, "worker") as worker:
        await until(one.is_well)
        own_stack.kill_kafka() if how == "killed" else own_stack.pause_kafka()
        with caplog.at_level(logging.INFO, logger=waiting.__name__):
            await until(_consumer_waits, one, seconds=10)
            await asyncio.gather(one.stays_alive(4), worker.stays_alive(4))
            code, body = await one.ready()
            assert (code, body["problems"]) == (200, [])
            assert any("consumer" in _who(text) for text in body["waiting"])
            assert (await one.post(f"while Kafka is {how}")).status_code == 201
            assert (await worker.ready())[0] == 503
            status = (await one.http.get("/operations/status")).json()
            assert (status["ready"], status["waiting"]) == (True, (await one.ready())[1]["waiting"])
            assert status["lag"] is None or status["lag_age_s"] > 1  # as it was when Kafka last told it
            said = [record.getMessage() for record in caplog.records if "waits" in record.getMessage()]
            assert 2 <= len(said) <= 8, said  # a consumer's and a relay's of two processes; not a line for each try
        await own_stack.start_kafka()  # lets a frozen one go on
        await until(one.is_well, seconds=60)
        await until(worker.is_well, seconds=60)


@pytest.mark.parametrize("how", ["killed", "frozen"])
async def test_while_the_database_is_away_a_process_lives_and_is_not_ready(
    own_stack: Stack, database: str, how: str
) -> None:
    async with running(own_stack, database) as one:
        await until(one.is_well)
        own_stack.kill_postgres() if how == "killed" else own_stack.pause_postgres()
        await one.stays_alive(5)
        code, body = await one.ready()
        assert code == 503
        assert body["problems"][0] in (
            "the database does not answer",
            "all connections to the database are busy, or hang",
        )
        answer = await one.http.get("/operations/status")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        await own_stack.start_postgres()
        await until(one.is_well, seconds=60)
        assert (await one.post("when it is back")).status_code == 201


async def test_of_a_database_that_is_back_nobody_is_told_that_it_is_away(
    own_stack: Stack, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (process, parts, loops):
        monkeypatch.setattr(module, "STEADY_S", 3600)
    monkeypatch.setattr(loops, "FIRST_WAIT_S", 3600)  # nothing is tried again but as the database is back
    async with running(own_stack, database) as one:
        await until(one.is_well)
        own_stack.kill_postgres()
        await until(_loops_wait, one)
        await own_stack.start_postgres()
        ready = await until(_is_ready, one)
        assert [text for text in ready["waiting"] if "database" in text] == []
        await until(one.is_well)


async def test_that_a_service_is_older_than_announced_is_told_in_one_line_which_is_gone_once_that_is_taken_back(
    own_stack: Stack, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger=waiting.__name__)
    await own_stack.execute("INSERT INTO restored (unknown) VALUES (3)", "test_process")
    async with running(own_stack, database) as one:
        await until(_wait_closed, one, "forget", "relay")
        one.process.parts.relay._came_round()  # as while the relay of another process leads
        status = (await one.http.get("/operations/status")).json()
        assert status["waiting"] == (await one.ready())[1]["problems"] == [older(service.name, 3)]
        assert _who_goes_on(caplog) == []
        await own_stack.execute("DELETE FROM restored", "test_process")
        told = await until(_is_ready, one)
        assert not any("takeback" in text for text in told["waiting"])
        await until(_go_on, caplog, "database", "forget", "relay")
        await until(one.is_well)
    assert len(said := _who_goes_on(caplog)) == len(set(said))


def _who_goes_on(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [message.split(" goes on after ")[0] for message in caplog.messages if " goes on after " in message]


async def _go_on(caplog: pytest.LogCaptureFixture, *names: str) -> bool:
    return set(names) <= set(_who_goes_on(caplog))


async def _wait_closed(observed: Running, *names: str) -> bool:
    return all("takeback" in (observed.process.parts.waits[name].reason or "") for name in names)


async def _loops_wait(observed: Running) -> bool:
    return {"guard", "parked", "relay"} <= {
        who for text in (await observed.ready())[1]["waiting"] for who in _who(text)
    }


async def _is_ready(observed: Running) -> dict[str, Any] | None:
    code, body = await observed.ready()
    return body if code == 200 else None


async def test_a_process_that_is_told_to_stop_sends_first_what_it_has_announced(
    own_stack: Stack, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "REST_S", 60)  # what it takes is the machine's affair
    async with running(own_stack, database) as one:
        await until(one.is_well)
        async with one.process.database.transaction() as tx:
            announce(tx, *(placed() for _ in range(2500)))
    connection = await asyncpg.connect(database)
    assert await connection.fetchval("SELECT count(*) FROM outbox") == 0
    await connection.close()


async def test_a_process_that_starts_while_its_database_is_away_lives_and_begins_when_it_is_there(
    own_stack: Stack, database: str
) -> None:
    own_stack.kill_postgres()
    async with running(own_stack, database) as one:
        await one.stays_alive(5)
        assert (await one.ready())[0] == 503
        await own_stack.start_postgres()
        await until(one.is_well, seconds=60)
        assert (await one.post("it is there")).status_code == 201


async def test_a_process_that_is_told_to_stop_while_it_starts_stops_at_once_and_opens_no_port(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(process, "LISTEN_AFTER_S", 3600)
    nowhere, port = f"postgresql://{HOST}:{find_free()}/nothing", find_free()
    settings = ServiceSettings(
        database_url=nowhere, kafka=f"{HOST}:9", port=port, token_public_key=PUBLIC_KEY, instance="ledger-1"
    )
    starting = Process(service, settings)
    task = asyncio.create_task(starting.run())
    await until(_waits_to_start, starting)
    with caplog.at_level(logging.INFO, logger=process.__name__):
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(task, 30)
    assert [message for message in caplog.messages if "ledger-1" in message] == [
        "ledger-1 is stopping",
        "ledger-1 has stopped",
    ]


async def test_a_process_that_is_told_to_stop_while_its_database_is_frozen_stops_all_the_same(
    own_stack: Stack, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "STOP_S", 1)
    async with running(own_stack, database) as one:
        await until(one.is_well)
        own_stack.pause_postgres()
        asked = asyncio.create_task(one.post("it hangs"))
        await until(_is_not_ready, one)
        one.process.stopping.set()
        async with asyncio.timeout(30):
            await one.task
        await asyncio.gather(asked, return_exceptions=True)
        await own_stack.start_postgres()


async def test_who_opens_a_session_of_a_frozen_database_is_let_go_too_when_the_process_stops(
    own_stack: Stack, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "OPEN_S", 1)
    connected = await Database.connect(database, connections=1, at_once=0)
    own_stack.pause_postgres()
    try:
        asked = asyncio.create_task(connected.transaction().__aenter__())
        await asyncio.sleep(0)  # it opens one
        connected.terminate()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(10) as impatient:
                await asyncio.shield(asked)
        assert not impatient.expired()
    finally:
        await own_stack.start_postgres()


async def _is_not_ready(observed: Running) -> bool:
    return (await observed.ready())[0] == 503


async def _waits_to_start(starting: Process) -> bool:
    """Its parts are there once it has looked for its database."""
    waits = starting.parts.waits if hasattr(starting, "parts") else {}
    return "start" in waits and waits["start"].reason is not None


async def _consumer_waits(observed: Running) -> bool:
    return any("consumer" in _who(text) for text in (await observed.ready())[1]["waiting"])


def _who(text: str) -> list[str]:
    """Those who wait for one thing."""
    return text.split(": ")[0].split(", ")
