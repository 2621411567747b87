"""Subscribing a consumer through FastStream: each poll comes as one message, unread, and nothing moves the consumer."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeAlias
from zlib import crc32

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage

from shared.cloudevents import MAX_EVENT_BYTES
from shared.messaging.wire import read_any_header
from shared.settings import ServiceSettings
from shared.waiting import Waits

Record: TypeAlias = "ConsumerRecord[bytes, bytes]"

log = logging.getLogger(__name__)

read_any_header()


def new_broker(settings: ServiceSettings) -> KafkaBroker:
    return KafkaBroker(
        settings.kafka,
        consumer_only=True,
        client_id=settings.instance,
        logger=None,
        graceful_timeout=None,
        apply_types=False,
    )


def subscribe(
    broker: KafkaBroker,
    service: str,
    settings: ServiceSettings,
    topics: Mapping[str, int],
    *,
    take: Callable[[set[TopicPartition]], Awaitable[None]],
    give_up: Callable[[], Awaitable[None]],
    poll: Callable[[AIOKafkaConsumer], Awaitable[tuple[Record, ...]]],
    handle: Callable[[KafkaMessage], Awaitable[None]],
) -> Any:
    """What FastStream calls a subscriber, whose `consumer` is there once the broker has started.

    `give_up` and `take` are awaited before the group goes on; the consumer has let the partitions go by then.
    """
    subscriber: Any = broker.subscriber(
        *topics,
        batch=True,
        group_id=service,
        group_instance_id=_member(settings.instance, topics),
        auto_offset_reset="none",
        isolation_level="read_committed",
        ack_policy=AckPolicy.MANUAL,
        partition_assignment_strategy=(StickyPartitionAssignor,),
        session_timeout_ms=settings.session_timeout_ms,
        heartbeat_interval_ms=settings.session_timeout_ms // 4,
        max_partition_fetch_bytes=2 * MAX_EVENT_BYTES,
        listener=_Rebalance(take, give_up),
        parser=_as_one_message,
        decoder=_as_it_is,
    )
    subscriber.get_msg = poll
    subscriber(handle)
    return subscriber


def look_for_change(
    consumer: AIOKafkaConsumer, subscribed: Mapping[str, int], places: Iterable[TopicPartition]
) -> None:
    """`subscribed` is how many partitions each topic had, `places` the partitions that there are now.

    Raises Waits for a consumer that reads all that there is now: aiokafka looks for it each five minutes.
    """
    present = Counter(place.topic for place in places)
    if appeared := present.keys() - subscribed.keys():
        raise Waits(f"{', '.join(sorted(appeared))} can be read from now on")
    for topic, count in present.items():
        if count != (before := subscribed[topic]):
            raise Waits(f"{topic} has {count} partitions now, {before} before; they are read from now on")
    if any(consumer._client.cluster.partitions_for_topic(topic) is None for topic in present):
        consumer._client.force_metadata_update()


class _Rebalance(ConsumerRebalanceListener):  # type: ignore[misc]
    def __init__(
        self, take: Callable[[set[TopicPartition]], Awaitable[None]], give_up: Callable[[], Awaitable[None]]
    ) -> None:
        self.take = take
        self.give_up = give_up

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        await self.give_up()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        log.info("assigned %d partitions", len(set(assigned)))
        await self.take(set(assigned))


def _member(instance: str, topics: Mapping[str, int]) -> str:
    """The static member of the group: another one where it reads other topics, or topics of other partitions.

    Kafka gives a static member that is back in time what it had, whatever it asks for: a new topic or partition would
    not be read until some other member came or went.
    """
    asked = " ".join(f"{topic}/{partitions}" for topic, partitions in sorted(topics.items()))
    return f"{instance}-{crc32(asked.encode()):08x}"


async def _as_one_message(records: tuple[Record, ...]) -> KafkaMessage:
    """FastStream's own batch parser loses the whole batch on one bad header; records are read one by one later."""
    return KafkaMessage(body=b"", raw_message=records, consumer=None)  # type: ignore[arg-type]


async def _as_it_is(message: KafkaMessage) -> KafkaMessage:
    return message
