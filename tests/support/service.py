"""A service under test: its real database, its real inbox and its real HTTP application, without Kafka."""

import asyncio
import itertools
import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
import pytest
from aiokafka import ConsumerRecord
from asyncpg.connection import LoggedQuery
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from starlette.datastructures import State

from shared.cloudevents import Incoming, pack, unpack
from shared.http.access import Tokens
from shared.messaging.inbox import Offsets
from shared.messaging.parked import ParkedRecord, list_parked
from shared.postgres.migrate import migrate
from shared.schemas.event import Event
from shared.schemas.orders import OrderSnapshot
from shared.schemas.registry import EVENTS
from shared.scopes import SCOPES
from shared.service import Service
from shared.tokens import mint
from shared.transaction import Database, Queries, Tx
from tests.support.packed import headers_of
from tests.support.stack import Stack

PRIVATE_KEY = Ed25519PrivateKey.generate()
PRIVATE_PEM = PRIVATE_KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
PUBLIC_KEY = (
    PRIVATE_KEY.public_key()
    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    .decode()
)
ALL_SCOPES = " ".join(SCOPES)


def token(scopes: str = ALL_SCOPES, *, subject: str = "alice", seconds: int = 7200) -> str:
    return mint(PRIVATE_PEM, subject=subject, scopes=scopes.split(), ttl_s=seconds)


class ShopService:
    """A service to deliver events to and to call; `announced` tells what it answered."""

    def __init__(self, service: Service, database: Database) -> None:
        self.service = service
        self.database = database
        self.inbox = service.inbox(database)
        self.api = _idle_api(service)
        self.api.state.database = database
        self.api.state.tokens = Tokens(PUBLIC_KEY)
        self.http = self.client(token())
        self._keys = itertools.count(1)
        self._offsets: dict[str, int] = {}
        self._positions: dict[tuple[str, int], int] = {}
        self._packed: dict[int, tuple[Event, Any]] = {}

    async def close(self) -> None:
        """The application goes to the next test: building one takes longer than most tests."""
        await self.http.aclose()
        _idle[self.service].append(self.api)

    def client(self, bearer: str | None) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.api, raise_app_exceptions=False),
            base_url="http://shop",
            headers={"Authorization": f"Bearer {bearer}"} if bearer else {},
        )

    async def deliver(self, *events: Event) -> None:
        """Hand these events to the inbox as one poll; the same object again is the same event again."""
        await self.deliver_records(self.record(event) for event in events)

    async def deliver_records(self, records: Iterable[ConsumerRecord]) -> None:
        wanted = frozenset(self.inbox.handlers)
        batch: list[Incoming] = [unpack(record, wanted) for record in records]
        offsets = await self._offsets_of(batch)
        await self.inbox.apply(batch, offsets)
        self._positions |= {place: span.next_offset for place, span in offsets.items()}

    async def _offsets_of(self, batch: list[Incoming]) -> dict[tuple[str, int], Offsets]:
        """As a consumer has them that reads these records; one that reads some again believes to stand before them."""
        offsets: dict[tuple[str, int], Offsets] = {}
        for record in batch:
            place = (record.topic, record.partition)
            start = (
                offsets[place].batch_start if place in offsets else min(record.offset, self._positions.get(place, 0))
            )
            offsets[place] = Offsets(start, record.offset + 1)
        if new := offsets.keys() - self._positions.keys():
            async with self.transaction() as tx:
                await tx.execute(
                    "INSERT INTO consumed (topic, partition, batch_start, next_offset)"
                    " SELECT topic, partition, 0, 0 FROM unnest($1::text[], $2::int[]) AS new (topic, partition)"
                    " ON CONFLICT DO NOTHING",
                    [topic for topic, _ in new],
                    [partition for _, partition in new],
                )
        return offsets

    def record(self, event: Event, **changes: Any) -> ConsumerRecord:
        """The event as a Kafka record at the next offset of its topic, with parts of it changed."""
        _, packed = self._packed.setdefault(id(event), (event, pack(event, None)))
        offset = self._offsets[event.topic] = self._offsets.get(event.topic, -1) + 1
        fields = {
            "topic": event.topic,
            "partition": 0,
            "offset": offset,
            "timestamp": 0,
            "timestamp_type": 0,
            "key": packed.key.encode(),
            "value": packed.value,
            "checksum": None,
            "serialized_key_size": 0,
            "serialized_value_size": 0,
            "headers": headers_of(packed),
        }
        return ConsumerRecord(**(fields | changes))

    async def post(self, path: str, body: Any = None, *, key: str | None = None, **more: Any) -> httpx.Response:
        """POST with an Idempotency-Key of its own unless one is given."""
        headers = {"Idempotency-Key": key or f"test-{next(self._keys)}", **more.pop("headers", {})}
        return await self.http.post(path, json=body, headers=headers, **more)

    def reading(self) -> AbstractAsyncContextManager[Queries]:
        return self.database.reading()

    def transaction(self, *, locking: Iterable[UUID] = ()) -> AbstractAsyncContextManager[Tx]:
        return self.database.transaction(locking=locking)

    async def statements_of(self, use_case: Callable[[Tx], Awaitable[object]]) -> int:
        """How many statements a use case sends.

        A connection asks for the types of its arrays before its first statement that has such: that is not counted.
        """
        sent: list[LoggedQuery] = []
        async with self.transaction() as tx:
            with tx.connection.query_logger(sent.append):
                await use_case(tx)
        return len([one for one in sent if not any(word in one.query for word in ("typeinfo", "current_setting"))])

    async def announced(self) -> list[Event]:
        """The events announced so far, oldest first; `snapshots` has what was announced beside them of orders."""
        return [event for event in await self._outbox() if not isinstance(event, OrderSnapshot)]

    async def announced_types(self) -> list[str]:
        return [type(event).__name__ for event in await self.announced()]

    async def snapshots(self) -> list[OrderSnapshot]:
        """The snapshots of orders announced so far, oldest first."""
        return [event for event in await self._outbox() if isinstance(event, OrderSnapshot)]

    async def _outbox(self) -> list[Event]:
        """It keeps everything, as no relay runs."""
        async with self.reading() as tx:
            rows = await tx.fetch("SELECT headers, value FROM outbox ORDER BY id")
        return [EVENTS[dict(json.loads(row["headers"]))["ce_type"]].model_validate_json(row["value"]) for row in rows]

    async def accepted(self, table: str, column: str) -> set[str]:
        """The words the CHECK constraint of a column accepts."""
        async with self.reading() as tx:
            check = await tx.fetchval(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = $1", f"{table}_{column}_check"
            )
        return set(re.findall(r"'(\w+)'", check))

    async def parked(self) -> list[ParkedRecord]:
        async with self.reading() as tx:
            return await list_parked(tx, after=0, limit=200)


async def empty(database: Database) -> None:
    """Forget everything but the migrations, and count from one again."""
    async with database.transaction() as tx:
        await tx.execute(_EMPTY)


def database_of(service: Service) -> Any:
    """A fixture `_<service>_database` to bind in a conftest: the service's own database, migrated, for the session."""

    @pytest.fixture(scope="session", name=f"_{service.name}_database")
    async def database(postgres: Stack) -> AsyncIterator[Database]:
        url = await postgres.create_database(f"test_{service.name}")
        await migrate(url, service.name)
        connected = await Database.connect(url, connections=12)
        yield connected
        await connected.close()

    return database


@asynccontextmanager
async def on_empty(service: Service, database: Database) -> AsyncIterator[ShopService]:
    """The service on its database, emptied."""
    await empty(database)
    under_test = ShopService(service, database)
    try:
        yield under_test
    finally:
        await under_test.close()


_idle: dict[Service, list[FastAPI]] = defaultdict(list)
_as_built: dict[FastAPI, dict[str, Any]] = {}


def _idle_api(service: Service) -> FastAPI:
    """One that no other test has now; of a test before nothing is left in its state.

    A busy machine is no database that is away, so there is more time than in a shop.
    """
    if _idle[service]:
        api = _idle[service].pop()
    else:
        api = service.api()
        _as_built[api] = dict(api.state._state)
    api.state = State(_as_built[api] | {"batches": {}, "stopping": asyncio.Event(), "answer_s": 60})
    return api


# Deleting few rows is five times as fast as truncating, which makes new files. A table of several pages, or one of
# which the planner has statistics, is truncated all the same: no test plans by what another has left. The triggers that
# refuse to delete what the law keeps are off for this transaction.
_EMPTY = """
DO $$
DECLARE one record; filled boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT oid::regclass::text AS name, reltuples >= 0 OR pg_relation_size(oid) > 65536 AS is_known
            FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'migrations' LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM ' || one.name || ')' INTO filled;
        IF one.is_known THEN
            EXECUTE 'TRUNCATE ' || one.name || ' CASCADE';
        ELSIF filled THEN
            EXECUTE 'DELETE FROM ' || one.name;
        END IF;
    END LOOP;
    FOR one IN SELECT quote_ident(sequencename) AS name FROM pg_sequences
            WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
        EXECUTE 'ALTER SEQUENCE ' || one.name || ' RESTART';
    END LOOP;
END $$
"""
