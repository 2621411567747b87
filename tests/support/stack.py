"""A PostgreSQL and a Kafka of the tests' own: other ports and other state than a shop that is up.

Fixtures: `postgres` and `kafka` give the session's `Stack` with that server running (a test that asks for
neither starts nothing); `own_stack` gives a test servers it may kill.
"""

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable

import asyncpg
import psutil
import pytest
from uuid_utils.compat import uuid7

from deploy.local.kafka import kafka as kafka_process
from deploy.local.ports import find_free
from deploy.local.postgres import postgres as postgres_process
from deploy.local.process import Process, wake
from deploy.local.settings import LocalSettings
from deploy.local.state import State
from deploy.problem import Problem

HOST = "127.0.0.1"
PASSWORD = "for-tests"
SETTINGS = LocalSettings()
TEST_STATES = SETTINGS.cache.parent / "test"


class Stack:
    def __init__(self, name: str, *, fsync: bool) -> None:
        self.state = State(TEST_STATES / f"{os.getpid()}-{name}")
        self.postgres_port = find_free()
        self.kafka_port = find_free()
        self._controller_port = find_free()
        self._fsync = fsync
        self._postgres: Process | None = None
        self._kafka: Process | None = None

    @property
    def kafka(self) -> str:
        """The bootstrap servers."""
        return f"{HOST}:{self.kafka_port}"

    def postgres_url(self, database: str = "postgres") -> str:
        """As the administrator."""
        return f"postgresql://postgres:{PASSWORD}@{HOST}:{self.postgres_port}/{database}"

    async def create_database(self, name: str) -> str:
        """Anew when it is there already; returns its URL."""
        connection = await asyncpg.connect(self.postgres_url())
        try:
            await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            await connection.execute(f'CREATE DATABASE "{name}"')
        finally:
            await connection.close()
        return self.postgres_url(name)

    async def execute(self, sql: str, database: str = "postgres") -> None:
        """As the administrator, in a session of its own."""
        connection = await asyncpg.connect(self.postgres_url(database))
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    def pause_postgres(self) -> None:
        """As `pause_kafka`, with all its sessions."""
        assert self._postgres
        assert self._postgres.pid
        server = psutil.Process(self._postgres.pid)
        for process in (server, *server.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):  # a session that ends just then
                process.suspend()

    async def start_postgres(self) -> None:
        if self._postgres and self._postgres.running and self._postgres.pid:
            wake(self._postgres.pid)
        if self._postgres is None:
            self._postgres = await postgres_process(
                data=self.state.directory / "postgres",
                log=self.state.directory / "postgres.log",
                host=HOST,
                port=self.postgres_port,
                password=PASSWORD,
                programs=SETTINGS.postgres_bin,
                fsync=self._fsync,
            )
        await self._start(self._postgres)

    def pause_kafka(self) -> None:
        """It answers nothing, and nobody is told, until it is started."""
        assert self._kafka
        assert self._kafka.pid
        os.kill(self._kafka.pid, signal.SIGSTOP)

    async def start_kafka(self) -> None:
        if self._kafka and self._kafka.running and self._kafka.pid:
            os.kill(self._kafka.pid, signal.SIGCONT)
        if self._kafka is None:
            self._kafka = await kafka_process(
                data=self.state.directory / "kafka",
                log=self.state.directory / "kafka.log",
                host=HOST,
                port=self.kafka_port,
                controller_port=self._controller_port,
                cache=SETTINGS.cache,
                java=SETTINGS.java,
            )
        await self._start(self._kafka)

    def kill_postgres(self) -> None:
        assert self._postgres
        self._postgres.kill()

    def kill_kafka(self) -> None:
        assert self._kafka
        self._kafka.kill()

    async def stop(self) -> None:
        """Everything, and its state with it."""
        await asyncio.gather(*(process.stop() for process in self._processes()))
        shutil.rmtree(self.state.directory, ignore_errors=True)

    async def _start(self, process: Process) -> None:
        if not process.running:
            await start(process, lambda: self.state.write(self._processes()))

    def _processes(self) -> list[Process]:
        return [process for process in (self._postgres, self._kafka) if process]


async def start(process: Process, started: Callable[[], None]) -> None:
    """Start it, also right after it was killed: the sessions of PostgreSQL hold on to its memory for a moment."""
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + 30
    while True:
        process.start()
        started()
        try:
            return await process.wait_until_ready()
        except Problem:
            if process.running or loop.time() > give_up_at:
                raise
            await asyncio.sleep(0.5)


async def _remove_leftovers() -> None:
    """Of test runs that were killed; those beside us have a living process id in their names."""
    for directory in TEST_STATES.glob("*"):
        if not psutil.pid_exists(int(directory.name.split("-")[0])):
            await State(directory).stop_orphans()
            shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
async def _session_stack() -> AsyncIterator[Stack]:
    await _remove_leftovers()
    stack = Stack("session", fsync=False)
    try:
        yield stack
    finally:
        await stack.stop()


@pytest.fixture(scope="session")
async def postgres(_session_stack: Stack) -> Stack:
    await _session_stack.start_postgres()
    return _session_stack


@pytest.fixture(scope="session")
async def kafka(_session_stack: Stack) -> Stack:
    await _session_stack.start_kafka()
    return _session_stack


@pytest.fixture(scope="module")
async def own_stack() -> AsyncIterator[Stack]:
    """Both servers, for one module of tests that kill them."""
    stack = Stack(f"own-{uuid7()}", fsync=True)
    try:
        await asyncio.gather(stack.start_postgres(), stack.start_kafka())
        yield stack
    finally:
        await stack.stop()
