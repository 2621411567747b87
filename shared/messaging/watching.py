"""Looking, beside a consumer, for what changes underneath it; a Kafka that has long said nothing ends that."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from aiokafka.errors import KafkaError

from shared.messaging.topics import NO_ANSWER
from shared.waiting import Waiting, Waits, passes

WATCH_EVERY_S, UNANSWERED, TELL_AFTER_S = 2, 4, 4


class ConsumerStalled(Waits):
    """The consumer hears nothing from Kafka."""


async def keep_looking(look: Callable[[], Awaitable[None]], kafka: Waiting) -> None:
    """Raises ConsumerStalled when Kafka has long not answered; `kafka` tells of it earlier.

    After an outage a client of aiokafka may wait for ever for metadata that it no longer asks for.
    """
    heard_at, unanswered = time.monotonic(), 0
    while unanswered < UNANSWERED:
        await asyncio.sleep(WATCH_EVERY_S)
        try:
            await look()
        except KafkaError:
            unanswered += 1
            if time.monotonic() - heard_at >= TELL_AFTER_S:
                kafka.waits(NO_ANSWER)
        except Exception as error:
            if isinstance(error, Waits) or not passes(error):
                raise
        else:
            heard_at, unanswered = time.monotonic(), 0
            kafka.over()
    raise ConsumerStalled(NO_ANSWER)
