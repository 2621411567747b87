"""The floor: as many rows and bytes of events as the shop wrote, through plain asyncpg and aiokafka, no logic."""

import asyncio
import time
from collections.abc import Iterable
from contextlib import AsyncExitStack
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pydantic import BaseModel

from benchmark.work import RECORD_OVERHEAD, Work
from deploy.databases import admin_url
from deploy.local.settings import LocalSettings
from deploy.topics import PARTITIONS
from shared.scopes import SERVICES

BATCH = 500


class Floor(BaseModel):
    """What the machine does with the rows and bytes of these orders when nothing has to be decided."""

    orders_per_s: float
    rows_per_order: float
    bytes_per_order: int


async def measure_floor(settings: LocalSettings, work: Work, orders: int) -> Floor:
    """Write and send as much as `work` says was written for so many orders, and read the events once each."""
    database = f"backshop_floor_{uuid4().hex[:8]}"
    admin = await asyncpg.connect(admin_url(settings))
    try:
        await admin.execute(f"CREATE DATABASE {database}")
        url = urlsplit(admin_url(settings))._replace(path=f"/{database}").geturl()
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
