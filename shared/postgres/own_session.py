"""A session with the database apart from those that do the work, as all of them may hang."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from shared.postgres.sessions import connect_apart
from shared.transaction import Queries

KEPT_S = 60


class OwnSession:
    """Made when it is asked, and kept while it is asked often."""

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        self._name = name
        self._connection: asyncpg.Connection | None = None
        self._free = asyncio.Lock()

    @asynccontextmanager
    async def reading(self, limit_s: float) -> AsyncIterator[Queries]:
        """For one at a time. Raises TimeoutError, or what the database raises; then the session is given up."""
        async with asyncio.timeout(limit_s):
            await self._free.acquire()
        try:
            async with asyncio.timeout(limit_s):
                if self._connection is None or self._connection.is_closed():
                    self._connection = await connect_apart(
                        self._url, self._name, limit_s=limit_s, idle_s=KEPT_S, lock_timeout="1s"
                    )
                yield Queries(self._connection)
        except BaseException:
            self.close()
            raise
        finally:
            self._free.release()

    def close(self) -> None:
        if self._connection:
            self._connection.terminate()
            self._connection = None
