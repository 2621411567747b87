"""A running process of a service: how it starts, what runs in it, how it tells its health, and how it stops."""

import asyncio
import contextlib
import gc
import logging
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial

import asyncpg
import uvloop
from aiokafka.errors import KafkaError
from fastapi import FastAPI

from shared.cloudevents import unpack
from shared.http.access import Tokens
from shared.http.operations import Health, ServiceStatus
from shared.http.server import serving
from shared.messaging import parked
from shared.messaging.consumer import Consumer, ConsumerStalled
from shared.messaging.inbox import Inbox
from shared.messaging.relay import Relay
from shared.postgres.migrate import is_migrated
from shared.postgres.transient import is_transient
from shared.service import Service
from shared.settings import ServiceSettings
from shared.transaction import Database

Body = Callable[[], Awaitable[None]]

STALLED_S = 60
"""A consumer or relay that has not come round for so long is not alive."""

FIRST_WAIT_S, LONGEST_WAIT_S, STEADY_S = 0.2, 5, 10
"""Waits between the runs of what has failed, from the first on once it has run steadily."""

KEEP = timedelta(days=30)
"""How long event ids and given answers are remembered; an event redelivered later is stopped by the states."""

log = logging.getLogger(__name__)


def run(service: Service) -> None:
    """Run a process of the service until SIGTERM or SIGINT."""
    settings = ServiceSettings()
    _log_to_stderr(settings.log_level)
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
        self.relay: Relay | None = None
        self.consumer: Consumer | None = None

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.stopping.set)
        self.database = await self._connect()
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self.database.close)
            if self.settings.role in ("all", "worker"):
                await self._start_worker(stack)
            await stack.enter_async_context(serving(self._api(), host=self.settings.host, port=self.settings.port))
            log.info("%s is up on port %d", self.settings.instance, self.settings.port)
            await self.stopping.wait()
            log.info("%s is stopping", self.settings.instance)
        log.info("%s has stopped", self.settings.instance)

    async def _connect(self) -> Database:
        """Wait for the database and its migrations, however long they take to appear."""
        said = ""
        while True:
            try:
                database = await Database.connect(
                    self.settings.database_url, connections=self.settings.database_connections
                )
                async with database.reading() as queries:
                    if await is_migrated(queries.connection, self.service.name):
                        return database
                await database.close()
                waits_for = "the migrations"
            except (OSError, asyncpg.PostgresError) as error:
                waits_for = f"the database ({type(error).__name__})"
            if waits_for != said:
                log.warning("waiting for %s", waits_for)
                said = waits_for
            await asyncio.sleep(0.5)

    async def _start_worker(self, stack: contextlib.AsyncExitStack) -> None:
        inbox = self.service.inbox(self.database)
        self.relay = Relay(self.settings, self.database.announced)
        loops: dict[str, Body] = {
            "relay": self.relay.run,
            "parked": partial(self._retry_parked, inbox),
            "forget": self._forget_old,
        }
        loops |= {loop.__name__: partial(loop, self.database) for loop in self.service.background}
        stack.push_async_callback(_cancel, [_for_ever(name, loop) for name, loop in loops.items()])
        if self.service.handlers:
            stack.push_async_callback(_cancel, [_for_ever("consumer", partial(self._consume, inbox))])

    async def _consume(self, inbox: Inbox) -> None:
        """Kafka may come up later than the service; a consumer that hears nothing from it any more is replaced."""
        self.consumer = Consumer(self.service.name, self.settings, inbox, gather_s=self.service.gather_s)
        try:
            await self.consumer.start()
            await self.consumer.watch()
        finally:
            await self.consumer.stop()

    def _api(self) -> FastAPI:
        api = self.service.api(self)
        api.state.database = self.database
        api.state.tokens = Tokens(self.settings.token_public_key)
        api.state.stopping = self.stopping
        return api

    async def _retry_parked(self, inbox: Inbox) -> None:
        wanted = frozenset(self.service.handlers)
        while True:
            tried = await parked.retry_due(self.database, lambda record: unpack(record, wanted), inbox.run)
            await asyncio.sleep(0 if tried else 2)

    async def _forget_old(self) -> None:
        while True:
            async with self.database.transaction() as tx:
                await tx.execute("DELETE FROM inbox WHERE applied_at < now() - $1::interval", KEEP)
                await tx.execute("DELETE FROM idempotency_keys WHERE answered_at < now() - $1::interval", KEEP)
            await asyncio.sleep(3600)

    async def alive(self) -> Health:
        problems_found = []
        stalled_before = time.monotonic() - STALLED_S
        if self.consumer and self.consumer.assigned and self.consumer.last_poll < stalled_before:
            problems_found = [] if await self._nothing_to_read() else ["the consumer makes no progress"]
        if self.relay and self.relay.leading and self.relay.last_round < stalled_before:
            problems_found.append("the relay makes no progress")
        return self._health(problems_found)

    async def ready(self) -> Health:
        problems_found = []
        try:
            async with asyncio.timeout(2), self.database.reading() as queries:
                await queries.fetchval("SELECT 1")
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            problems_found.append("the database does not answer")
        consumes = self.settings.role != "api" and self.service.handlers
        if consumes and not (self.consumer and self.consumer.assigned):
            problems_found.append("no partition is assigned yet")
        return self._health(problems_found)

    async def status(self) -> ServiceStatus:
        async with self.database.reading() as queries:
            outbox = await queries.fetchrow(
                "SELECT count(*) AS waiting,"
                " coalesce(extract(epoch FROM clock_timestamp() - min(announced_at)), 0)::float8 AS age FROM outbox"
            )
            kept = await parked.count_parked(queries)
        assert outbox is not None
        return ServiceStatus(
            service=self.service.name,
            instance=self.settings.instance,
            ready=not (await self.ready()).problems,
            lag=await self.consumer.lag() if self.consumer else 0,
            partitions=len(self.consumer.assigned) if self.consumer else 0,
            fenced=self.consumer.fenced if self.consumer else 0,
            outbox=outbox["waiting"],
            outbox_age_s=max(0.0, round(outbox["age"], 3)),
            parked=kept[parked.ParkedState.PARKED],
            dead_letters=kept[parked.ParkedState.DEAD],
        )

    async def _nothing_to_read(self) -> bool:
        assert self.consumer
        return await self.consumer.lag() == 0

    def _health(self, found: list[str]) -> Health:
        return Health(service=self.service.name, instance=self.settings.instance, problems=found)


def _for_ever(name: str, body: Body) -> asyncio.Task[None]:
    """A task that runs the body again whenever it ends; what it raises is logged, and the next run comes later."""
    return asyncio.create_task(_repeat(name, body), name=name)


async def _repeat(name: str, body: Body) -> None:
    wait = FIRST_WAIT_S
    while True:
        started = time.monotonic()
        try:
            await body()
        except Exception as error:
            if is_transient(error) or isinstance(error, KafkaError | ConsumerStalled):
                log.warning("%s: %s; trying again in %.1f s", name, type(error).__name__, wait)
            else:
                log.exception("%s failed; trying again in %.1f s", name, wait)
        await asyncio.sleep(wait)
        wait = FIRST_WAIT_S if time.monotonic() - started > STEADY_S else min(2 * wait, LONGEST_WAIT_S)


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("aiokafka", "uvicorn", "faststream", "httpx"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
