"""Reading a stretch of topics once, from where to where, beside the consumer and without a group."""

import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from shared.messaging.topics import NO_ANSWER
from shared.messaging.wire import read_any_header
from shared.waiting import Waits

POLL_MS = 500
SILENT_S = 20

Stretch = Mapping[TopicPartition, tuple[int, int]]
"""Of each partition the first offset, and the one before which it ends."""


async def read_back(bootstrap_servers: str, stretch: Stretch) -> AsyncIterator[ConsumerRecord[Any, Any]]:
    """Every record; raises KafkaError, or Waits where Kafka is silent."""
    ends = {place: end for place, (begin, end) in stretch.items() if begin < end}
    if not ends:
        return
    read_any_header()
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap_servers, enable_auto_commit=False, auto_offset_reset="none")
    await consumer.start()
    try:
        consumer.assign(list(ends))
        for place in ends:
            consumer.seek(place, stretch[place][0])
        heard_at = time.monotonic()
        while ends:
            polled = await consumer.getmany(timeout_ms=POLL_MS)
            for place, records in polled.items():
                for record in records:
                    if record.offset < stretch[place][1]:
                        yield record
            if polled:
                heard_at = time.monotonic()
            elif time.monotonic() - heard_at > SILENT_S:
                raise Waits(NO_ANSWER)
            # There may be markers and gaps at the end, so not the last record counts.
            done = {place for place, end in ends.items() if await consumer.position(place) >= end}
            consumer.pause(*done)
            ends = {place: end for place, end in ends.items() if place not in done}
    finally:
        await consumer.stop()
