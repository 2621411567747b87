"""Reminders that are due at once go out once each, though the process that issues them is killed at it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import httpx
import pytest

from deploy.databases import service_url
from tests.support.bodies import ZOE
from tests.support.sale import open_shop, place
from tests.support.shop import Shop, running_shop
from tests.support.waiting import until

ORDERS = 12
LONG_AGO = "2026-01-05T09:00:00Z"
OVERDUE = "SELECT order_id FROM reminder_schedules WHERE due > 0 AND order_id::text = ANY($1::text[])"
SAID = "SELECT order_id FROM reminders WHERE order_id::text = ANY($1::text[]) ORDER BY order_id"
WAITING = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO reminders %'
"""


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    """Its own: who owes what depends on all that was ordered before."""
    async with running_shop() as shop:
        await open_shop(shop)
        yield shop


async def test_a_process_that_is_killed_while_it_reminds_forgets_nobody_and_tells_nobody_twice(shop: Shop) -> None:
    order_ids = [
        (
            await place(
                shop,
                occurred_at=LONG_AGO,
                customer={**ZOE, "reference": f"R-{number}", "email": f"late-{number}@example.org"},
            )
        )["order_id"]
        for number in range(ORDERS)
    ]
    await shop.is_quiet()

    async def all_overdue() -> bool:
        return len(await shop.query("billing", OVERDUE, order_ids)) == ORDERS

    await until(all_overdue, seconds=60)
    async with _reminding_waits(shop):
        await _save(shop, automatic=True, from_hour=0, per_minute=6000)
        await until(shop.query, "billing", WAITING, seconds=120)
        shop.kill("billing-1")
    assert await shop.query("billing", SAID, order_ids) == []
    await shop.restart("billing-1")

    async def all_told() -> bool:
        return len(await shop.query("notifier", SAID, order_ids)) == ORDERS

    await until(all_told, seconds=180)
    await shop.is_quiet()
    await _save(shop, automatic=False)
    for service, what in (
        ("billing", "reminders"),
        ("billing", "reminder_schedules WHERE level = 1"),
        ("notifier", "messages WHERE kind = 'first_reminder'"),
        ("orders", "history WHERE action = 'reminded'"),
    ):
        also = "AND" if "WHERE" in what else "WHERE"
        sql = f"SELECT order_id FROM {what} {also} order_id::text = ANY($1::text[]) ORDER BY order_id"
        assert [str(row["order_id"]) for row in await shop.query(service, sql, order_ids)] == sorted(order_ids), what


async def _save(shop: Shop, **changes: Any) -> None:
    (stored,) = [one for one in (await shop.get("billing", "/settings"))["sections"] if one["name"] == "reminders"]
    headers = shop.bearer() | {"If-Match": f'"{stored["version"]}"'}
    async with httpx.AsyncClient(base_url=shop.settings.url("billing"), headers=headers, timeout=30) as client:
        answer = await client.put("/settings/reminders", json=stored["values"] | changes)
    assert answer.status_code == 200, answer.text


@asynccontextmanager
async def _reminding_waits(shop: Shop) -> AsyncIterator[None]:
    """Nobody is reminded: a trigger asks for a lock that this holds."""
    connection = await asyncpg.connect(service_url(shop.settings, "billing"))
    try:
        await connection.execute("SELECT pg_advisory_lock(4713)")
        await connection.execute(
            "CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_advisory_xact_lock(4713); RETURN NEW; END $$;"
            "CREATE TRIGGER wait_for_test BEFORE INSERT ON reminders FOR EACH ROW EXECUTE FUNCTION wait_for_test()"
        )
        yield
        # The session of whoever waits for it has lost its client: nothing of it is written any more.
        for row in await connection.fetch(WAITING):
            await connection.fetchval("SELECT pg_terminate_backend($1, 5000)", row["pid"])
    finally:
        await connection.execute("SELECT pg_advisory_unlock(4713)")
        await connection.execute("DROP TRIGGER wait_for_test ON reminders; DROP FUNCTION wait_for_test()")
        await connection.close()
