"""A service: its database, the consumer, the relay, the HTTP API; how they start, tell their health, and stop."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta

import asyncpg
import uvicorn
import uvloop
from fastapi import APIRouter, FastAPI

from shared.http import problems
from shared.http.access import Tokens
from shared.http.openapi import describe
from shared.http.operations import Health, ServiceStatus, operations
from shared.messaging import parked
from shared.messaging.envelope import unpack
from shared.messaging.inbox import Answer, Inbox, UseCase
from shared.messaging.relay import Relay
from shared.messaging.subscriber import Subscriber
from shared.postgres.migrate import is_migrated
from shared.postgres.tx import Database
from shared.schemas.event import Event
from shared.settings import ServiceSettings

Background = Callable[[Database], Awaitable[None]]

STALLED_S = 60
"""A consumer or relay that has not come round for so long is not alive."""

KEEP = timedelta(days=30)
"""How long event ids and given answers are remembered; an event redelivered later is stopped by the states."""

log = logging.getLogger(__name__)


class Service:
    """What a service consists of; `app.py` of each service makes one, `run` runs it as a process.

    `reacts` maps events to use cases, in the order of the life of an order; topics follow from the events.
    `background` are loops that run beside, restarted with back-off when they raise. `on_invalid_command` answers
    records on a topic of commands that are no valid commands. `gather_s` is how long to wait after a poll of few
    records, so that the next has more: a poll costs far more than a record, and nobody waits for some services.
    """

    def __init__(
        self,
        *,
        name: str,
        reacts: Mapping[type[Event], UseCase],
        router: APIRouter,
        background: Sequence[Background] = (),
        on_invalid_command: Answer | None = None,
        gather_s: float = 0,
    ) -> None:
        self.name = name
        self.reacts = reacts
        self.router = router
        self.background = background
        self.on_invalid_command = on_invalid_command
        self.gather_s = gather_s

    def run(self) -> None:
        """Run as a process until SIGTERM or SIGINT."""
        settings = ServiceSettings()
        _log_to_stderr(settings.log_level)
        gc.freeze()  # what was imported stays
        gc.set_threshold(20_000, 20, 20)  # a batch makes many objects that live as long as it does
        uvloop.run(_Process(self, settings).run())

    def inbox(self, database: Database) -> Inbox:
        return Inbox(database, self.reacts, self.on_invalid_command)

    def api(self, observed: "_Process | None" = None) -> FastAPI:
        """The HTTP application; its `state` needs `database` and `tokens` before the first request."""
        app = FastAPI(
            title=f"Backshop {self.name}",
            version="1",
            docs_url=None,
            redoc_url=None,
            generate_unique_id_function=lambda route: route.name,
        )
        problems.install(app)
        describe(app)
        app.state.shared_transactions = {}
        app.include_router(self.router)
        app.include_router(operations(observed or _Unobserved()))
        return app


class _Process:
    """One running process of a service."""

    def __init__(self, service: Service, settings: ServiceSettings) -> None:
        self.service = service
        self.settings = settings
        self.stopping = asyncio.Event()
        self.database: Database
        self.relay: Relay | None = None
        self.subscriber: Subscriber | None = None

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.stopping.set)
        self.database = await self._connect()
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self.database.close)
            if self.settings.role in ("all", "worker"):
                await self._start_worker(stack)
            await stack.enter_async_context(self._serving())
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
                async with database.reading() as tx:
                    if await is_migrated(tx.connection, self.service.name):
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
        loops = [_Loop("relay", self.relay.run), _Loop("parked", lambda: self._retry_parked(inbox))]
        loops.append(_Loop("forget", self._forget_old))
        for use in self.service.background:
            loops.append(_Loop(use.__name__, lambda use=use: use(self.database)))  # type: ignore[misc]
        tasks = [asyncio.create_task(loop.run(), name=loop.name) for loop in loops]
        stack.push_async_callback(_cancel, tasks)
        if self.service.reacts:
            consumer = asyncio.create_task(_Loop("consumer", lambda: self._consume(inbox)).run(), name="consumer")
            stack.push_async_callback(_cancel, [consumer])

    async def _consume(self, inbox: Inbox) -> None:
        """Kafka may come up later than the service; a consumer that hears nothing from it any more is replaced."""
        self.subscriber = Subscriber(self.service.name, self.settings, inbox, gather_s=self.service.gather_s)
        try:
            await self.subscriber.start()
            await self.subscriber.watch()
        finally:
            await self.subscriber.stop()

    async def _retry_parked(self, inbox: Inbox) -> None:
        wanted = frozenset(self.service.reacts)
        while True:
            tried = await parked.retry_due(self.database, lambda record: unpack(record, wanted), inbox.run)
            await asyncio.sleep(0 if tried else 2)

    async def _forget_old(self) -> None:
        while True:
            async with self.database.reading() as tx:
                await tx.execute("DELETE FROM inbox WHERE applied_at < now() - $1::interval", KEEP)
                await tx.execute("DELETE FROM idempotency_keys WHERE answered_at < now() - $1::interval", KEEP)
            await asyncio.sleep(3600)

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[None]:
        api = self.service.api(self)
        api.state.database = self.database
        api.state.tokens = Tokens(self.settings.token_public_key)
        config = uvicorn.Config(
            api, log_config=None, access_log=False, timeout_graceful_shutdown=10, timeout_keep_alive=75, lifespan="off"
        )
        server = _Server(config)
        sock = _listen(self.settings.host, self.settings.port)
        serving = asyncio.create_task(server.serve([sock]), name="http")
        try:
            yield
        finally:
            server.should_exit = True
            await serving

    async def alive(self) -> Health:
        problems_found = []
        stalled_before = time.monotonic() - STALLED_S
        if self.subscriber and self.subscriber.assigned and self.subscriber.last_poll < stalled_before:
            problems_found = [] if await self._nothing_to_read() else ["the consumer makes no progress"]
        if self.relay and self.relay.leading and self.relay.last_round < stalled_before:
            problems_found.append("the relay makes no progress")
        return self._health(problems_found)

    async def ready(self) -> Health:
        problems_found = []
        try:
            async with asyncio.timeout(2), self.database.reading() as tx:
                await tx.fetchval("SELECT 1")
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            problems_found.append("the database does not answer")
        consumes = self.settings.role != "api" and self.service.reacts
        if consumes and not (self.subscriber and self.subscriber.assigned):
            problems_found.append("no partition is assigned yet")
        return self._health(problems_found)

    async def status(self) -> ServiceStatus:
        async with self.database.reading() as tx:
            outbox = await tx.fetchrow(
                "SELECT count(*) AS waiting,"
                " coalesce(extract(epoch FROM clock_timestamp() - min(announced_at)), 0)::float8 AS age FROM outbox"
            )
            kept = await parked.counts(tx)
        assert outbox is not None
        return ServiceStatus(
            service=self.service.name,
            instance=self.settings.instance,
            ready=not (await self.ready()).problems,
            lag=await self.subscriber.lag() if self.subscriber else 0,
            partitions=len(self.subscriber.assigned) if self.subscriber else 0,
            fenced=self.subscriber.fenced if self.subscriber else 0,
            outbox=outbox["waiting"],
            outbox_age_s=max(0.0, round(outbox["age"], 3)),
            parked=kept.get("parked", 0),
            dead_letters=kept.get("dead", 0),
        )

    async def _nothing_to_read(self) -> bool:
        assert self.subscriber
        return await self.subscriber.lag() == 0

    def _health(self, found: list[str]) -> Health:
        return Health(service=self.service.name, instance=self.settings.instance, problems=found)


class _Unobserved:
    """The API without a process, as its OpenAPI document and tests need it."""

    async def alive(self) -> Health:
        return Health(service="", instance="", problems=[])

    ready = alive

    async def status(self) -> ServiceStatus:
        raise NotImplementedError


class _Loop:
    """Runs a coroutine for ever: what raises is logged and started again, later each time."""

    def __init__(self, name: str, body: Callable[[], Awaitable[None]]) -> None:
        self.name = name
        self.body = body

    async def run(self) -> None:
        wait = 0.5
        while True:
            started = time.monotonic()
            try:
                await self.body()
            except Exception as error:
                if parked.is_passing(error):
                    log.warning("%s: %s; trying again in %.0f s", self.name, type(error).__name__, wait)
                else:
                    log.exception("%s failed; trying again in %.0f s", self.name, wait)
            await asyncio.sleep(wait)
            wait = 0.5 if time.monotonic() - started > 60 else min(2 * wait, 15)


class _Server(uvicorn.Server):
    """Signals stop the whole process in its own order, so the web server does not take them."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _listen(host: str, port: int) -> socket.socket:
    """Replicas of a service listen on one port together."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        sock.bind((host, port))
    except OSError:
        sys.exit(f"port {port} on {host} is in use; set BACKSHOP_PORT to another")
    sock.listen(1024)
    sock.setblocking(False)
    return sock


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("aiokafka", "uvicorn", "faststream"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
