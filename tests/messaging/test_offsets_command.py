"""`backshop offsets` on a real Kafka, beside a consumer that runs."""

from collections.abc import Mapping

import httpx
import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import RecordsToDelete

from cli import offsets
from cli.__main__ import main
from client.api import Api
from deploy.local import keys
from deploy.problem import Problem
from shared.messaging import consumer, watching
from shared.messaging.partitions import Reading
from shared.messaging.positions import PositionState
from shared.scopes import SERVICES
from tests.messaging.ledger import Ledger
from tests.messaging.on_kafka import (
    administering,
    fill,
    has_no_troubles,
    has_notes,
    is_stopped,
    make_anew,
    no_lag,
    reading,
)
from tests.support.service import ALL_SCOPES, token
from tests.support.stack import Stack
from tests.support.waiting import until


def _silent(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody is there")


def _idle(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"items": []})


@pytest.fixture
async def shop(ledger: Ledger, kafka: Stack, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """The ledger stands where orders would; returns is silent, and the others read nothing."""
    ledger.api.state.kafka = kafka.kafka

    def at(urls: Mapping[str, str], bearer: str, **more: float) -> Api:
        clients = {
            name: httpx.AsyncClient(
                base_url=f"http://{name}", transport=httpx.MockTransport(_silent if name == "returns" else _idle)
            )
            for name in SERVICES
        }
        return Api(clients | {"orders": ledger.client(bearer)}, **more)

    monkeypatch.setattr(offsets.Api, "at", at)
    monkeypatch.setattr(keys, "mint_token", lambda *about, **more: token(f"{ALL_SCOPES} ledger:read"))
    monkeypatch.setattr(watching, "WATCH_EVERY_S", 0.1)
    return ledger


async def command(*words: str) -> int:
    """In this loop, in which the ledger's connections are."""
    parser = offsets.argparse.ArgumentParser()
    offsets.add_arguments(parser)
    outcome = await offsets._run(offsets.LocalSettings(), args := parser.parse_args(words))
    return offsets.told(args, outcome)


async def test_a_topic_made_anew_is_accepted_and_read_from_its_begin_while_the_service_runs(
    shop: Ledger,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await fill(producer, 3)
    async with reading(shop, kafka, topic) as one:
        await until(has_notes, shop, 9)
        await until(no_lag, one)
        assert await command("accept", "orders", topic) == 0
        assert capsys.readouterr().out == f"accept: nothing to do, orders reads {topic} as it is\n"
        await make_anew(kafka, topic)
        await fill(producer, 2, first=100)
        await until(is_stopped, one, PositionState.ANOTHER)
        assert await command("show", "orders") == 0
        lines = [line.split() for line in capsys.readouterr().out.splitlines()]
        assert lines[1] == ["orders", topic, "0", "3", "0", "2", "0", "another", "topic"]
        assert await command("accept", "orders", topic, "1") == 0
        assert capsys.readouterr().out == (
            f"accept: orders {topic}/1 (another topic) goes on from 0 instead of 3: up to 2 to read;"
            " what the records before had from 3 on cannot be known\n"
        )
        await until(has_notes, shop, 11)
        assert await command("accept", "orders", topic) == 0
        assert len(capsys.readouterr().out.splitlines()) == 2
        await until(has_notes, shop, 15)
        await until(has_no_troubles, one)


async def test_records_that_are_gone_are_told_until_that_is_accepted(
    shop: Ledger,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await fill(producer, 1)
    async with reading(shop, kafka, topic):
        await until(has_notes, shop, 3)
    await fill(producer, 3, first=10)
    async with administering(kafka) as admin:
        await admin.delete_records({TopicPartition(topic, 2): RecordsToDelete(3)})
    async with reading(shop, kafka, topic) as one:
        await until(has_notes, shop, 10)
        await until(no_lag, one)
        await command("show", "orders")
        assert capsys.readouterr().out.splitlines()[3].split()[3:] == ["4", "3", "4", "2", "reading"]
        await command("accept", "orders", topic)
        assert capsys.readouterr().out == (
            f"accept: orders {topic}/2 (reading) goes on from 4 as before: up to 0 to read;"
            " up to 2 records are gone unread\n"
        )
        await until(has_no_troubles, one)


async def test_records_are_read_again_and_change_nothing(
    shop: Ledger,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await fill(producer, 3)
    async with reading(shop, kafka, topic) as one:
        await until(has_notes, shop, 9)
        await until(no_lag, one)
        before = one.partitions.readings[TopicPartition(topic, 1)]
        assert await command("rewind", "orders", topic, "1", "--to", "1") == 0
        assert capsys.readouterr().out == (
            f"rewind: orders {topic}/1 (reading) goes on from 1 instead of 3: up to 2 to read\n"
        )
        await until(_is_taken_anew, one, before)
        await until(no_lag, one)
        assert await command("rewind", "orders", topic, "--to", "begin") == 0
        await until(no_lag, one)
        with pytest.raises(Problem, match=f"{topic}/1 can be read again from an offset of 0 to "):
            await command("rewind", "orders", topic, "1", "--to", "4")
    assert len(await shop.notes()) == 9


async def test_a_silent_service_is_named_and_an_unread_topic_refused(
    shop: Ledger, kafka: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await command("show") == 1
    assert "what returns has read is not known: returns at http://returns does not answer" in capsys.readouterr().err
    with pytest.raises(Problem, match="ledger does not read elsewhere"):
        await command("accept", "orders", "elsewhere")


async def test_while_kafka_is_away_nothing_is_decided(shop: Ledger) -> None:
    shop.api.state.kafka = "127.0.0.1:1"
    answer = await shop.post("/operations/offsets/accept", {"topic": "orders.events"})
    assert (answer.status_code, answer.json()["type"]) == (503, "unavailable")


@pytest.mark.parametrize(
    "body",
    [{"topic": "a b"}, {"topic": "x", "partition": -1}, {"topic": "x", "to": 1}, {"topic": "x", "partition": "1"}],
)
async def test_what_is_no_place_in_a_topic_is_refused(ledger: Ledger, body: dict[str, object]) -> None:
    assert (await ledger.post("/operations/offsets/accept", body)).status_code == 422


def test_what_is_not_said_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for words, why in {
        "accept billing": "name what to accept",
        "rewind billing orders.events": "needs --to",
        "accept billing orders.events --to begin": "needs --to",
        "rewind billing orders.events --to 5": "an offset is one of a partition",
    }.items():
        assert main(["offsets", *words.split()]) == 1
        assert why in capsys.readouterr().err


async def _is_taken_anew(one: consumer.Consumer, before: Reading) -> bool:
    return before not in one.partitions.readings.values()
