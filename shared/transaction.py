"""Queries and transactions: what a transaction announces, and the locks that make work on one order single-file."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from shared.cloudevents import Cause, Outgoing, pack
from shared.older import SAID_BY_DATABASE, OlderThanAnnounced
from shared.postgres import sessions
from shared.postgres.sessions import Connection
from shared.postgres.transient import is_short, rows_missed, why
from shared.schemas.event import Event
from shared.schemas.registry import COMPACTED
from shared.waiting import of_this_loop

MANY = 200


class Queries:
    """Statements that read; each sees what is committed when it starts, or what its own transaction has written."""

    __slots__ = ("connection",)

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        return await self.connection.fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: Any) -> asyncpg.Record | None:
        return await self.connection.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        return await self.connection.fetchval(sql, *args)


class Tx(Queries):
    """An open transaction. Whoever opened it commits; `announce` adds events to it.

    `causes` has, by key, what the events that are announced follow from; `settings`, by name, those that are stored,
    where they were read with the statement that opened the work of the transaction.
    """

    __slots__ = ("announced", "causes", "settings")

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.announced: list[Outgoing] = []
        self.causes: dict[str, Cause] = {}
        self.settings: Mapping[str, str] | None = None

    async def execute(self, sql: str, *args: Any) -> str:
        return await self.connection.execute(sql, *args)

    async def plan_for(self, rows: int) -> None:
        """Before a statement about so many rows: a plan kept since its table was small may read all of it for each."""
        if rows > MANY:
            await self.execute("SET LOCAL plan_cache_mode = force_custom_plan")

    async def lock_keys(self, keys: Iterable[str]) -> None:
        """Wait until no other transaction works on these keys, then keep them until this one ends.

        The key of an event about an order is the order's id. The inbox and the commands over HTTP lock before they
        call a use case.
        """
        if numbers := lock_numbers(keys):
            await self.execute("SELECT pg_advisory_xact_lock(number) FROM unnest($1::bigint[]) AS number", numbers)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What is raised inside undoes what was written and announced inside, and nothing else."""
        mark = len(self.announced)
        try:
            async with self.connection.transaction():
                yield
        except BaseException:
            del self.announced[mark:]
            raise

    def causation_of(self, key: str) -> str | None:
        """The CloudEvents id of the record of this key that is being handled, if any."""
        cause = self.causes.get(key)
        return cause.causation_id if cause else None


def announce(tx: Tx, *events: Event) -> None:
    """Publish these events if and only if the transaction commits, in this order for each key.

    Of several states of one thing (on a compacted topic), only the last is published.
    """
    for event in events:
        tx.announced.append(pack(event, tx.causes.get(event.key)))


def announce_again(tx: Tx, *events: Event) -> None:
    """As `announce`, of what was announced before: said twice, it has the same id."""
    tx.announced.extend(pack(event, None, again=True) for event in events)


class Short(NamedTuple):
    """What the database's server lacked, and when."""

    why: str
    at: float


class Database:
    """The connections of one service process.

    `announced` is set after a commit that left events in the outbox, to wake the relay of this process. `closed` says
    why nothing may be changed, as the service is older than what it has announced; the database's own triggers refuse
    it of those that have not heard yet. `short` is what its server last lacked, such as room on the disk, until
    somebody finds that it has that again. `lock_missed_at` is when a lock was last waited for in vain, and
    `rows_missed_of` the table, or the index of one, of whose rows that was, where PostgreSQL says so.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.announced = asyncio.Event()
        self._closed: str | None = None
        self.short: Short | None = None
        self.lock_missed_at = float("-inf")
        self.rows_missed_of: str | None = None
        self._back = asyncio.Event()

    @classmethod
    async def connect(cls, url: str, *, connections: int, at_once: int = 1) -> "Database":
        """Raises when the database is out of reach, unless it connects `at_once` to nothing."""
        pool = await asyncpg.create_pool(
            url,
            min_size=at_once,
            max_size=connections,
            init=sessions.begin,
            reset=sessions.nothing_to_reset,
            timeout=OPEN_S,
            command_timeout=60,
            server_settings=sessions.SETTINGS,
        )
        return cls(pool)

    @property
    def closed(self) -> str | None:
        return self._closed

    @closed.setter
    def closed(self, why: str | None) -> None:
        """Who waits until it is open again need not wait for the next try."""
        was_closed, self._closed = self._closed is not None, why
        if was_closed and why is None:
            self.is_back()

    @property
    def is_closed(self) -> bool:
        return self._closed is not None

    async def close(self) -> None:
        """Whoever still works has a moment; the sessions of a database that is frozen are left to it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await self.pool.close()

    def terminate(self) -> None:
        """End its sessions at once, and with them what waits for an answer."""
        self.pool.terminate()

    @property
    def is_busy(self) -> bool:
        """Whether a transaction would have to wait for another to end."""
        return self.pool.get_idle_size() == 0 and self.pool.get_size() == self.pool.get_max_size()

    @property
    def has_idle(self) -> bool:
        """Whether a connection is open that nobody uses: those that are still being made are taken already."""
        return self.pool.get_idle_size() > 0

    async def pause(self, seconds: float) -> bool:
        """Between two tries: for so long, or until somebody finds that the database works again, which is returned."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await self._back.wait()
        return False

    def is_back(self) -> None:
        """It works again, and nobody need wait for it any longer."""
        self._back.set()
        self._back = asyncio.Event()

    async def renew(self) -> None:
        """Use no connection again that is open now."""
        await self.pool.expire_connections()

    @asynccontextmanager
    async def transaction(self, *, locking: Iterable[UUID] = (), taking_back: bool = False) -> AsyncIterator[Tx]:
        """Commit at the end, with the announced events in the outbox; roll back if anything was raised.

        `locking` names the orders that the transaction is about: nothing else works on them until it ends. Raises
        OlderThanAnnounced, unless it is `taking_back` what makes the service so.
        """
        if self.closed and not taking_back:
            raise OlderThanAnnounced(self.closed)
        async with self._connection() as connection:
            async with connection.transaction():
                tx = Tx(connection)
                if taking_back:
                    await _allow_taking_back(tx)
                await tx.lock_keys(map(str, locking))
                yield tx
                await _write_outbox(tx)
            _worked(changed=True)
            if tx.announced:
                self.announced.set()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Queries]:
        """A connection for queries, outside any transaction."""
        async with self._connection() as connection:
            yield Queries(connection)
            _worked(changed=False)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        """One that finds the server changed is not used again, nor are those that are open beside it."""
        try:
            async with self._from_pool() as connection:
                yield connection
        except asyncpg.PostgresError as error:
            if is_short(error):
                self.short = Short(why(error), time.monotonic())
            elif isinstance(error, asyncpg.LockNotAvailableError):
                self.lock_missed_at, self.rows_missed_of = time.monotonic(), rows_missed(error)
            raise

    @asynccontextmanager
    async def _from_pool(self) -> AsyncIterator[Connection]:
        async with self.pool.acquire() as connection:
            try:
                yield connection
            except asyncpg.PostgresError as error:
                if error.sqlstate == SAID_BY_DATABASE:
                    raise OlderThanAnnounced(self.closed or _CLOSED) from error
                if isinstance(error, asyncpg.ReadOnlySQLTransactionError) or _ends_sessions(error):
                    connection.terminate()
                    await self.renew()
                raise


def _worked(*, changed: bool) -> None:
    if waiting := of_this_loop.get():
        waiting.database_worked(changed=changed)


async def _allow_taking_back(tx: Tx) -> None:
    """For as long as it takes: it is one transaction, however much there is."""
    await tx.execute("SELECT set_config('backshop.taking_back', 'on', true), set_config('lock_timeout', '0', true)")
    if tx.connection.get_server_version().major >= 17:
        await tx.execute("SET LOCAL transaction_timeout = 0")


_CLOSED = "the service is older than what it has announced, as after a restored dump; nothing was changed"

CLOSE_S = 5
OPEN_S = 5
"""A session is opened in so long: `terminate` ends those that are open, and a process that stops waits for the rest."""


def lock_numbers(keys: Iterable[str]) -> list[int]:
    """The advisory locks of these keys, sorted, so that two transactions never wait for each other."""
    return sorted({int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True) for key in keys})


async def _write_outbox(tx: Tx) -> None:
    if not tx.announced:
        return
    announced = _last_of_each_state(tx.announced)
    await tx.execute(
        "INSERT INTO outbox (topic, key, headers, value)"
        " SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[])",
        [event.topic for event in announced],
        [event.key for event in announced],
        [event.headers for event in announced],
        [event.value for event in announced],
    )


def _last_of_each_state(announced: Sequence[Outgoing]) -> list[Outgoing]:
    """Without the states that the same transaction has superseded: nobody could have seen them."""
    last = {(event.topic, event.key): event for event in announced if event.topic in COMPACTED}
    return [event for event in announced if event.topic not in COMPACTED or last[event.topic, event.key] is event]


def _ends_sessions(error: asyncpg.PostgresError) -> bool:
    """Whether the server stops, starts or was told to end sessions, as before and after a failover."""
    return bool(error.sqlstate and error.sqlstate.startswith("57P"))
