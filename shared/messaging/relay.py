"""The relay: one process a service carries the outbox to Kafka, in order, until the broker has acknowledged it."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import asyncpg
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.structs import RecordMetadata
from pydantic_core import from_json

from shared.cloudevents import MAX_EVENT_BYTES
from shared.messaging.announced import Reached, find_reached
from shared.messaging.compare import look
from shared.messaging.outbox import Outbox
from shared.messaging.pace import Pace
from shared.messaging.partitioning import find_partitions, partition_of
from shared.messaging.topics import NO_ANSWER, find_extents
from shared.postgres.sessions import connect_apart
from shared.settings import ServiceSettings
from shared.transaction import Database
from shared.waiting import Waiting, Waits

BATCH = 1000
ENOUGH = 50
"""So many events are worth a round."""
SEND_LIMIT_S = 20
CONNECT_LIMIT_S = 10
LEADER_LOCK = 0x72656C6179
TELL_AFTER_S = 5
LEASE_S, RENEW_S = 10, 3
"""A leader from whom the database hears nothing for so long leads no more; while it sends, it speaks so often."""
CHECK_CLIENT_EVERY = "1s"
CHANNEL = "outbox"
"""Whoever does not lead tells the leader by it that there are events (NOTIFY)."""
TELL_EVERY_S = 0.02
"""At most so often, however much is announced."""
LOOK_EVERY_S = 1
"""Whether there are events, or the lead is free, though nobody has told."""


class Sent(NamedTuple):
    """Rows that Kafka has acknowledged, and how far it has its partitions then."""

    rows: Sequence[asyncpg.Record]
    reached: Mapping[TopicPartition, Reached]


class Relay:
    """Sends what stands in the outbox and deletes it once acknowledged: at least once, in the order of each key.

    Only the holder of a session advisory lock, on the connection that reads the outbox, may send. A second sender, or
    one that skips locked rows, would break the order of keys. One that has lost the lead without knowing, as it was
    frozen, is refused by Kafka (docs/decisions/0016). Whoever takes the lead looks first whether the database knows all
    that was announced (0017).
    """

    def __init__(self, service: str, settings: ServiceSettings, announced: asyncio.Event) -> None:
        self.service = service
        self.settings = settings
        self.announced = announced
        self.waiting = Waiting("relay")
        self.leading = False
        self.last_round = time.monotonic()
        self._producer: AIOKafkaProducer | None = None
        self._sent: Sent | None = None
        """Acknowledged by Kafka, and not deleted yet: while the database takes no changes nothing is sent again."""
        self._reached: dict[TopicPartition, Reached] = {}

    async def send_the_rest(self, database: Database, limit_s: float) -> None:
        """Before the process stops: what its last transactions have announced, unless that is waited for anyway.

        It need not lead itself: where all processes of a service stop, the last of them gets the lead.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limit_s):
                while self.waiting.reason is None:
                    self.announced.set()
                    async with database.reading() as queries:
                        if not await queries.fetchval("SELECT EXISTS (SELECT FROM outbox)"):
                            return
                    await asyncio.sleep(TELL_EVERY_S)

    async def run(self) -> None:
        """Relay until cancelled; raises what the database or Kafka raises, and can be run again then."""
        self.last_round = time.monotonic()
        connection = await connect_apart(
            self.settings.database_url,
            "backshop relay",
            limit_s=CONNECT_LIMIT_S,
            statement_limit_s=SEND_LIMIT_S,
            idle_s=LEASE_S,
        )
        try:
            await _require_own_session(connection)
            await _end_session_with_its_client(connection)
            while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LEADER_LOCK):
                self._came_round()
                await self._tell_leader(connection)
            if await connection.fetchval("SELECT current_setting('transaction_read_only')::boolean"):
                raise Waits("the database takes no changes: it is read-only")
            if closed := await look(connection, self.settings.kafka, self.service):
                raise Waits(closed)
            self._reached = await find_reached(connection)
            await connection.add_listener(CHANNEL, lambda *_: self.announced.set())
            self.leading = True
            await self._relay_from(Outbox(connection), connection)
        finally:
            self.leading = False
            connection.terminate()
            await self._drop_producer()

    async def _relay_from(self, outbox: Outbox, connection: asyncpg.Connection) -> None:
        if self._sent:
            await outbox.forget(*self._sent)
            self._sent = None
        pace = Pace()
        while True:
            self.announced.clear()
            sent = await self._round(outbox, connection)
            self._came_round()
            await asyncio.sleep(pace.rest_after(sent, ENOUGH))
            if sent < BATCH:
                await _woken(self.announced, LOOK_EVERY_S)

    async def _tell_leader(self, connection: asyncpg.Connection) -> None:
        """Of what is announced here, for a while; then the lead may be free."""
        if await _woken(self.announced, LOOK_EVERY_S):
            self.announced.clear()
            await connection.execute(f"NOTIFY {CHANNEL}")
            await asyncio.sleep(TELL_EVERY_S)

    def _came_round(self) -> None:
        self.last_round = time.monotonic()
        self.waiting.over()

    async def _round(self, outbox: Outbox, connection: asyncpg.Connection) -> int:
        rows = await outbox.read(BATCH)
        if rows:
            self._sent = Sent(rows, await self._send_and_keep_lead(rows, connection))
            await outbox.delete(*self._sent)
            self._reached |= self._sent.reached
            self._sent = None
        await outbox.raise_floor()
        return len(rows)

    async def _send_and_keep_lead(
        self, rows: Sequence[asyncpg.Record], connection: asyncpg.Connection
    ) -> Mapping[TopicPartition, Reached]:
        sending = asyncio.ensure_future(self._send(rows))
        give_up_at = time.monotonic() + SEND_LIMIT_S
        try:
            while not (await asyncio.wait({sending}, timeout=RENEW_S))[0]:
                now = time.monotonic()
                if now > give_up_at:
                    raise Waits(NO_ANSWER)
                if now > give_up_at - SEND_LIMIT_S + TELL_AFTER_S:
                    self.waiting.waits(NO_ANSWER)
                self._require_topics({row["topic"] for row in rows})
                await connection.execute("SELECT")
            return await sending
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    def _require_topics(self, topics: set[str]) -> None:
        """Of one that was deleted after the producer had found it, aiokafka sends the records again and again."""
        if self._producer and (known := self._producer.client.cluster.topics()):
            for topic in topics - known:
                raise Waits(f"Kafka has no topic {topic}; `backshop prepare` makes it")

    async def _send(self, rows: Sequence[asyncpg.Record]) -> Mapping[TopicPartition, Reached]:
        producer = self._producer or await self._connect()
        by_partition: dict[tuple[str, int], list[asyncpg.Record]] = defaultdict(list)
        for row in rows:
            partitions = await find_partitions(row["topic"], producer)
            by_partition[row["topic"], partition_of(row["key"], partitions)].append(row)
        batches: list[tuple[TopicPartition, BatchBuilder, asyncio.Future[RecordMetadata]]] = []

        async def hand_over(batch: BatchBuilder, place: TopicPartition) -> None:
            batches.append((place, batch, await producer.send_batch(batch, place.topic, partition=place.partition)))

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
                    await hand_over(batch, TopicPartition(topic, partition))
                    batch = producer.create_batch()
                    batch.append(**record)
            await hand_over(batch, TopicPartition(topic, partition))
        await asyncio.gather(*(acknowledged for _, _, acknowledged in batches))
        ends = {place: acknowledged.result().offset + batch.record_count() for place, batch, acknowledged in batches}
        if any(acknowledged.result().offset < 0 for _, _, acknowledged in batches):
            # A repetition of which the broker no longer knows where the first one stands.
            extents = await find_extents(producer.client, {place.topic for place in ends})
            ends = {place: extents[place].end for place in ends}
        return self._counted(ends)

    def _counted(self, ends: Mapping[TopicPartition, int]) -> dict[TopicPartition, Reached]:
        """Where the announced ends now; what the next leader finds beyond it was not announced from this database."""
        counted = {}
        for place, end in ends.items():
            before = self._reached.get(place, Reached(0))
            if end <= before.next_offset:
                raise Waits(f"{place.topic} was made anew, or has lost events: it ends at {end} in a partition")
            counted[place] = before._replace(next_offset=end)
        return counted

    async def _connect(self) -> AIOKafkaProducer:
        self._producer = AIOKafkaProducer(
            bootstrap_servers=self.settings.kafka,
            client_id=f"{self.settings.instance}-relay",
            acks="all",
            enable_idempotence=True,
            compression_type="lz4",
            max_batch_size=256 * 1024,
            max_request_size=2 * MAX_EVENT_BYTES,
            transactional_id=f"backshop-relay-{self.service}",
        )
        await self._producer.start()
        # It has the next epoch of this name by now, and sends without transactions.
        self._producer._txn_manager.transactional_id = None
        return self._producer

    async def _drop_producer(self) -> None:
        """A producer that failed once may be out of sequence for ever: the next one starts afresh."""
        producer, self._producer = self._producer, None
        if producer:
            with contextlib.suppress(KafkaError, TimeoutError, asyncio.TimeoutError):
                async with asyncio.timeout(2):
                    await producer.stop()


async def tell_leader(database: Database) -> None:
    """For a process without a relay, until cancelled."""
    while True:
        await database.announced.wait()
        database.announced.clear()
        async with database.reading() as queries:
            await queries.connection.execute(f"NOTIFY {CHANNEL}")
        await asyncio.sleep(TELL_EVERY_S)


async def _woken(announced: asyncio.Event, within_s: float) -> bool:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            return await announced.wait()
    return False


async def _require_own_session(connection: asyncpg.Connection) -> None:
    """The lead is a lock of a session that ends when it is silent: a pooler that shares sessions would lend it out."""
    if not await connection.fetchval(
        "SELECT current_setting('idle_session_timeout')::interval = make_interval(secs => $1)", LEASE_S
    ):
        raise Waits(
            "the database's session has not the settings that were asked for, as through a pooler: the lead cannot be"
            " kept in it; BACKSHOP_DATABASE_URL must name PostgreSQL itself"
        )


async def _end_session_with_its_client(connection: asyncpg.Connection) -> None:
    """Let PostgreSQL look during a statement, too, whether the relay is still connected.

    Otherwise the session of a relay that was killed, or gave up waiting, keeps the lead until its statement ends: a
    deletion that waits for a lock would stop all relays of the service. PostgreSQL refuses this where the server's
    system cannot tell (Windows), so it is no setting of the start: a session would not start there.
    """
    with contextlib.suppress(asyncpg.InvalidParameterValueError):
        await connection.execute("SELECT set_config('client_connection_check_interval', $1, false)", CHECK_CLIENT_EVERY)
