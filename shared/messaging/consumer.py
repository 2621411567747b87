"""The consumer of a service: polls Kafka through FastStream and hands each poll to the inbox as one batch.

The database is the truth about offsets: on assignment each partition is read from where the last committed transaction
left it, if that still means the same records in Kafka; nothing else ever moves the consumer. Kafka's committed offsets
follow by time and serve lag monitors only, so no crash and no policy loses a record.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from itertools import chain
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import ConsumerStoppedError, KafkaError, NoOffsetForPartitionError, OffsetOutOfRangeError
from faststream.kafka import KafkaMessage

from shared.cloudevents import Incoming, unpack
from shared.messaging.committing import Committing
from shared.messaging.consumer_status import ConsumerStatus, Lag
from shared.messaging.inbox import Fenced, Inbox, Offsets
from shared.messaging.pace import Pace
from shared.messaging.partitions import Partitions, Reading
from shared.messaging.placing import Placing
from shared.messaging.positions import find_positions
from shared.messaging.skipped import Skipped
from shared.messaging.subscription import look_for_change, new_broker, subscribe
from shared.messaging.topics import Extent, ask_kafka, find_extents, find_topics, kafka_answers
from shared.messaging.watching import keep_looking
from shared.settings import ServiceSettings
from shared.waiting import Waiting, Waits

POLL_MS = 1000
LARGE_BYTES = 50_000
STORE_EVERY_S = 30
ANSWER_LIMIT_S = 3
ENOUGH = 20
"""So many records are worth a poll."""
FIND_BACK_S = 0.2
STOP_LIMIT_S = 10
MOST_PASSED_OVER = 1000

log = logging.getLogger(__name__)


class Consumer:
    """One member of the service's consumer group."""

    def __init__(self, service: str, settings: ServiceSettings, inbox: Inbox, *, gather_s: float = 0) -> None:
        self.service = service
        self.settings = settings
        self.gather_s = gather_s
        self.batch_size = settings.batch_size
        self.inbox = inbox
        self.topics = sorted({event.topic for event in inbox.handlers})
        self.partitions = Partitions()
        self.fenced = 0
        self.skipped = Skipped()
        self.last_poll = time.monotonic()
        self.waiting = Waiting("consumer", lambda: inbox.database.is_closed)
        self._polls = Waiting("consumer")
        self.status = ConsumerStatus(service, self.partitions, (self._polls, self.waiting))
        self._wanted = frozenset(inbox.handlers)
        self._batch = asyncio.Lock()
        self._stopping = False
        self._subscribed: dict[str, int] = {}
        self._placing = Placing(inbox.database, self.partitions, self.waiting)
        self._committing = Committing(self.partitions)
        self._polled: dict[TopicPartition, tuple[Reading, int]] = {}
        self._stored_at = time.monotonic()
        self._pace = Pace()
        self._subscriber: Any = None
        self.broker = new_broker(settings)

    async def start(self) -> None:
        """Read the topics that there are; aiokafka would read none while one is missing."""
        found = await ask_kafka(self.settings.kafka, lambda client: find_topics(client, self.topics))
        present = {name: topic.partitions for name, topic in found.items()}
        self.partitions.missing = set(self.topics) - present.keys()
        self.status.say()
        if not present:
            raise Waits("Kafka has none of the topics; `backshop prepare` makes them")
        self._subscribed = present
        self._subscriber = subscribe(
            self.broker,
            self.service,
            self.settings,
            present,
            take=self._take,
            give_up=self._give_up,
            poll=self._poll,
            handle=self._handle,
        )
        await self.broker.start()
        self._committing.start(self._subscriber.consumer)

    async def stop(self) -> None:
        """Let the running batch end, commit, and leave."""
        self._stopping = self._placing.stopping = True
        async with self._batch:
            await self._committing.stop()
        # Without a coordinator aiokafka tries for ever to leave the group; the work is done and committed by now.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_LIMIT_S):
                await self.broker.stop()

    async def watch(self) -> None:
        """Look for what changes underneath; raises ConsumerStalled when Kafka has long not answered."""
        await keep_looking(self._look, self.status.kafka)

    @property
    def consumer(self) -> AIOKafkaConsumer | None:
        return self._subscriber.consumer if self._subscriber else None

    async def lag(self) -> Lag | None:
        return await self.status.lag(self.consumer) if self.consumer else None

    async def _poll(self, consumer: AIOKafkaConsumer) -> tuple[ConsumerRecord[bytes, bytes], ...]:
        """Whatever is there, as soon as it is there; FastStream's own poll sleeps between two looks."""
        self.last_poll = time.monotonic()
        try:
            polled = await consumer.getmany(timeout_ms=POLL_MS, max_records=self.batch_size)
        except ConsumerStoppedError:
            raise
        except Exception as error:
            await self._find_back(error)
            return ()
        # Nothing is awaited in here that is not there already: of each reading, all that was polled is in `polled`.
        self._polled = {}
        assigned = consumer.assignment()
        for place, reading in self.partitions.readings.items():
            if place in assigned:
                reached = await consumer.position(place)
                if place in polled:
                    self._polled[place] = reading, reached
                else:
                    reading.at = reached  # beyond markers of transactions, and what was aborted
        self._polls.over()  # and not what waits for the database: nothing is polled meanwhile
        return tuple(chain(*polled.values()))

    async def _find_back(self, error: Exception) -> None:
        """A poll that fails may have taken records along, and those aiokafka would not give again."""
        is_about_place = isinstance(error, OffsetOutOfRangeError | NoOffsetForPartitionError)
        if not is_about_place:
            self._polls.failed(error)
        async with self._batch:
            if self.partitions.assigned:
                await self._take(set(self.partitions.assigned))
        await asyncio.sleep(FIND_BACK_S)
        if isinstance(error, KafkaError) and not is_about_place:
            raise error  # FastStream pauses

    async def _handle(self, message: KafkaMessage) -> None:
        records: Sequence[ConsumerRecord[bytes, bytes]] = message.raw_message
        self.last_poll = time.monotonic()
        async with self._batch:
            # What was polled before the partition was given up, or taken again, is read again from where that starts.
            polled = {place: at for place, at in self._polled.items() if self.partitions.readings.get(place) is at[0]}
            await self._apply([record for record in records if _place(record) in polled], polled)
        self.last_poll = time.monotonic()
        rest_s = self._pace.rest_after(len(records), ENOUGH)
        await asyncio.sleep(max(rest_s, self.gather_s if len(records) < ENOUGH else 0))

    async def _apply(
        self,
        records: Sequence[ConsumerRecord[bytes, bytes]],
        polled: dict[TopicPartition, tuple[Reading, int]],
    ) -> None:
        batch = [await self._read(record) for record in records]
        if self._may_pass_over(batch, polled):
            for reading, reached in polled.values():
                reading.at = reached
            return
        while batch and not self._stopping and self.partitions.assigned:
            try:
                await self._move(batch, polled)
            except Exception as error:
                await self.waiting.before_next_try(error, self.inbox.database.pause)
                self.last_poll = time.monotonic()
            else:
                self.waiting.over()
                return
        if batch and not self.partitions.assigned:
            self.waiting.over()  # others have these records now

    async def _move(self, batch: Sequence[Incoming], to: dict[TopicPartition, tuple[Reading, int]]) -> None:
        """Apply the batch and move the positions, in the database and here."""
        offsets = {
            (place.topic, place.partition): Offsets(reading.stored.next_offset, reached, reading.stored.topic_id)
            for place, (reading, reached) in sorted(to.items())
        }
        try:
            await self.inbox.apply(batch, offsets)
        except Fenced:
            self.fenced += 1
            log.warning("the database stands elsewhere than this process in a partition; reading on from there")
            await self._take(set(to))
        else:
            for reading, reached in to.values():
                reading.move_to(reached)

    def _may_pass_over(self, batch: Sequence[Incoming], polled: dict[TopicPartition, tuple[Reading, int]]) -> bool:
        """Whether nothing of it is of interest here: then the database hears of it with what comes next.

        After a restart it is read again, so of each partition not too much is passed over.
        """
        if any(record.event or record.unreadable for record in batch):
            return False
        for record in batch:
            self.partitions.readings[TopicPartition(record.topic, record.partition)].passed_over += 1
        return all(reading.passed_over <= MOST_PASSED_OVER for reading, _ in polled.values())

    async def _read(self, record: ConsumerRecord[bytes, bytes]) -> Incoming:
        """Of large records each lets the heartbeat of the group and whoever else waits have their turn."""
        if record.value is not None and len(record.value) > LARGE_BYTES:
            await asyncio.sleep(0)
        incoming = unpack(record, self._wanted)
        self.skipped.note(incoming)
        return incoming

    async def _look(self) -> None:
        """Take each partition again where the database, or what Kafka has of it, is not what it was."""
        if not self.consumer:
            return
        stood = self.partitions.stored
        async with kafka_answers(ANSWER_LIMIT_S):
            extents = await find_extents(self.consumer._client, self.topics)
        self.status.note_ends({place: extent.end for place, extent in extents.items()})
        look_for_change(self.consumer, self._subscribed, extents)
        self.partitions.missing = set(self.topics) - {place.topic for place in extents}
        async with self._batch:
            await self._store_what_was_passed_over(extents)
            async with self.inbox.database.reading() as queries:
                stored = await find_positions(queries)
            if changed := self.partitions.look(stored, extents, stood):
                await self._take(changed)
        await self._placing.be_sure_of_ends()
        self.status.say()

    async def _store_what_was_passed_over(self, extents: dict[TopicPartition, Extent]) -> None:
        """By time, and before it looks as if Kafka had deleted it unread."""
        due = time.monotonic() - self._stored_at >= STORE_EVERY_S
        passed_over = self.partitions.passed_over(extents, all_of_them=due)
        if passed_over:
            await self._move([], passed_over)
        if due:
            self._stored_at = time.monotonic()

    async def _take(self, places: set[TopicPartition]) -> None:
        assert self.consumer
        await self._placing.take(self.consumer, places)
        self.status.say()

    async def _give_up(self) -> None:
        self._placing.end()  # makes a batch that waits for its database end
        async with self._batch:
            await self._committing.commit()
            self._committing.forget()
            self.partitions.clear()


def _place(record: ConsumerRecord[Any, Any]) -> TopicPartition:
    return TopicPartition(record.topic, record.partition)
