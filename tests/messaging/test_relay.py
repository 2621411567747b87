"""Who leads of the relays of a service, and that a relay which is gone does not."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from shared import loops
from shared.cloudevents import EventTooLarge
from shared.messaging import outbox, relay
from shared.messaging.outbox import Outbox
from shared.messaging.relay import Relay
from shared.settings import ServiceSettings
from shared.transaction import Queries, announce
from tests.messaging.ledger import Ledger
from tests.messaging.outbox_in_trouble import deleting_fails, read_only
from tests.support.orders import cancelled, placed
from tests.support.service import PUBLIC_KEY
from tests.support.stack import Stack
from tests.support.waiting import until


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of what was sent to a Kafka that takes everything."""
    ids: list[int] = []

    async def send(self: Relay, rows: Sequence[asyncpg.Record]) -> dict[Any, Any]:
        ids.extend(row["id"] for row in rows)
        return {}

    monkeypatch.setattr(Relay, "_send", send)
    return ids


@asynccontextmanager
async def relaying(ledger: Ledger, postgres: Stack, *, of_this_process: bool = True) -> AsyncIterator[Relay]:
    settings = ServiceSettings(
        database_url=postgres.postgres_url("test_ledger"),
        kafka="unused",
        port=0,
        token_public_key=PUBLIC_KEY,
        instance="ledger-1",
    )
    started = Relay("ledger", settings, ledger.database.announced if of_this_process else asyncio.Event())
    running = loops.for_ever(started.run, started.waiting)
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


async def test_a_relay_that_does_not_lead_tells_the_one_that_does(
    ledger: Ledger, postgres: Stack, sent: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "LOOK_EVERY_S", 9)  # so soon the leader looks by itself
    async with relaying(ledger, postgres, of_this_process=False) as leader:
        await until(_leads, leader)
        async with relaying(ledger, postgres) as second:
            await until(_has_asked_for_the_lead, second, second.last_round)
            async with ledger.transaction() as tx:
                announce(tx, placed())
            await until(_outbox_is_empty, ledger, seconds=5)
    assert sent == [1]


async def test_a_process_without_a_relay_tells_that_of_another(
    ledger: Ledger, postgres: Stack, sent: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "LOOK_EVERY_S", 9)
    async with relaying(ledger, postgres, of_this_process=False) as leader:
        await until(_leads, leader)
        telling = asyncio.create_task(relay.tell_leader(ledger.database))
        async with ledger.transaction() as tx:
            announce(tx, placed())
        await until(_outbox_is_empty, ledger, seconds=5)
        telling.cancel()
    assert sent == [1]


async def test_a_relay_does_not_lead_through_a_pooler_that_drops_the_settings_of_its_session(
    ledger: Ledger, postgres: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = asyncpg.connect
    with monkeypatch.context() as pooler:
        pooler.setattr(asyncpg, "connect", lambda *args, server_settings, **more: connect(*args, **more))
        async with relaying(ledger, postgres) as started:
            await until(_waits, started)
            assert str(started.waiting.reason).startswith("the database's session has not the settings ")
            assert not started.leading
    async with relaying(ledger, postgres) as started:
        await until(_leads, started)


async def test_an_event_that_nobody_would_read_never_comes_to_stand_before_others_in_the_outbox(ledger: Ledger) -> None:
    with pytest.raises(EventTooLarge, match="OrderCancelled has 900[0-9]{3} bytes; at most 900000 are read"):
        async with ledger.transaction() as tx:
            announce(tx, cancelled(placed()).model_copy(update={"reason": "a" * 900_000}))
    assert await ledger.announced() == []


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


async def test_while_the_database_takes_no_changes_the_relay_sends_nothing_and_says_so(
    ledger: Ledger, postgres: Stack, sent: list[int]
) -> None:
    async with ledger.transaction() as tx:
        announce(tx, placed())
    async with read_only(postgres), relaying(ledger, postgres) as only:
        await until(_waits, only)
        assert only.waiting.reason == "the database takes no changes: it is read-only"
        assert sent == []
    async with relaying(ledger, postgres):
        await until(_outbox_is_empty, ledger)
    assert sent == [1]


async def test_what_was_sent_but_could_not_be_deleted_is_not_sent_again(
    ledger: Ledger, postgres: Stack, sent: list[int]
) -> None:
    async with ledger.transaction() as tx:
        announce(tx, placed())
    async with deleting_fails(ledger), relaying(ledger, postgres) as only:
        await until(_has_tried_to_delete, ledger, 3)  # it has led twice since it sent
        assert (sent, only.waiting.reason is not None) == ([1], True)
        async with ledger.transaction() as tx:
            announce(tx, placed())
            await tx.execute("DROP TRIGGER fail_for_test ON outbox")
        await until(_outbox_is_empty, ledger)
    assert sent == [1, 2]


async def test_an_event_that_commits_after_later_ones_is_sent_and_nothing_before_the_floor_is_read_again(
    ledger: Ledger, postgres: Stack, sent: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes = _watch_outboxes(monkeypatch)
    async with relaying(ledger, postgres):
        async with ledger.database.pool.acquire() as slow, slow.transaction():
            await slow.execute(_INSERT)  # takes the first id
            for _ in range(3):
                async with ledger.transaction() as tx:
                    announce(tx, placed())
                await until(_outbox_is_empty, ledger)
                await until(_looked_again, boxes[-1])
            assert (sent, boxes[-1].floor) == ([2, 3, 4], 0)
        await until(_outbox_is_empty, ledger)
        assert sent == [2, 3, 4, 1]
        await until(_floor_is, boxes[-1], 4)


async def test_rows_that_an_old_snapshot_holds_are_not_read_at_every_look(
    ledger: Ledger, postgres: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes = _watch_outboxes(monkeypatch)
    async with ledger.database.pool.acquire() as dump, dump.transaction(isolation="repeatable_read"):
        await dump.fetchval("SELECT count(*) FROM outbox")
        async with ledger.transaction() as tx:
            await tx.execute(f"{_INSERT} FROM generate_series(1, 3000)")
        async with relaying(ledger, postgres):
            await until(_outbox_is_empty, ledger)
            await until(_floor_is, boxes[-1], 3000)
            async with ledger.reading() as queries:
                assert await _pages_read(queries, 0) > 30
                assert await _pages_read(queries, boxes[-1].floor) < 8


_INSERT = "INSERT INTO outbox (topic, key, headers, value) SELECT 'orders.events', 'k', '[]', ''"


def _watch_outboxes(monkeypatch: pytest.MonkeyPatch) -> list[Outbox]:
    """Those that are made from now on, which look at once and often."""
    made: list[Outbox] = []

    class Watched(Outbox):
        looks = 0

        def __init__(self, connection: asyncpg.Connection) -> None:
            super().__init__(connection)
            made.append(self)

        async def raise_floor(self) -> None:
            await super().raise_floor()
            self.looks += 1

    monkeypatch.setattr(relay, "Outbox", Watched)
    monkeypatch.setattr(relay, "LOOK_EVERY_S", 0.02)
    monkeypatch.setattr(outbox, "LOOK_EVERY_S", 0)
    return made


async def _looked_again(box: Any) -> bool:
    if not hasattr(box, "from_look"):
        box.from_look = box.looks
    return bool(box.looks > box.from_look + 3)


async def _floor_is(box: Outbox, floor: int) -> bool:
    return box.floor == floor


async def _pages_read(queries: Queries, floor: int) -> int:
    """Pages of table and index that the relay's look touches."""
    sql = outbox.READ.replace("$1", str(floor)).replace("$2", "1000")
    (plan,) = json.loads(await queries.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}"))
    read: int = plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
    return read


async def _has_asked_for_the_lead(started: Relay, since: float) -> bool:
    return started.last_round > since


async def _has_tried_to_delete(ledger: Ledger, times: int) -> bool:
    async with ledger.reading() as queries:
        return bool(await queries.fetchval("SELECT is_called AND last_value >= $1 FROM tries_of_test", times))


async def _waits(started: Relay) -> bool:
    return started.waiting.reason is not None


async def _leads(started: Relay) -> bool:
    return started.leading


async def _waits_to_delete(ledger: Ledger) -> bool:
    async with ledger.reading() as queries:
        return bool(
            await queries.fetchval(
                "SELECT true FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name = 'backshop relay' AND query LIKE 'WITH%DELETE FROM outbox%'"
                " AND wait_event_type = 'Lock'"
            )
        )


async def _outbox_is_empty(ledger: Ledger) -> bool:
    async with ledger.reading() as queries:
        return not await queries.fetchval("SELECT EXISTS (SELECT FROM outbox)")
