"""What runs in a process beside its API: relay, consumer and loops, each begun again when it fails."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from shared.cloudevents import unpack
from shared.in_time import within
from shared.loops import STEADY_S, Body, cancel, for_ever
from shared.messaging import parked
from shared.messaging.consumer import Consumer
from shared.messaging.inbox import Inbox
from shared.messaging.relay import Relay, tell_leader
from shared.messaging.sole import Sole
from shared.messaging.topics import NO_ANSWER
from shared.service import Service, Timer
from shared.settings import ServiceSettings
from shared.transaction import Database
from shared.waiting import Waiting, Waits, reason_of

START_LIMIT_S = 30
"""A consumer that does not come up for so long is replaced."""

CATCHING_UP_S = 2
"""How soon it is looked again whether all is applied, and how fresh that must be."""

REST_S = 2
"""How long a process that stops waits until what it has announced is sent."""

KEEP = timedelta(days=30)
"""How long event ids and given answers are remembered; an event redelivered later is stopped by the states."""

log = logging.getLogger(__name__)


class Parts:
    """Of one process: `tasks` are what runs, `waits` what each waits for."""

    def __init__(self, service: Service, settings: ServiceSettings, database: Database) -> None:
        self.service = service
        self.settings = settings
        self.database = database
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.waits: dict[str, Waiting] = {}
        self.relay: Relay | None = None
        self.consumer: Consumer | None = None

    def waiting(self, who: str) -> Waiting:
        self.waits[who] = Waiting(who, lambda: self.database.is_closed)
        return self.waits[who]

    def start(self, name: str, body: Body, waiting: Waiting, steady_s: float | None = None) -> asyncio.Task[None]:
        self.tasks[name] = for_ever(body, waiting, steady_s=steady_s, pause=self.database.pause)
        return self.tasks[name]

    def start_worker(self, stack: contextlib.AsyncExitStack) -> None:
        """All that the API does not need; the stack ends it: the consumer first, and last the relay."""
        inbox = self.service.inbox(self.database)
        self.relay = Relay(self.service.name, self.settings, self.database.announced)
        self.relay.waiting.is_closed = lambda: self.database.is_closed
        self.waits["relay"] = self.relay.waiting
        bodies: dict[str, Body] = {"parked": partial(self._retry_parked, inbox), "forget": self._forget_old}
        bodies |= {body.__name__: partial(body, self.database) for body in self.service.background}
        bodies |= {timer.__name__: partial(self._call, timer) for timer in self.service.timers}
        loops = [self.start(name, body, self.waiting(name), STEADY_S) for name, body in bodies.items()]
        stack.push_async_callback(cancel, [self.start("relay", self.relay.run, self.relay.waiting)])
        stack.push_async_callback(self._send_the_rest, self.relay)
        stack.push_async_callback(cancel, loops)
        if self.service.handlers:
            consumer = self.start("consumer", partial(self._consume, inbox), self.waiting("consumer"))
            stack.push_async_callback(cancel, [consumer])

    def tell_relay(self, stack: contextlib.AsyncExitStack) -> None:
        """Where no relay runs: another process of the service sends what is announced here."""
        name = "tell relay"
        telling = self.start(name, partial(tell_leader, self.database), self.waiting(name), STEADY_S)
        stack.push_async_callback(cancel, [telling])

    async def _send_the_rest(self, relay: Relay) -> None:
        """All that announced here has ended: a stop that was asked for leaves nothing to send."""
        try:
            await within(REST_S, relay.send_the_rest(self.database, REST_S))
        except Exception as error:
            log.warning("what is left in the outbox is sent at the next start: %s", reason_of(error))

    async def _consume(self, inbox: Inbox) -> None:
        """Kafka may come up later than the service; a consumer that hears nothing from it any more is replaced."""
        self.consumer = None
        sole = Sole(self.settings)
        await sole.take()
        self.consumer = Consumer(self.service.name, self.settings, inbox, gather_s=self.service.gather_s)
        settling = asyncio.create_task(_when_assigned(self.consumer, self.waits["consumer"].over))
        try:
            try:
                async with asyncio.timeout(START_LIMIT_S):
                    await self.consumer.start()
            except TimeoutError as error:
                raise Waits(NO_ANSWER) from error
            await sole.while_held(self.consumer.watch())
        finally:
            settling.cancel()
            await self.consumer.stop()
            sole.release()

    async def _call(self, timer: Timer) -> None:
        while True:
            rest_s = await timer(self.database) if await self._has_caught_up() else CATCHING_UP_S
            await asyncio.sleep(rest_s)

    async def _has_caught_up(self) -> bool:
        """Whether all that others have announced is applied; who reads nothing from Kafka does not know.

        After an outage of Kafka a relay comes back later than a consumer: until then what others have announced may be
        missing though all there is was read.
        """
        lag = await self.consumer.lag() if self.consumer else None
        if lag is None or lag.records:
            return False
        return lag.age_s < CATCHING_UP_S and lag.steady_s >= self.settings.steady_again_s

    async def _retry_parked(self, inbox: Inbox) -> None:
        wanted = frozenset(self.service.handlers)
        while True:
            if inbox.doubt.waits:  # it is not the records: they keep their tries
                await asyncio.sleep(2)
                continue
            tried = await parked.retry_due(self.database, lambda record: unpack(record, wanted), inbox.run)
            await asyncio.sleep(0 if tried else 2)

    async def _forget_old(self) -> None:
        while True:
            async with self.database.transaction() as tx:
                await tx.execute("DELETE FROM inbox WHERE applied_at < now() - $1::interval", KEEP)
                await tx.execute("DELETE FROM idempotency_keys WHERE answered_at < now() - $1::interval", KEEP)
            await asyncio.sleep(3600)


async def _when_assigned(consumer: Consumer, then: Callable[[], None]) -> None:
    while not consumer.partitions.assigned:  # noqa: ASYNC110 (the consumer gains and loses them over and over)
        await asyncio.sleep(0.2)
    then()
