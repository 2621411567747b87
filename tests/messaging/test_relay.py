"""Who leads of the relays of a service, and that a relay which is gone does not."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg
import pytest

from shared.messaging import relay
from shared.messaging.relay import Relay
from shared.settings import ServiceSettings
from shared.transaction import announce
from tests.messaging.conftest import Ledger
from tests.support.orders import placed
from tests.support.service import PUBLIC_KEY
from tests.support.stack import Stack
from tests.support.waiting import until


@pytest.fixture(autouse=True)
def _kafka_takes_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    async def send(self: Relay, rows: Sequence[asyncpg.Record]) -> None:
        pass

    monkeypatch.setattr(Relay, "_send", send)


@asynccontextmanager
async def relaying(ledger: Ledger, postgres: Stack) -> AsyncIterator[Relay]:
    settings = ServiceSettings(
        database_url=postgres.postgres_url("test_ledger"),
        kafka="unused",
        port=0,
        token_public_key=PUBLIC_KEY,
        instance="ledger-1",
    )
    started = Relay(settings, ledger.database.announced)
    running = asyncio.create_task(started.run())
    try:
        yield started
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_one_relay_leads_and_the_next_one_when_it_has_ended(ledger: Ledger, postgres: Stack) -> None:
    async with relaying(ledger, postgres) as first:
        await until(_leads, first)
        async with relaying(ledger, postgres) as second:
            await until(_has_asked_for_the_lead, second, second.last_round)
            assert not second.leading
    async with relaying(ledger, postgres) as third:
        await until(_leads, third)


async def test_a_relay_that_is_gone_while_it_deletes_does_not_keep_the_next_one_from_leading(
    ledger: Ledger, postgres: Stack
) -> None:
    async with ledger.transaction() as tx:
        announce(tx, placed())
    async with ledger.transaction() as blocking:
        await blocking.execute("SELECT id FROM outbox FOR UPDATE")
        async with relaying(ledger, postgres):
            await until(_waits_to_delete, ledger)
        async with relaying(ledger, postgres) as second:
            await until(_leads, second)


async def test_a_relay_leads_where_postgresql_cannot_look_for_its_clients(
    ledger: Ledger, postgres: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "CHECK_CLIENT_EVERY", "-1")  # refused, as any interval is on Windows
    async with ledger.transaction() as tx:
        announce(tx, placed())
    async with relaying(ledger, postgres) as only:
        await until(_leads, only)
        await until(_outbox_is_empty, ledger)


async def _leads(started: Relay) -> bool:
    return started.leading


async def _has_asked_for_the_lead(started: Relay, since: float) -> bool:
    return started.last_round > since


async def _waits_to_delete(ledger: Ledger) -> bool:
    async with ledger.reading() as queries:
        return bool(
            await queries.fetchval(
                "SELECT true FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name = 'backshop relay' AND query LIKE 'DELETE%' AND wait_event_type = 'Lock'"
            )
        )


async def _outbox_is_empty(ledger: Ledger) -> bool:
    return await ledger.announced() == []
