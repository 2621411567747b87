"""How a process stands with its database: whether it answers and can be worked with, and the clock they share."""

import asyncio
import time
from datetime import timedelta

import asyncpg

from shared import clock
from shared.postgres.migrate import is_migrated
from shared.postgres.trouble import find_trouble
from shared.transaction import Database, Queries
from shared.waiting import Waiting, passes, reason_of

ANSWER_LIMIT_S = 2
NO_ANSWER = "the database does not answer"

FOLLOW_CLOCK_EVERY_S = 30
TOLD_DRIFT = timedelta(seconds=5)


class Standing:
    """`trouble` is what keeps the database from working in part, and `failed_at` when it last did not work at all."""

    def __init__(self, database: Database, service: str) -> None:
        self.database = database
        self.service = service
        self.migrated = asyncio.Event()
        self.clock = Waiting("clock")
        self.trouble: list[str] = []
        self.failed_at = 0.0
        self._asked: asyncio.Task[str | None] | None = None

    async def problem(self) -> str | None:
        """What keeps everything here from working, soon: one that is frozen answers no question, nor its withdrawal."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(self._ask(), name="ask the database")
        asked = self._asked  # until this goes on, somebody else may have asked again
        answered, _ = await asyncio.wait({asked}, timeout=ANSWER_LIMIT_S)
        if answered:
            return asked.result()
        self._failed()
        return "all connections to the database are busy, or hang" if self.database.is_busy else NO_ANSWER

    @property
    def hangs(self) -> bool:
        """Whether it was asked and has not answered yet."""
        return self._asked is not None and not self._asked.done()

    async def keep_clock(self) -> None:
        """Follow the database's clock until cancelled; it dates what happens here."""
        while True:
            await asyncio.sleep(FOLLOW_CLOCK_EVERY_S)
            async with self.database.reading() as queries:
                await self._follow_clock(queries)

    async def _ask(self) -> str | None:
        """Also looks for what keeps it from working in part."""
        try:
            async with self.database.reading() as queries:
                if not self.migrated.is_set() and not await is_migrated(queries.connection, self.service):
                    return "the database has not got the migrations of this version"
                trouble = await find_trouble(queries)
                await self._follow_clock(queries)
        except Exception as error:
            if not passes(error):
                raise
            self._failed()
            return reason_of(error) if isinstance(error, asyncpg.PostgresError) else NO_ANSWER
        self.trouble = trouble.waiting
        if trouble.read_only:
            await self.database.renew()  # this connection may be from before the database could be written to
            return "the database takes no changes: it is read-only"
        return None

    def _failed(self) -> None:
        self.trouble, self.failed_at = [], time.monotonic()

    async def _follow_clock(self, queries: Queries) -> None:
        asked_at_s = time.monotonic()
        ahead = clock.follow(await queries.fetchval("SELECT clock_timestamp()"), asked_at_s=asked_at_s)
        if abs(ahead) < TOLD_DRIFT:
            self.clock.over()
        else:
            self.clock.waits(f"this machine's is {ahead.total_seconds():.0f} s ahead of the database's, which counts")
