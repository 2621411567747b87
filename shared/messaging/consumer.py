"""The consumer of a service: polls Kafka through FastStream and hands each poll to the inbox as one batch.

The database is the truth about offsets: on assignment each partition is read from where the last committed transaction
left it. Kafka's committed offsets follow by time and serve lag monitors only, so no crash and no policy loses a record.
"""

import asyncio
import contextlib
import logging
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any
from zlib import crc32

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage

from shared.cloudevents import MAX_EVENT_BYTES, Incoming, unpack
from shared.messaging.inbox import Fenced, Inbox
from shared.postgres.transient import is_transient
from shared.settings import ServiceSettings
from shared.waiting import Waits

POLL_MS = 1000
LARGE_BYTES = 50_000
COMMIT_EVERY_S = 1.0
ANSWER_LIMIT_S = 5
FEW, GATHER_S = 20, 0.01
STOP_LIMIT_S = 10
WATCH_EVERY_S, UNANSWERED = 2, 3
NOWHERE = sys.maxsize
MOST_PASSED_OVER = 1000
WAIT_S = (0.05, 0.2, 0.5, 1, 2, 5)
"""Waits between tries while the database is out of reach; the last one repeats."""

log = logging.getLogger(__name__)


class ConsumerStalled(Waits):
    """The consumer hears nothing from Kafka."""


class Consumer:
    """One member of the service's consumer group."""

    def __init__(self, service: str, settings: ServiceSettings, inbox: Inbox, *, gather_s: float = 0) -> None:
        self.service = service
        self.gather_s = gather_s
        self.batch_size = settings.batch_size
        self.inbox = inbox
        self.topics = sorted({event.topic for event in inbox.handlers})
        self.assigned: set[TopicPartition] = set()
        self.positions: dict[TopicPartition, int] = {}
        self.fenced = 0
        self.last_poll = time.monotonic()
        self._wanted = frozenset(inbox.handlers)
        self._batch = asyncio.Lock()
        self._stopping = False
        self._passed_over: Counter[TopicPartition] = Counter()
        self._committed: dict[TopicPartition, int] = {}
        self._commits: asyncio.Task[None] | None = None
        self.broker = KafkaBroker(
            settings.kafka,
            consumer_only=True,
            client_id=settings.instance,
            logger=None,
            graceful_timeout=None,
            apply_types=False,
        )
        self._subscriber = self.broker.subscriber(
            *self.topics,
            batch=True,
            group_id=service,
            group_instance_id=_member(settings.instance, self.topics),
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            partition_assignment_strategy=(StickyPartitionAssignor,),
            session_timeout_ms=settings.session_timeout_ms,
            heartbeat_interval_ms=settings.session_timeout_ms // 4,
            max_partition_fetch_bytes=2 * MAX_EVENT_BYTES,
            listener=_Rebalance(self),
            parser=_as_one_message,
            decoder=_as_it_is,
        )
        self._subscriber.get_msg = self._poll  # type: ignore[method-assign]
        self._subscriber(self._handle)

    async def start(self) -> None:
        await self.broker.start()
        self._commits = asyncio.create_task(self._commit_by_time(), name="commit offsets")

    async def stop(self) -> None:
        """Let the running batch end, commit, and leave."""
        self._stopping = True
        async with self._batch:
            await self._commit()
        if self._commits:
            self._commits.cancel()
        # Without a coordinator aiokafka tries for ever to leave the group; the work is done and committed by now.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_LIMIT_S):
                await self.broker.stop()

    async def watch(self) -> None:
        """Raises ConsumerStalled when Kafka has long not answered; until then, does not return.

        After an outage a client of aiokafka may wait for ever for metadata that it no longer asks for.
        """
        unanswered = 0
        while unanswered < UNANSWERED:
            await asyncio.sleep(WATCH_EVERY_S)
            unanswered = unanswered + 1 if self.assigned and await self.lag() is None else 0
        raise ConsumerStalled("Kafka does not answer")

    @property
    def consumer(self) -> AIOKafkaConsumer | None:
        return self._subscriber.consumer

    async def lag(self) -> int | None:
        """Records not yet applied on the assigned partitions; None while nothing is assigned or Kafka is away."""
        if not self.consumer or not self.assigned:
            return None
        try:
            async with asyncio.timeout(ANSWER_LIMIT_S):
                ends = await self.consumer.end_offsets(list(self.assigned))
        except (KafkaError, TimeoutError):
            return None
        return int(sum(max(0, end - self.positions.get(place, 0)) for place, end in ends.items()))

    async def _poll(self, consumer: AIOKafkaConsumer) -> tuple[ConsumerRecord[bytes, bytes], ...]:
        """Whatever is there, as soon as it is there; FastStream's own poll sleeps between two looks."""
        self.last_poll = time.monotonic()
        polled = await consumer.getmany(timeout_ms=POLL_MS, max_records=self.batch_size)
        return tuple(chain(*polled.values()))

    async def _handle(self, message: KafkaMessage) -> None:
        records: Sequence[ConsumerRecord[bytes, bytes]] = message.raw_message
        self.last_poll = time.monotonic()
        async with self._batch:
            # What was polled before the partition was given up, or taken again, is read again from where that starts.
            await self._apply(
                [record for record in records if record.offset >= self.positions.get(_place(record), NOWHERE)]
            )
        self.last_poll = time.monotonic()
        if len(records) < FEW:
            # A poll costs far more than a record: under load the next one had better have more.
            await asyncio.sleep(self.gather_s or GATHER_S)

    async def _apply(self, records: Sequence[ConsumerRecord[bytes, bytes]]) -> None:
        batch = [await self._read(record) for record in records]
        if self._may_pass_over(batch):
            self._move(records)
            return
        tries = 0
        while batch and not self._stopping and self.assigned:
            try:
                await self.inbox.apply(batch)
            except Fenced:
                self.fenced += 1
                log.warning("another process has consumed a partition of this batch; reading on from there")
                await self._take({_place(record) for record in records})
                return
            except Exception as error:
                if not is_transient(error):
                    log.exception("a batch could not be applied; trying again")
                await asyncio.sleep(WAIT_S[min(tries, len(WAIT_S) - 1)])
                tries += 1
                self.last_poll = time.monotonic()
            else:
                self._move(records)
                for record in records:
                    self._passed_over[_place(record)] = 0
                return

    def _may_pass_over(self, batch: Sequence[Incoming]) -> bool:
        """Whether nothing of it is of interest here: then the database hears of it with what comes next.

        After a restart it is read again, so of each partition not too much is passed over.
        """
        if any(record.event or record.unreadable for record in batch):
            return False
        self._passed_over.update(TopicPartition(record.topic, record.partition) for record in batch)
        return all(
            self._passed_over[TopicPartition(record.topic, record.partition)] <= MOST_PASSED_OVER for record in batch
        )

    def _move(self, records: Sequence[ConsumerRecord[bytes, bytes]]) -> None:
        self.positions.update({_place(record): record.offset + 1 for record in records})

    async def _read(self, record: ConsumerRecord[bytes, bytes]) -> Incoming:
        """Of large records each lets the heartbeat of the group and whoever else waits have their turn."""
        if record.value is not None and len(record.value) > LARGE_BYTES:
            await asyncio.sleep(0)
        return unpack(record, self._wanted)

    async def _seek(self, places: set[TopicPartition]) -> None:
        """Go to where the database says each partition was left; partitions it does not know start at their begin."""
        assert self.consumer
        async with self.inbox.database.reading() as tx:
            rows = await tx.fetch("SELECT topic, partition, next_offset FROM consumed")
        known = {TopicPartition(row["topic"], row["partition"]): row["next_offset"] for row in rows}
        begins = await self.consumer.beginning_offsets(list(places - known.keys())) if places - known.keys() else {}
        for place in places:
            self.positions[place] = known[place] if place in known else begins[place]
            self.consumer.seek(place, self.positions[place])
        self.assigned |= places

    async def _take(self, places: set[TopicPartition]) -> None:
        """Paused until each is in its place: what is polled before would be dropped, and never read again."""
        assert self.consumer
        self.consumer.pause(*places)
        tries = 0
        while not self._stopping:
            try:
                await self._seek(places)
            except Exception as error:
                if not is_transient(error) and not isinstance(error, KafkaError):
                    raise
                await asyncio.sleep(WAIT_S[min(tries, len(WAIT_S) - 1)])
                tries += 1
            else:
                self.consumer.resume(*places)
                return

    async def _give_up(self) -> None:
        self.assigned = set()  # makes a batch that waits for its database end
        async with self._batch:
            await self._commit()
            self.assigned, self.positions, self._committed = set(), {}, {}

    async def _commit(self) -> None:
        changed = {place: at for place, at in self.positions.items() if self._committed.get(place) != at}
        if changed and self.consumer:
            # Lag monitors can wait: the database has the offsets that count.
            with contextlib.suppress(KafkaError, TimeoutError):
                async with asyncio.timeout(ANSWER_LIMIT_S):
                    await self.consumer.commit(changed)
                self._committed.update(changed)

    async def _commit_by_time(self) -> None:
        while True:
            await asyncio.sleep(COMMIT_EVERY_S)
            await self._commit()


class _Rebalance(ConsumerRebalanceListener):  # type: ignore[misc]
    """Partitions are given up only when the running batch has ended, and taken where the database left them."""

    def __init__(self, subscriber: Consumer) -> None:
        self.subscriber = subscriber

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        await self.subscriber._give_up()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        log.info("assigned %d partitions", len(set(assigned)))
        await self.subscriber._take(set(assigned))


def _member(instance: str, topics: Sequence[str]) -> str:
    """The static member of the group: another one where a new version reads other topics.

    Kafka gives a static member that is back in time what it had, whatever topics it asks for: a new topic would not be
    read until some other member came or went.
    """
    return f"{instance}-{crc32(' '.join(topics).encode()):08x}"


def _place(record: ConsumerRecord[Any, Any]) -> TopicPartition:
    return TopicPartition(record.topic, record.partition)


async def _as_one_message(records: tuple[ConsumerRecord[bytes, bytes], ...]) -> KafkaMessage:
    """FastStream's own batch parser loses the whole batch on one bad header; records are read one by one later."""
    return KafkaMessage(body=b"", raw_message=records, consumer=None)  # type: ignore[arg-type]


async def _as_it_is(message: KafkaMessage) -> KafkaMessage:
    return message
