"""A running process of a service: how it starts, and how it stops."""

import asyncio
import contextlib
import gc
import logging
import signal

import uvloop
from fastapi import FastAPI

from shared.http.access import Tokens
from shared.http.server import serving
from shared.log import log_to_stderr
from shared.loops import STEADY_S, cancel
from shared.messaging.guard import Guard
from shared.parts import Parts
from shared.postgres.standing import Standing
from shared.process_health import ProcessHealth
from shared.service import Service
from shared.settings import ServiceSettings
from shared.transaction import Database
from shared.waiting import reason_of

LISTEN_AFTER_S = 5
"""A process whose database is away when it starts answers all the same: it lives, and is not ready."""

STOP_S = 5
"""What works when the process stops has so long to end, once the requests have."""

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
        self.parts: Parts
        self.health: ProcessHealth

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
        self.parts = Parts(self.service, self.settings, database)
        self.parts.waits["clock"] = self._standing.clock
        self.health = ProcessHealth(self.parts, self._standing, self._guard)

    async def _run_when_migrated(self) -> None:
        """Wait for the database and its migrations, however long they take to appear; see that it is no older one."""
        waiting = self.parts.waiting("start")
        while problem := await self._standing.problem() or await self._begin():
            waiting.waits(problem)
            await asyncio.sleep(0.5)
        waiting.over()
        self._standing.migrated.set()
        async with contextlib.AsyncExitStack() as stack:
            if self.settings.role in ("all", "worker"):
                self.parts.start_worker(stack)
            else:
                self.parts.tell_relay(stack)
            clock = self.parts.start("clock", self._standing.keep_clock, self._standing.clock)
            guard = self.parts.start("guard", self._guard.watch, self.parts.waiting("guard"), STEADY_S)
            stack.push_async_callback(cancel, [clock, guard])
            await asyncio.Event().wait()  # until it is cancelled, which ends them

    async def _begin(self) -> str | None:
        """Why it cannot be looked whether the database is older; what is older begins too, and is closed."""
        try:
            await self._guard.begin()
        except Exception as error:
            self.parts.waits["start"].failed(error)
            return reason_of(error)
        return None

    def _api(self) -> FastAPI:
        api = self.service.api(self.health)
        api.state.database = self.database
        api.state.kafka = self.settings.kafka
        api.state.tokens = Tokens(self.settings.token_public_key)
        api.state.stopping = self.stopping
        return api
