"""That only one process consumes under a name: two members of one name would take each other's place for ever."""

import asyncio
from collections.abc import Awaitable

import asyncpg

from shared.settings import ServiceSettings
from shared.transaction import lock_numbers
from shared.waiting import Waits, passes

ASSURE_EVERY_S = 3
ANSWER_LIMIT_S = 5

_SESSION = {
    "application_name": "backshop name",
    # A process that is frozen for so long, or whose machine vanished, has the name no more.
    "idle_session_timeout": "15000",
}


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
        session = await asyncpg.connect(
            self.settings.database_url,
            timeout=ANSWER_LIMIT_S,
            command_timeout=ANSWER_LIMIT_S,
            server_settings=_SESSION,
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
