"""What changes elsewhere reaches open pages: events of all services become hints, sent to browsers as one stream."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from urllib.parse import quote

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import NoOffsetForPartitionError, OffsetOutOfRangeError

from services.backoffice.settings import backoffice_settings
from shared.messaging.topics import Topic, ask_kafka, find_topics
from shared.messaging.wire import read_any_header
from shared.transaction import Database
from shared.waiting import Waits

AREAS = {
    "orders.snapshots": "orders",
    "billing.events": "billing",
    "fulfilment.events": "fulfilment",
    "stock.levels": "stock",
    "returns.events": "returns",
    "notifier.events": "notifier",
}
"""Topics, and what their hints are called: `billing:<order id>`, `stock:<sku>`, quoted, as pages list them."""

EVERYTHING = "*"
EVERY_S = 0.2
MOST = 100
"""Hints in one message of the stream; with more, every page had better look for itself."""
HEARTBEAT_S = 20
LOOK_EVERY_S = 5
"""So often the ids of the topics are asked for: one made anew may already have more records than the former."""
RECENT_S = 10
"""What changed so lately is sent to whoever begins to listen: their page may have been read before it."""

log = logging.getLogger(__name__)
read_any_header()


class Live:
    """Follows the topics while somebody listens, and only then."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[bytes]] = set()
        self._wanted = asyncio.Event()
        self._recent: deque[tuple[float, set[str]]] = deque()

    @property
    def listeners(self) -> int:
        return len(self._listeners)

    async def stream(self, stopping: asyncio.Event, goes_on: Callable[[], Awaitable[bool]]) -> AsyncIterator[bytes]:
        """Server-sent events for one browser, until it leaves, its session ends or the process stops."""
        queue: asyncio.Queue[bytes] = asyncio.Queue(maxsize=20)
        self._listeners.add(queue)
        self._wanted.set()
        stopped = asyncio.create_task(stopping.wait())
        next_message: asyncio.Task[bytes] | None = None
        loop = asyncio.get_running_loop()
        look_at = loop.time() + HEARTBEAT_S
        missed = self._since(loop.time() - RECENT_S)
        try:
            yield b"retry: 2000\n\n"
            if missed:
                yield _message(missed)
            while not stopping.is_set():
                next_message = asyncio.create_task(queue.get())
                await asyncio.wait(
                    (next_message, stopped), timeout=max(0, look_at - loop.time()), return_when=asyncio.FIRST_COMPLETED
                )
                if next_message.done():
                    yield next_message.result()
                else:
                    next_message.cancel()
                    yield b": still here\n\n"
                if loop.time() >= look_at:  # also where there is always something to send
                    if not await goes_on():
                        yield _message({EVERYTHING})  # pages that read themselves again are sent to the sign-in
                        return
                    look_at = loop.time() + HEARTBEAT_S
        finally:
            stopped.cancel()
            if next_message:
                next_message.cancel()
            self._listeners.discard(queue)
            if not self._listeners:
                self._wanted.clear()

    async def follow(self, database: Database) -> None:
        """The loop of a process; what it raises is logged, and it is run again."""
        kafka = backoffice_settings().kafka
        while True:
            await self._wanted.wait()
            topics = await ask_kafka(kafka, partial(find_topics, topics=AREAS))
            if not topics:
                raise Waits("Kafka has none of the topics that pages follow; `backshop prepare` makes them")
            consumer = AIOKafkaConsumer(
                *topics,
                bootstrap_servers=kafka,
                group_id=None,
                auto_offset_reset="none",
                isolation_level="read_committed",
            )
            try:
                await consumer.start()
                await self._read(consumer, topics)
            finally:
                await consumer.stop()

    async def _read(self, consumer: AIOKafkaConsumer, topics: Mapping[str, Topic]) -> None:
        """Until these are no longer the topics that there are: then the end is elsewhere."""
        now = asyncio.get_running_loop().time
        await self._start_over(consumer)
        look_at = now() + LOOK_EVERY_S
        while self._wanted.is_set():
            changed: set[str] = set()
            try:
                async with asyncio.timeout(60):
                    read = await consumer.getmany(timeout_ms=1000, max_records=5000)
            except (OffsetOutOfRangeError, NoOffsetForPartitionError):
                await self._start_over(consumer)
                continue
            for partition, records in read.items():
                area = AREAS[partition.topic]
                changed |= {f"{area}:{quote(record.key)}" for record in records if record.key}
            if changed:
                self.publish(changed)
                await asyncio.sleep(EVERY_S)  # what follows soon goes into one message
            if now() >= look_at:
                if await find_topics(consumer._client, AREAS) != topics:
                    return
                look_at = now() + LOOK_EVERY_S

    async def _start_over(self, consumer: AIOKafkaConsumer) -> None:
        """From now on; for what happened before, open pages are asked to read again."""
        await consumer.seek_to_end()
        self.publish({EVERYTHING})

    def publish(self, changed: set[str]) -> None:
        """Send hints to all who listen; whoever is too slow to take them is asked to look at everything."""
        at = asyncio.get_running_loop().time()
        self._recent.append((at, changed))
        while self._recent[0][0] < at - RECENT_S:
            self._recent.popleft()
        message = _message(changed)
        for queue in self._listeners:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(_message({EVERYTHING}))
            else:
                queue.put_nowait(message)

    def _since(self, at: float) -> set[str]:
        return {hint for sent_at, hints in self._recent if sent_at >= at for hint in hints}


def _message(changed: set[str]) -> bytes:
    hints = [EVERYTHING] if EVERYTHING in changed or len(changed) > MOST else sorted(changed)
    return f"data: {json.dumps(hints)}\n\n".encode()
