"""How a process stands with its database: whether it answers and can be worked with, and the clock they share."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TypeVar

import asyncpg

from shared import clock
from shared.postgres.migrate import is_migrated
from shared.postgres.own_session import OwnSession
from shared.postgres.room import find_shortage, try_to_write
from shared.postgres.trouble import LOCK_MISSED_S, Stalled, find_stalled, find_trouble
from shared.transaction import Database, Queries
from shared.waiting import Waiting, passes, reason_of

ANSWER_LIMIT_S = 2
NO_ANSWER = "the database does not answer"
BUSY = "all connections to the database are busy, or hang"
LOCKED_S = 1
"""Where nothing else goes on, a lock is told of after so long."""

FIGURE_LOCK_MS = 300
"""Whoever asks for figures hears what is known without those of a table that is locked."""

LOOK_EVERY_S = 5
SHORT_FOR_S = 5
"""What failed for want of room, and not where it was tried, is told for so long."""

TOLD_DRIFT = timedelta(seconds=5)

Figure = TypeVar("Figure")


class Standing:
    """`trouble` is what keeps the database from working in part, and `failed_at` when it last did not work at all."""

    def __init__(self, database: Database, service: str, url: str) -> None:
        self.database = database
        self.service = service
        self.migrated = asyncio.Event()
        self.clock = Waiting("clock")
        self.trouble: list[str] = []
        self.failed_at = 0.0
        self._was_away = False
        self._asked: asyncio.Task[str | None] | None = None
        self._own = OwnSession(url, "backshop health")
        self._heard = False
        self._shown = False
        self._room = Waiting("what writes")
        self._locks = Waiting("what needs a lock")

    async def problem(self) -> str | None:
        """What keeps everything here from working, soon: one that is frozen answers no question, nor its withdrawal."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(self._ask(), name="ask the database")
        asked = self._asked  # until this goes on, somebody else may have asked again
        answered, _ = await asyncio.wait({asked}, timeout=ANSWER_LIMIT_S / 2)
        if answered:
            return asked.result()
        # It, or all that could ask it, waits for something.
        stalled = await self._ask_apart(ANSWER_LIMIT_S / 2)
        if asked.done():
            return asked.result()
        self._failed()
        if stalled:
            return f"statements hang: {stalled.told}"
        return BUSY if self._heard or self.database.is_busy else NO_ANSWER

    @property
    def hangs(self) -> bool:
        """Whether it was asked and has not answered yet."""
        return self._asked is not None and not self._asked.done()

    def close(self) -> None:
        self._own.close()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Queries]:
        """By an idle connection, or apart from them where none is or they hang; raises when nothing answers in time."""
        if self.hangs and not self._heard:
            raise TimeoutError(NO_ANSWER)
        if not self.hangs and self.database.has_idle:
            async with asyncio.timeout(ANSWER_LIMIT_S), self.database.reading() as queries:
                yield queries
        else:
            async with self._own.reading(ANSWER_LIMIT_S) as queries:
                yield queries

    async def figure(self, read: Callable[[Queries], Awaitable[Figure]]) -> Figure | None:
        """What is read of a table in no time; None while somebody keeps it locked."""
        try:
            async with self.reading() as queries, queries.connection.transaction():
                await queries.connection.execute(f"SET LOCAL lock_timeout = {FIGURE_LOCK_MS}")
                return await read(queries)
        except asyncpg.LockNotAvailableError:
            return None

    async def keep_clock(self) -> None:
        """Until cancelled, follow the database's clock, which dates what happens here, and look how it stands."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await self.problem()

    async def _ask(self) -> str | None:
        """Also looks for what keeps it from working in part."""
        try:
            async with self.database.reading() as queries:
                if not self.migrated.is_set() and not await is_migrated(queries.connection, self.service):
                    return "the database has not got the migrations of this version"
                trouble = await find_trouble(
                    queries, lock_missed=self._lock_missed, rows_of=self.database.rows_missed_of
                )
                await self._follow_clock(queries)
                short = None if trouble.read_only else await self._find_shortage(queries)
        except Exception as error:
            if not passes(error):
                raise
            self._failed()
            return reason_of(error) if isinstance(error, asyncpg.PostgresError) else NO_ANSWER
        self.trouble = trouble.waiting
        self._say_locks(trouble.stalled)
        if trouble.read_only:
            self._was_away = True
            await self.database.renew()  # this connection may be from before the database could be written to
            return "the database takes no changes: it is read-only"
        if trouble.hangs or short:
            self.failed_at = time.monotonic()
            self._was_away = True
            self._room.waits(short or "commits hang")
            return trouble.hangs or short
        self._room.over()
        self._works()
        return None

    async def _find_shortage(self, queries: Queries) -> str | None:
        """What was met at work is told until it works where it is tried; for a moment, where trying never showed it."""
        met = self.database.short
        short = await find_shortage(queries) or (met and await try_to_write(queries))
        if short:
            self._shown = True
            return short
        if met and not self._shown and time.monotonic() - met.at < SHORT_FOR_S:
            return met.why
        self._shown = False
        if self.database.short is met:
            self.database.short = None
        return None

    async def _ask_apart(self, limit_s: float) -> Stalled | None:
        """Who holds a lock that others wait for, asked on a connection that waits for nothing."""
        self._heard = False
        try:
            async with self._own.reading(limit_s) as queries:
                stalled = await find_stalled(
                    queries,
                    after_s=LOCKED_S,
                    lock_missed=self._lock_missed,
                    rows_of=self.database.rows_missed_of,
                )
        except Exception as error:
            if not passes(error):
                raise
            return None
        self._heard = True
        self._say_locks(stalled)
        return stalled

    @property
    def _lock_missed(self) -> bool:
        return time.monotonic() - self.database.lock_missed_at < LOCK_MISSED_S

    def _say_locks(self, stalled: Stalled | None) -> None:
        """In the log once for each that holds one, and not with how long that is."""
        if stalled:
            self._locks.waits(f"{stalled.holder or 'a session'} holds it")
        else:
            self._locks.over()

    def _failed(self) -> None:
        self.trouble, self.failed_at = [], time.monotonic()
        self._was_away = True

    def _works(self) -> None:
        """What waits for it is told, so that nobody is told of what is over."""
        if self._was_away:
            self._was_away = False
            self.database.is_back()

    async def _follow_clock(self, queries: Queries) -> None:
        asked_at_s = time.monotonic()
        ahead = clock.follow(await queries.fetchval("SELECT clock_timestamp()"), asked_at_s=asked_at_s)
        if abs(ahead) < TOLD_DRIFT:
            self.clock.over()
        else:
            self.clock.waits(f"this machine's is {ahead.total_seconds():.0f} s ahead of the database's, which counts")
