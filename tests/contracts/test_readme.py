"""The programs in the README of the contracts run as they stand there."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from cli.contracts import CONTRACTS
from deploy.local.settings import REPOSITORY
from deploy.topics import make_topics
from shared.cloudevents import unpack
from shared.schemas.orders import CommandRejected, PlaceOrder
from tests.contracts.examples import example_of
from tests.support.stack import Stack

README = (CONTRACTS / "README.md").read_text()
LIMIT_S = 30


@pytest.fixture
async def topics(kafka: Stack) -> str:
    await make_topics(kafka.kafka, replication=1)
    return kafka.kafka


@pytest.fixture
async def started(topics: str) -> AsyncIterator[Any]:
    """Starts the README's program that begins with this sentence, and ends it with the test."""
    processes = []

    async def start(sentence: str) -> asyncio.subprocess.Process:
        (program,) = [code for code in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if sentence in code]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            program,
            cwd=REPOSITORY,
            env={"BACKSHOP_KAFKA": topics, "PATH": os.environ["PATH"]},
            stdout=asyncio.subprocess.PIPE,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_the_producer_places_an_order(started: Any, topics: str) -> None:
    consumer = AIOKafkaConsumer("orders.commands", bootstrap_servers=topics, auto_offset_reset="earliest")
    async with consumer, asyncio.timeout(LIMIT_S):
        assert await (await started("Place the order")).wait() == 0
        command = unpack(await consumer.getone(), frozenset([PlaceOrder])).event
    assert isinstance(command, PlaceOrder)
    assert command.totals.gross == command.totals.net + command.totals.vat


async def test_the_consumer_prints_invoices(started: Any, topics: str) -> None:
    async with AIOKafkaProducer(bootstrap_servers=topics) as producer, asyncio.timeout(LIMIT_S):
        for type_name in ("backshop.billing.NothingToCredit.v1", "backshop.billing.InvoiceIssued.v1"):
            example = example_of(type_name)
            headers = [(name, text.encode()) for name, text in example["headers"].items()]
            value = json.dumps(example["value"]).encode()
            await producer.send_and_wait("billing.events", value, example["key"].encode(), headers=headers)
        consumer = await started("Print each invoice")
        assert await consumer.stdout.readline() == b"FA-2026-000131 120.70 EUR\n"


def test_the_answer_to_a_refused_command_is_as_shown() -> None:
    (shown,) = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    assert json.loads(shown).keys() == CommandRejected.model_fields.keys()


def test_every_file_it_speaks_of_is_there() -> None:
    """Of a name with parts to fill in, such as `<service>`, at least one."""
    named = re.findall(r"`(\w(?:\w|[/.<>])*\.json)`", README)
    assert {"asyncapi.json", "http/<service>.openapi.json", "released/<version>.json"} <= set(named)
    for name in named:
        assert list(CONTRACTS.glob(re.sub("<.*?>", "*", name))), name
    for path in re.findall(r'"(contracts/.*?)"', README):
        assert (REPOSITORY / path).exists()
