"""A process works only while its database is not older than what the service has announced."""

import asyncio
import logging

from aiokafka.errors import KafkaError

from shared.messaging.compare import find_mark, look
from shared.older import not_compared, not_looked, older
from shared.postgres.sessions import Connection
from shared.transaction import Database
from shared.waiting import Waiting, Waits, reason_of

LOOK_EVERY_S = 2

log = logging.getLogger(__name__)


class Guard:
    """Closes the process's database, and opens it again once another process has taken back what was not known.

    Who leads of the relays compares too, so that a database that is set back under running processes is found.
    """

    def __init__(self, service: str, kafka: str, database: Database) -> None:
        self.service = service
        self.kafka = kafka
        self.database = database
        self.unknown = 0
        self._waiting = Waiting("database")

    def start(self) -> None:
        """Nothing may be written until `begin` has ended."""
        self.database.closed = not_looked(self.service)

    async def begin(self) -> None:
        """Before anything is written.

        While Kafka is away nothing can be compared. A service goes on then, as its outbox is made for that, unless its
        database bears the mark of a restore.
        """
        async with self.database.reading() as queries:
            try:
                await self._compare(queries.connection)
            except (KafkaError, TimeoutError, OSError, Waits) as error:
                if not self.database.closed:
                    log.warning("what %s has announced is compared later: %s", self.service, reason_of(error))

    async def watch(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            async with self.database.reading() as queries:
                await self.look(queries.connection)

    async def look(self, connection: Connection) -> None:
        mark = await find_mark(connection)
        if mark is None:
            self._open()
        elif mark.unknown is not None:
            self._close(older(self.service, mark.unknown), mark.unknown)
        else:
            try:
                await self._compare(connection)
            except (KafkaError, TimeoutError, OSError, Waits):
                return

    async def _compare(self, connection: Connection) -> None:
        """Raises what Kafka raises; a restored database stays closed then."""
        restored = await find_mark(connection) is not None
        try:
            closed = await look(connection, self.kafka, self.service)
        except (KafkaError, TimeoutError, OSError, Waits) as error:
            if restored:
                self._close(not_compared(self.service, reason_of(error)), 0)
            else:
                self._open()
            raise
        if closed:
            mark = await find_mark(connection)
            self._close(closed, (mark.unknown or 0) if mark else 0)
        else:
            self._open()

    def _close(self, why: str, unknown: int) -> None:
        self.database.closed, self.unknown = why, unknown
        self._waiting.waits(why)

    def _open(self) -> None:
        self.database.closed, self.unknown = None, 0
        self._waiting.over()
