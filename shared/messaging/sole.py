"""That only one process consumes under a name: two members of one name would take each other's place for ever."""

import asyncio
from collections.abc import Awaitable

import asyncpg

from shared.postgres.sessions import connect_apart
from shared.settings import ServiceSettings
from shared.transaction import lock_numbers
from shared.waiting import Waits, passes

ASSURE_EVERY_S = 3
ANSWER_LIMIT_S = 5

LEASE_S = 15
"""A process of which the database hears nothing for so long has the name no more."""


class NameTaken(Waits):
    """Another process of the service has this one's name."""


class Sole:
    """The name of a process, held by a session lock in the service's own database.

    Kafka itself does not help: its static members are told apart by their name alone, and aiokafka joins again under
    it whenever another has taken it.
    """

    def __init__(self, settings: ServiceSettings) -> None:
        self.settings = settings
        self._session: asyncpg.Connection | None = None

    async def take(self) -> None:
        """Raises NameTaken, or what the database raises."""
        self.release()
        session = await connect_apart(
            self.settings.database_url, "backshop name", limit_s=ANSWER_LIMIT_S, idle_s=LEASE_S
        )
        (number,) = lock_numbers([f"consumer {self.settings.instance}"])
        try:
            if not await session.fetchval("SELECT pg_try_advisory_lock($1)", number):
                raise NameTaken(
                    f"another process runs as {self.settings.instance}, and only one consumes under a name;"
                    " give each its own BACKSHOP_INSTANCE"
                )
        except BaseException:
            session.terminate()
            raise
        self._session = session

    async def while_held(self, work: Awaitable[None]) -> None:
        """Until the work ends, or another has the name."""
        tasks = asyncio.ensure_future(work), asyncio.ensure_future(self._assure())
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def release(self) -> None:
        if self._session:
            self._session.terminate()
            self._session = None

    async def _assure(self) -> None:
        """A database that is away takes the name from nobody; once it is back, it is taken again."""
        while True:
            await asyncio.sleep(ASSURE_EVERY_S)
            try:
                if self._session is None:
                    await self.take()
                await self._session.execute("SELECT")  # type: ignore[union-attr]
            except Exception as error:
                self.release()
                if isinstance(error, NameTaken) or not passes(error):
                    raise
