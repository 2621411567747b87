"""A running process of a service: how it starts, what runs in it, how it tells its health, and how it stops."""

import asyncio
import contextlib
import gc
import logging
import signal
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

import uvloop
from fastapi import FastAPI

from shared.cloudevents import unpack
from shared.http.access import Tokens
from shared.http.operations import Health, ServiceStatus
from shared.http.server import serving
from shared.in_time import within
from shared.log import log_to_stderr
from shared.loops import STEADY_S, Body, cancel, for_ever
from shared.messaging import parked
from shared.messaging.consumer import Consumer
from shared.messaging.guard import Guard
from shared.messaging.inbox import Inbox
from shared.messaging.outbox import count_outbox
from shared.messaging.relay import Relay
from shared.messaging.sole import Sole
from shared.older import is_older
from shared.postgres.standing import Standing
from shared.service import Service
from shared.settings import ServiceSettings
from shared.transaction import Database
from shared.waiting import Waiting, Waits, reason_of, told_once

STALLED_S = 60
"""A consumer or relay that has not come round for so long, while its database answers, is not alive."""

LISTEN_AFTER_S = 5
"""A process whose database is away when it starts answers all the same: it lives, and is not ready."""

STOP_S = 5
"""What works when the process stops has so long to end, once the requests have."""

REST_S = 2
"""How long a process that stops waits until what it has announced is sent."""

KEEP = timedelta(days=30)
"""How long event ids and given answers are remembered; an event redelivered later is stopped by the states."""

log = logging.getLogger(__name__)


def run(service: Service) -> None:
    """Run a process of the service until SIGTERM or SIGINT."""
    settings = ServiceSettings()
    log_to_stderr(settings.log_level)
    gc.freeze()  # what was imported stays
    gc.set_threshold(20_000, 20, 20)  # a batch makes many objects that live as long as it does
    uvloop.run(Process(service, settings).run())


class Process:
    """One running process of a service."""

    def __init__(self, service: Service, settings: ServiceSettings) -> None:
        self.service = service
        self.settings = settings
        self.stopping = asyncio.Event()
        self.database: Database
        self._standing: Standing
        self._guard: Guard
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._waits: dict[str, Waiting] = {}
        self.relay: Relay | None = None
        self.consumer: Consumer | None = None

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.stopping.set)
        self.use(
            await Database.connect(
                self.settings.database_url, connections=self.settings.database_connections, at_once=0
            )
        )
        self._guard.start()
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self.database.close)
            stack.callback(self._standing.close)
            running = asyncio.create_task(self._run_when_migrated())
            stack.push_async_callback(cancel, [running])
            # What waits for a database that is frozen ends with its session: once cancelled, it would wait for it too.
            stack.callback(loop.call_later, STOP_S, self.database.terminate)
            await self._until_database_is_there()
            if not self.stopping.is_set():
                await stack.enter_async_context(
                    serving(
                        self._api(), host=self.settings.host, port=self.settings.port, own_port=self.settings.own_port
                    )
                )
                log.info("%s is up on port %d", self.settings.instance, self.settings.port)
                await self.stopping.wait()
            log.info("%s is stopping", self.settings.instance)
        log.info("%s has stopped", self.settings.instance)

    async def _until_database_is_there(self) -> None:
        """For a moment, and no longer than until it is told to stop."""
        waits = [asyncio.create_task(one.wait()) for one in (self._standing.migrated, self.stopping)]
        await asyncio.wait(waits, timeout=LISTEN_AFTER_S, return_when=asyncio.FIRST_COMPLETED)
        await cancel(waits)

    def use(self, database: Database) -> None:
        self.database = database
        self._standing = Standing(database, self.service.name, self.settings.database_url)
        self._guard = Guard(self.service.name, self.settings.kafka, database)
        self._waits["clock"] = self._standing.clock

    async def _run_when_migrated(self) -> None:
        """Wait for the database and its migrations, however long they take to appear; see that it is no older one."""
        waiting = self._waiting("start")
        while problem := await self._standing.problem() or await self._begin():
            waiting.waits(problem)
            await asyncio.sleep(0.5)
        waiting.over()
        self._standing.migrated.set()
        async with contextlib.AsyncExitStack() as stack:
            if self.settings.role in ("all", "worker"):
                self._start_worker(stack)
            self._tasks["clock"] = self._for_ever(self._standing.keep_clock, self._standing.clock)
            self._tasks["guard"] = self._for_ever(self._guard.watch, self._waiting("guard"), STEADY_S)
            stack.push_async_callback(cancel, [self._tasks["clock"], self._tasks["guard"]])
            await asyncio.Event().wait()  # until it is cancelled, which ends them

    async def _begin(self) -> str | None:
        """Why it cannot be looked whether the database is older; what is older begins too, and is closed."""
        try:
            await self._guard.begin()
        except Exception as error:
            self._waits["start"].failed(error)
            return reason_of(error)
        return None

    def _start_worker(self, stack: contextlib.AsyncExitStack) -> None:
        inbox = self.service.inbox(self.database)
        self.relay = Relay(self.service.name, self.settings, self.database.announced)
        self.relay.waiting.is_closed = lambda: self.database.is_closed
        self._waits["relay"] = self.relay.waiting
        loops: dict[str, Body] = {
            "parked": partial(self._retry_parked, inbox),
            "forget": self._forget_old,
        }
        loops |= {loop.__name__: partial(loop, self.database) for loop in self.service.background}
        self._tasks = {name: self._for_ever(loop, self._waiting(name), STEADY_S) for name, loop in loops.items()}
        self._tasks["relay"] = self._for_ever(self.relay.run, self.relay.waiting)
        stack.push_async_callback(cancel, [self._tasks["relay"]])
        stack.push_async_callback(self._send_the_rest, self.relay)
        stack.push_async_callback(cancel, [self._tasks[name] for name in loops])
        if self.service.handlers:
            consumer = self._for_ever(partial(self._consume, inbox), self._waiting("consumer"))
            self._tasks["consumer"] = consumer
            stack.push_async_callback(cancel, [consumer])

    async def _send_the_rest(self, relay: Relay) -> None:
        """All that announced here has ended: a stop that was asked for leaves nothing to send."""
        try:
            await within(REST_S, relay.send_the_rest(self.database, REST_S))
        except Exception as error:
            log.warning("what is left in the outbox is sent at the next start: %s", reason_of(error))

    def _for_ever(self, body: Body, waiting: Waiting, steady_s: float | None = None) -> asyncio.Task[None]:
        return for_ever(body, waiting, steady_s=steady_s, pause=self.database.pause)

    def _waiting(self, who: str) -> Waiting:
        self._waits[who] = Waiting(who, lambda: self.database.is_closed)
        return self._waits[who]

    async def _consume(self, inbox: Inbox) -> None:
        """Kafka may come up later than the service; a consumer that hears nothing from it any more is replaced."""
        self.consumer = None
        sole = Sole(self.settings)
        await sole.take()
        self.consumer = Consumer(self.service.name, self.settings, inbox, gather_s=self.service.gather_s)
        settling = asyncio.create_task(_when_assigned(self.consumer, self._waits["consumer"].over))
        try:
            try:
                async with asyncio.timeout(STALLED_S / 2):
                    await self.consumer.start()
            except TimeoutError as error:
                raise Waits("Kafka does not answer") from error
            await sole.while_held(self.consumer.watch())
        finally:
            settling.cancel()
            await self.consumer.stop()
            sole.release()

    def _api(self) -> FastAPI:
        api = self.service.api(self)
        api.state.database = self.database
        api.state.kafka = self.settings.kafka
        api.state.tokens = Tokens(self.settings.token_public_key)
        api.state.stopping = self.stopping
        return api

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

    async def alive(self) -> Health:
        """About this process alone: what it waits for elsewhere comes back by itself, and no restart helps."""
        problems_found = [f"the {name} has ended" for name, task in self._tasks.items() if task.done()]
        stalled_before = time.monotonic() - STALLED_S
        rounds = {"consumer": self.consumer and self.consumer.last_poll, "relay": self.relay and self.relay.last_round}
        stalled = [
            f"the {name} makes no progress"
            for name, at in rounds.items()
            if at and at < stalled_before and not self._waits[name].reason
        ]
        # Of a database that is away, or was until now, a statement may not have come back yet.
        if stalled and not await self._standing.problem() and self._standing.failed_at < stalled_before:
            problems_found += stalled
        if self.consumer and (stuck := self.consumer.inbox.failures.stuck):
            problems_found.append(f"consumer: {stuck}")
        return self._health(problems_found)

    async def ready(self) -> Health:
        """Whether the HTTP API can do its work; of a process without one, whether the consumer can.

        What the consumer and the relay wait for is told beside: orders are taken while Kafka is away.
        """
        problem = await self._standing.problem()
        problems_found = [one for one in (problem, self.database.closed) if one]
        if self.settings.role == "worker":
            problems_found += [f"consumer: {reason}" for reason in self._consumer_waits()]
        return self._health(problems_found, waiting=self._who_waits() + self._standing.trouble)

    @property
    def _consumes(self) -> bool:
        return self.settings.role != "api" and bool(self.service.handlers)

    def _who_waits(self) -> list[str]:
        consumer = [("consumer", reason) for reason in self._consumer_waits()]
        others = [(name, one.reason) for name, one in self._waits.items() if one.reason and name != "consumer"]
        return told_once((name, reason) for name, reason in consumer + others if not is_older(reason))

    def _consumer_waits(self) -> list[str]:
        """But for a database that is older than what was announced: that all wait for it is told once, as a problem."""
        if not self._consumes:
            return []
        waiting = self._waits.get("consumer")
        reasons = (
            [waiting.reason] if waiting and waiting.reason else self.consumer.status.reasons if self.consumer else []
        )
        told = [reason for reason in reasons if not is_older(reason)]
        is_settling = not self.consumer or not self.consumer.partitions.assigned
        if is_settling and not self.database.is_closed and not (waiting and waiting.reason):
            told.append("no partition is assigned yet")
        return told

    async def status(self) -> ServiceStatus:
        ready = await self.ready()
        outbox = await self._standing.figure(count_outbox)
        kept = await self._standing.figure(parked.count_parked)
        lag = await self.consumer.lag() if self.consumer else None
        return ServiceStatus(
            service=self.service.name,
            instance=self.settings.instance,
            ready=not ready.problems,
            waiting=ready.problems + [one for one in ready.waiting if one not in ready.problems],
            lag=lag.records if lag else None if self._consumes else 0,
            lag_age_s=round(lag.age_s, 3) if lag else 0,
            partitions=len(self.consumer.partitions.assigned) if self.consumer else 0,
            fenced=self.consumer.fenced if self.consumer else 0,
            outbox=outbox.events if outbox else None,
            outbox_age_s=round(outbox.age_s, 3) if outbox else None,
            parked=kept[parked.ParkedState.PARKED] if kept else None,
            dead_letters=kept[parked.ParkedState.DEAD] if kept else None,
            unknown=self._guard.unknown,
            skipped=dict(self.consumer.skipped.types) if self.consumer else {},
        )

    def _health(self, found: list[str], *, waiting: Sequence[str] = ()) -> Health:
        return Health(service=self.service.name, instance=self.settings.instance, problems=found, waiting=list(waiting))


async def _when_assigned(consumer: Consumer, then: Callable[[], None]) -> None:
    while not consumer.partitions.assigned:  # noqa: ASYNC110 (the consumer gains and loses them over and over)
        await asyncio.sleep(0.2)
    then()
