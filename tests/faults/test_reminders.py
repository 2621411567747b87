"""Reminders that are due at once go out once each, though who issues them is killed at it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import httpx

from deploy.databases import service_url
from tests.support.bodies import ZOE
from tests.support.sale import place
from tests.support.shop import Shop
from tests.support.waiting import until

ORDERS = 12
LONG_AGO = "2026-01-05T09:00:00Z"
OVERDUE = "SELECT order_id FROM reminder_schedules WHERE due > 0 AND order_id::text = ANY($1::text[])"
SAID = "SELECT order_id FROM reminders WHERE order_id::text = ANY($1::text[]) ORDER BY order_id"
SENT = """
SELECT order_id FROM messages
WHERE kind = 'first_reminder' AND state = 'sent' AND order_id::text = ANY($1::text[])
"""
WAITING = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO reminders %'
"""


async def test_a_process_that_is_killed_while_it_reminds_forgets_nobody_and_tells_nobody_twice(shop: Shop) -> None:
    order_ids = await _long_overdue(shop)
    async with _reminding_waits(shop):
        await _save(shop, "reminders", automatic=True, from_hour=0, per_minute=6000)
        await until(shop.query, "billing", WAITING, seconds=120)
        shop.kill("billing-1")
    assert await shop.query("billing", SAID, order_ids) == []
    await shop.restart("billing-1")

    async def told() -> bool:
        return len(await shop.query("notifier", SENT, order_ids)) == ORDERS

    await until(told, seconds=180)
    await shop.is_quiet()
    await _save(shop, "reminders", automatic=False)
    assert len([mail for mail in await shop.mails() if "late-" in mail["to"]]) == ORDERS
    for service, what in (
        ("billing", "reminders"),
        ("billing", "reminder_schedules WHERE level = 1"),
        ("notifier", "messages WHERE kind = 'first_reminder' AND state = 'sent'"),
        ("orders", "history WHERE action = 'reminded'"),
    ):
        also = "AND" if "WHERE" in what else "WHERE"
        sql = f"SELECT order_id FROM {what} {also} order_id::text = ANY($1::text[]) ORDER BY order_id"
        assert [str(row["order_id"]) for row in await shop.query(service, sql, order_ids)] == sorted(order_ids), what


async def _long_overdue(shop: Shop) -> list[str]:
    """Brought over, with numbers of their own: no invoice is dated before the last of its series."""
    await _save(shop, "invoices", invoice_prefix="AGO")
    orders = [
        await place(
            shop,
            occurred_at=LONG_AGO,
            customer={**ZOE, "reference": f"R-{number}", "email": f"late-{number}@example.org"},
        )
        for number in range(ORDERS)
    ]
    await shop.is_quiet()
    await _save(shop, "invoices", invoice_prefix="FA")
    order_ids: list[str] = [one["order_id"] for one in orders]
    assert len(await shop.query("billing", OVERDUE, order_ids)) == ORDERS
    return order_ids


async def _save(shop: Shop, section: str, **changes: Any) -> None:
    (stored,) = [one for one in (await shop.get("billing", "/settings"))["sections"] if one["name"] == section]
    headers = shop.bearer() | {"If-Match": f'"{stored["version"]}"'}
    async with httpx.AsyncClient(base_url=shop.settings.url("billing"), headers=headers, timeout=30) as client:
        answer = await client.put(f"/settings/{section}", json=stored["values"] | changes)
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
