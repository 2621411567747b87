"""Subscribing a consumer through FastStream: each poll comes as one message, unread, and nothing moves the consumer."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias
from zlib import crc32

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage

from shared.cloudevents import MAX_EVENT_BYTES
from shared.messaging.wire import read_any_header
from shared.settings import ServiceSettings

Record: TypeAlias = "ConsumerRecord[bytes, bytes]"

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
    listener: ConsumerRebalanceListener,
    poll: Callable[[AIOKafkaConsumer], Awaitable[tuple[Record, ...]]],
    handle: Callable[[KafkaMessage], Awaitable[None]],
) -> Any:
    """What FastStream calls a subscriber, whose `consumer` is there once the broker has started."""
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
        listener=listener,
        parser=_as_one_message,
        decoder=_as_it_is,
    )
    subscriber.get_msg = poll
    subscriber(handle)
    return subscriber


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
