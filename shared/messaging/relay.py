"""The relay: one process a service carries the outbox to Kafka, in order, until the broker has acknowledged it."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import murmur2
from pydantic_core import from_json

from shared.cloudevents import MAX_EVENT_BYTES
from shared.settings import ServiceSettings
from shared.waiting import Waiting

BATCH = 1000
SEND_LIMIT_S = 20
CONNECT_LIMIT_S = 10
LEADER_LOCK = 0x72656C6179
SESSION = {
    "application_name": "backshop relay",
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "30s",
}
"""PostgreSQL ends the session, and its lead, 30 s after the machine of a relay vanished; by default it takes two hours.

Longer than SEND_LIMIT_S: a relay that lost its database, but not Kafka, sends no more when another leads. A server on a
system without one of these options ignores it.
"""
CHECK_CLIENT_EVERY = "1s"
QUICK_POLL_S, IDLE_POLL_S = 0.02, 0.25
"""This process's own events wake the relay; those of other replicas are found by polling, often while there are any."""


class Relay:
    """Sends what stands in the outbox and deletes it once acknowledged: at least once, in the order of each key.

    Only the holder of a session advisory lock, on the connection that reads the outbox, may send. A second sender, or
    one that skips locked rows, would break the order of keys.
    """

    def __init__(self, settings: ServiceSettings, announced: asyncio.Event, waiting: Waiting | None = None) -> None:
        self.settings = settings
        self.announced = announced
        self.waiting = waiting or Waiting("relay")
        self.leading = False
        self.last_round = time.monotonic()
        self._producer: AIOKafkaProducer | None = None

    async def run(self) -> None:
        """Relay until cancelled; raises what the database or Kafka raises, and can be run again then."""
        self.last_round = time.monotonic()
        connection = await asyncpg.connect(
            self.settings.database_url, timeout=CONNECT_LIMIT_S, command_timeout=SEND_LIMIT_S, server_settings=SESSION
        )
        try:
            await _end_session_with_its_client(connection)
            while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LEADER_LOCK):
                self._came_round()
                await asyncio.sleep(1)
            self.leading = True
            await self._relay_from(connection)
        finally:
            self.leading = False
            connection.terminate()
            await self._drop_producer()

    async def _relay_from(self, connection: asyncpg.Connection) -> None:
        others_wrote_at = 0.0
        while True:
            woken = self.announced.is_set()
            self.announced.clear()
            sent = await self._round(connection)
            self._came_round()
            if sent and not woken:
                others_wrote_at = self.last_round
            if sent < BATCH:
                pause = QUICK_POLL_S if self.last_round - others_wrote_at < 5 else IDLE_POLL_S
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.announced.wait(), pause)

    def _came_round(self) -> None:
        self.last_round = time.monotonic()
        self.waiting.over()

    async def _round(self, connection: asyncpg.Connection) -> int:
        rows = await connection.fetch("SELECT id, topic, key, headers, value FROM outbox ORDER BY id LIMIT $1", BATCH)
        if rows:
            async with asyncio.timeout(SEND_LIMIT_S):
                await self._send(rows)
            await connection.execute("DELETE FROM outbox WHERE id = ANY($1::bigint[])", [row["id"] for row in rows])
        return len(rows)

    async def _send(self, rows: Sequence[asyncpg.Record]) -> None:
        producer = self._producer or await self._connect()
        by_partition: dict[tuple[str, int], list[asyncpg.Record]] = defaultdict(list)
        for row in rows:
            partitions = await producer.partitions_for(row["topic"])
            by_partition[row["topic"], partition_of(row["key"], len(partitions))].append(row)
        acknowledged = []
        for (topic, partition), its_rows in by_partition.items():
            batch = producer.create_batch()
            for row in its_rows:
                headers = [(name, value.encode()) for name, value in from_json(row["headers"])]
                record = {
                    "timestamp": None,
                    "key": row["key"].encode(),
                    "value": row["value"],
                    "headers": headers,
                }
                if batch.append(**record) is None:  # the batch is full
                    acknowledged.append(await producer.send_batch(batch, topic, partition=partition))
                    batch = producer.create_batch()
                    batch.append(**record)
            acknowledged.append(await producer.send_batch(batch, topic, partition=partition))
        await asyncio.gather(*acknowledged)

    async def _connect(self) -> AIOKafkaProducer:
        self._producer = AIOKafkaProducer(
            bootstrap_servers=self.settings.kafka,
            client_id=f"{self.settings.instance}-relay",
            acks="all",
            enable_idempotence=True,
            compression_type="lz4",
            max_batch_size=256 * 1024,
            max_request_size=2 * MAX_EVENT_BYTES,
        )
        await self._producer.start()
        return self._producer

    async def _drop_producer(self) -> None:
        """A producer that failed once may be out of sequence for ever: the next one starts afresh."""
        producer, self._producer = self._producer, None
        if producer:
            with contextlib.suppress(KafkaError, TimeoutError, asyncio.TimeoutError):
                async with asyncio.timeout(2):
                    await producer.stop()


async def _end_session_with_its_client(connection: asyncpg.Connection) -> None:
    """Let PostgreSQL look during a statement, too, whether the relay is still connected.

    Otherwise the session of a relay that was killed, or gave up waiting, keeps the lead until its statement ends: a
    deletion that waits for a lock would stop all relays of the service. PostgreSQL refuses this where the server's
    system cannot tell (Windows), so it is no setting of the start: a session would not start there.
    """
    with contextlib.suppress(asyncpg.InvalidParameterValueError):
        await connection.execute("SELECT set_config('client_connection_check_interval', $1, false)", CHECK_CLIENT_EVERY)


@lru_cache(maxsize=20_000)
def partition_of(key: str, partitions: int) -> int:
    """Kafka's default partitioner; remembered, as every order has several events."""
    return int((murmur2(key.encode()) & 0x7FFFFFFF) % partitions)
