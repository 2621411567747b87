"""The floor: as many rows and bytes of events as the shop wrote, through plain asyncpg and aiokafka, no logic."""

import asyncio
import time
from collections.abc import Iterable
from contextlib import AsyncExitStack
from typing import NamedTuple
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pydantic import BaseModel

from deploy.databases import admin_url, service_url
from deploy.local.settings import SERVICES, LocalSettings
from deploy.topics import PARTITIONS
from shared.schemas.registry import TOPICS

BATCH = 500
STATISTICS_LAG_S = 1.5
"""A session of PostgreSQL publishes its counts once a second, and nothing tells when all have."""

RECORD_OVERHEAD = 400
"""Bytes of key and CloudEvents headers of a record."""


class Floor(BaseModel):
    """What the machine does with the rows and bytes of these orders when nothing has to be decided."""

    orders_per_s: float
    rows_per_order: float
    bytes_per_order: int


class Work(NamedTuple):
    """What the shop has written so far, or between two moments."""

    inserted: dict[str, int]
    updated: dict[str, int]
    deleted: dict[str, int]
    row_bytes: dict[str, int]
    events: int
    event_bytes: int

    def since(self, before: "Work") -> "Work":
        def less(new: dict[str, int], old: dict[str, int]) -> dict[str, int]:
            return {name: max(0, count - old[name]) for name, count in new.items()}

        return Work(
            less(self.inserted, before.inserted),
            less(self.updated, before.updated),
            less(self.deleted, before.deleted),
            less(self.row_bytes, before.row_bytes),
            self.events - before.events,
            self.event_bytes - before.event_bytes,
        )


async def work_so_far(settings: LocalSettings) -> Work:
    """Rows by the statistics of each database, events by the offsets and log sizes of their topics."""
    await asyncio.sleep(STATISTICS_LAG_S)
    rows = {service: await _rows(service_url(settings, service)) for service in SERVICES}
    events, event_bytes = await _events(settings.bootstrap_servers)
    inserted, updated, deleted, row_bytes = (
        {service: counts[position] for service, counts in rows.items()} for position in range(4)
    )
    return Work(inserted, updated, deleted, row_bytes, events, event_bytes)


async def measure_floor(settings: LocalSettings, work: Work, orders: int) -> Floor:
    """Write and send as much as `work` says was written for so many orders, and read the events once each."""
    database = f"backshop_floor_{uuid4().hex[:8]}"
    admin = await asyncpg.connect(admin_url(settings))
    try:
        await admin.execute(f"CREATE DATABASE {database}")
        url = admin_url(settings).rpartition("/")[0] + f"/{database}"
        seconds = await _run(settings, url, database, work, orders)
    finally:
        await admin.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        await admin.close()
    changes = sum(sum(counts.values()) for counts in (work.inserted, work.updated, work.deleted))
    return Floor(
        orders_per_s=round(orders / seconds, 1),
        rows_per_order=round(changes / orders, 1),
        bytes_per_order=work.event_bytes // orders,
    )


async def _run(settings: LocalSettings, url: str, topic: str, work: Work, orders: int) -> float:
    async with AsyncExitStack() as stack:
        connections = {}
        for service in SERVICES:
            connections[service] = await asyncpg.connect(url, server_settings={"search_path": service})
            stack.push_async_callback(connections[service].close)
            await connections[service].execute(
                f"CREATE SCHEMA {service};"
                " CREATE TABLE content (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n int, body bytea)"
            )
        admin = AIOKafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)
        await admin.start()
        stack.push_async_callback(admin.close)
        await admin.create_topics([NewTopic(topic, PARTITIONS, settings.replication)])
        stack.push_async_callback(admin.delete_topics, [topic])
        producer = await stack.enter_async_context(
            AIOKafkaProducer(
                bootstrap_servers=settings.bootstrap_servers,
                acks="all",
                enable_idempotence=True,
                compression_type="lz4",
                max_batch_size=256 * 1024,
            )
        )
        consumer = await stack.enter_async_context(
            AIOKafkaConsumer(topic, bootstrap_servers=settings.bootstrap_servers, auto_offset_reset="earliest")
        )
        started = time.monotonic()
        await asyncio.gather(
            *(_write(connections[service], service, work, orders) for service in SERVICES),
            _send(producer, topic, work, orders),
            _read(consumer, work.events),
        )
        return time.monotonic() - started


async def _write(connection: asyncpg.Connection, service: str, work: Work, orders: int) -> None:
    batches = -(-orders // BATCH)
    inserts, updates, deletes = (counts[service] // batches for counts in (work.inserted, work.updated, work.deleted))
    body = bytes(work.row_bytes[service] // max(1, work.inserted[service]))
    for _ in range(batches):
        async with connection.transaction():
            await connection.execute("INSERT INTO content (body) SELECT unnest($1::bytea[])", [body] * inserts)
            await connection.execute(_UPDATE_NEWEST, updates)
            await connection.execute(_DELETE_NEWEST, min(deletes, inserts))


_UPDATE_NEWEST = "UPDATE content SET n = 1 WHERE id IN (SELECT id FROM content ORDER BY id DESC LIMIT $1)"
_DELETE_NEWEST = "DELETE FROM content WHERE id IN (SELECT id FROM content ORDER BY id DESC LIMIT $1)"


async def _send(producer: AIOKafkaProducer, topic: str, work: Work, orders: int) -> None:
    value = bytes(max(1, work.event_bytes // max(1, work.events) - RECORD_OVERHEAD))
    headers = [("context", bytes(RECORD_OVERHEAD))]
    left = work.events
    while left > 0:
        size = min(left, work.events * BATCH // orders)
        sent = []
        for partition, count in enumerate(_divide(size, PARTITIONS)):
            batch = producer.create_batch()
            for _ in range(count):
                if batch.append(key=None, value=value, timestamp=None, headers=headers) is None:
                    sent.append(await producer.send_batch(batch, topic, partition=partition))
                    batch = producer.create_batch()
                    batch.append(key=None, value=value, timestamp=None, headers=headers)
            sent.append(await producer.send_batch(batch, topic, partition=partition))
        await asyncio.gather(*sent)
        left -= size


async def _read(consumer: AIOKafkaConsumer, events: int) -> None:
    while events > 0:
        polled = await consumer.getmany(timeout_ms=100, max_records=5000)
        events -= sum(map(len, polled.values()))


def _divide(count: int, parts: int) -> Iterable[int]:
    return (count // parts + (part < count % parts) for part in range(parts))


async def _rows(url: str) -> tuple[int, int, int, int]:
    connection = await asyncpg.connect(url)
    try:
        (row,) = await connection.fetch(
            "SELECT sum(n_tup_ins)::bigint, sum(n_tup_upd)::bigint, sum(n_tup_del)::bigint,"
            " sum(pg_table_size(relid))::bigint FROM pg_stat_user_tables"
        )
        return tuple(row)
    finally:
        await connection.close()


async def _events(bootstrap_servers: str) -> tuple[int, int]:
    """How many there are, and their bytes by the size of the newest of each partition."""
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap_servers) as consumer:
        places = [TopicPartition(topic, partition) for topic in TOPICS for partition in range(PARTITIONS)]
        ends = await consumer.end_offsets(places)
        begins = await consumer.beginning_offsets(places)
        consumer.assign([place for place in places if ends[place] > begins[place]])
        for place in consumer.assignment():
            consumer.seek(place, max(begins[place], ends[place] - 50))
        sampled = dict.fromkeys(TOPICS, (0, 0))
        while polled := await consumer.getmany(timeout_ms=300, max_records=5000):
            for place, records in polled.items():
                count, size = sampled[place.topic]
                size += sum(len(record.value or b"") + RECORD_OVERHEAD for record in records)
                sampled[place.topic] = (count + len(records), size)
    counts = {topic: sum(end for place, end in ends.items() if place.topic == topic) for topic in TOPICS}
    event_bytes = sum(counts[topic] * size // count for topic, (count, size) in sampled.items() if count)
    return sum(counts.values()), event_bytes
