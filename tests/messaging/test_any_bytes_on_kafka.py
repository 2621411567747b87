"""Bytes that this project's own client would never send, as others do, on a real broker."""

import random
import struct
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.util import calc_crc32c

from shared import waiting
from shared.cloudevents import pack
from shared.messaging import consumer
from shared.process import Process
from shared.schemas.event import Event
from tests.messaging.ledger import Ledger
from tests.messaging.on_kafka import PARTITIONS, consuming, has_notes, no_lag
from tests.support.orders import placed
from tests.support.packed import headers_of
from tests.support.stack import Stack
from tests.support.waiting import until

PLACE = "-NAME-OF-SIX-"


class RawBatch(BatchBuilder):  # type: ignore[misc]
    """Of each record the header of this name gets another one, which is no text, before it is sent."""

    names: list[bytes]

    def _build(self) -> bytearray:
        if self._buffer is None:
            built = super()._build()
            for name in self.names:
                at = built.index(PLACE.encode())
                built[at : at + len(PLACE)] = name.ljust(len(PLACE), b"\xff")
            built[17:21] = struct.pack(">I", calc_crc32c(memoryview(built)[21:]))
        built = self._buffer
        return built


async def send_raw(producer: AIOKafkaProducer, events: list[tuple[Event, bytes | None]], partition: int = 0) -> None:
    batch = RawBatch(500_000, 0)
    batch.names = [name for _, name in events if name is not None]
    for event, name in events:
        packed = pack(event, None)
        more = [] if name is None else [(PLACE, b"1")]
        batch.append(timestamp=None, key=packed.key.encode(), value=packed.value, headers=[*headers_of(packed), *more])
    batch.close()
    await (await producer.send_batch(batch, events[0][0].topic, partition=partition))


async def test_a_header_whose_name_is_no_text_loses_and_stops_nothing(
    ledger: Ledger, kafka: Stack, topic: str, producer: AIOKafkaProducer
) -> None:
    chance = random.Random(20261126)
    sent: list[str] = []

    def named(number: str, name: bytes | None) -> tuple[Any, bytes | None]:
        sent.append(f"placed {number}")
        return placed(number=number), name

    for partition in range(PARTITIONS):
        for batch in range(4):
            numbers = [f"{partition}.{batch}.{n}" for n in range(6)]
            names = [None, b"\xff\xfe", b"na\0me", None, b"\xed\xa0\x80", chance.randbytes(len(PLACE))]
            chance.shuffle(names)
            await send_raw(producer, [named(*one) for one in zip(numbers, names, strict=True)], partition)
    async with consuming(ledger, kafka, topic) as subscriber:
        await until(has_notes, ledger, len(sent))
        await until(no_lag, subscriber)
        await send_raw(producer, [named("late", b"\x80"), named("last", None)])
        await until(has_notes, ledger, len(sent))
    assert sorted(await ledger.notes()) == sorted(sent)
    assert await ledger.parked() == []


async def test_a_batch_that_fails_again_and_again_is_told_by_liveness_and_in_the_log_and_goes_on_once_it_can(
    ledger: Ledger,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A bug of ours outside every use case: nothing can be parked."""
    monkeypatch.setattr(waiting, "WAIT_S", (0.01,))
    accept = ledger.inbox._accept

    async def fails(*args: Any) -> Any:
        raise RuntimeError("a bug")

    monkeypatch.setattr(ledger.inbox, "_accept", fails)
    async with consuming(ledger, kafka, topic) as subscriber:
        process = Process(ledger.service, subscriber.settings)
        process.use(ledger.database)
        process.parts.consumer = subscriber
        await send_raw(producer, [(placed(number="1001"), None)], partition=2)
        await until(_is_stuck, ledger)
        (problem,) = (await process.health.alive()).problems
        assert problem.startswith("consumer: a batch has failed ")
        assert problem.endswith(f" and is read again and again: {topic}/2 offset 0")
        assert f"{topic}/2 offset 0" in caplog.text
        assert [record.name for record in caplog.records if record.name.startswith("shared.")] == [
            "shared.messaging.inbox",  # it goes through the batch
            "shared.waiting",  # the consumer waits
            "shared.messaging.doubt",  # it is sure
        ]
        monkeypatch.setattr(ledger.inbox, "_accept", accept)
        await until(has_notes, ledger, 1)
        await until(no_lag, subscriber)
        assert (await process.health.alive()).problems == []


@pytest.mark.parametrize(
    ("spoil", "mend", "words"),
    [
        ("ALTER TABLE notes RENAME TO gone", "ALTER TABLE gone RENAME TO notes", "consumer: a table is missing (42P01"),
        ("SELECT", "INSERT INTO mended VALUES (true)", "consumer: records of 8 keys in a row fail the same, so that"),
    ],
    ids=["half a migration", "a bug"],
)
async def test_what_is_not_the_records_fault_is_told_and_goes_on_by_itself(
    ledger: Ledger, kafka: Stack, topic: str, producer: AIOKafkaProducer, spoil: str, mend: str, words: str
) -> None:
    async with consuming(ledger, kafka, topic) as subscriber:
        await until(no_lag, subscriber)
        await ledger.database.pool.expire_connections()
        async with ledger.transaction() as tx:
            await tx.execute(spoil)
        try:
            await send_raw(producer, [(placed(number="broken"), None) for _ in range(8)])
            await until(_tells, subscriber, words)
        finally:
            async with ledger.transaction() as tx:
                await tx.execute(mend)
        if "gone" in spoil:
            await ledger.mend()
        await until(has_notes, ledger, 8)
        await until(no_lag, subscriber)
        assert subscriber.status.troubles == []
    assert await ledger.parked() == []


async def _tells(subscriber: consumer.Consumer, words: str) -> bool:
    return any(one.startswith(words) for one in subscriber.status.troubles)


async def _is_stuck(ledger: Ledger) -> bool:
    return ledger.inbox.failures.stuck is not None
