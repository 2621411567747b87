"""Orders whose time to be paid is over are cancelled once each, though the process that does so is killed at it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from deploy.databases import service_url
from tests.support.sale import place
from tests.support.shop import Shop
from tests.support.waiting import until

ORDERS = 12
OVER = "UPDATE orders SET expires_at = now() - interval '1 second' WHERE order_id::text = ANY($1::text[])"
CANCELLED = "SELECT number FROM orders WHERE cancel_code = 'expired' AND settled_at IS NOT NULL"
WAITING = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'WITH%UPDATE orders%'
"""


async def test_a_process_that_is_killed_while_orders_expire_leaves_none_and_doubles_none(shop: Shop) -> None:
    await shop.is_quiet()
    order_ids = [(await place(shop))["order_id"] for _ in range(ORDERS)]
    await shop.is_quiet()
    shop.kill("orders-1")
    await shop.query("orders", OVER, order_ids)
    async with _cancelling_waits(shop):
        await shop.restart("orders-1")
        await until(shop.query, "orders", WAITING, seconds=120)
        shop.kill("orders-1")
    assert await shop.query("orders", CANCELLED) == []
    await shop.restart("orders-1")

    async def all_cancelled() -> bool:
        return len(await shop.query("orders", CANCELLED)) == ORDERS

    await until(all_cancelled, seconds=120)
    await shop.is_quiet()
    for service, what in (
        ("orders", "history WHERE action = 'cancelled'"),
        ("billing", "documents WHERE kind = 'cancellation_invoice'"),
        ("notifier", "messages WHERE kind = 'order_cancellation'"),
    ):
        sql = f"SELECT order_id FROM {what} AND order_id::text = ANY($1::text[]) ORDER BY order_id"
        assert [str(row["order_id"]) for row in await shop.query(service, sql, order_ids)] == sorted(order_ids), what


@asynccontextmanager
async def _cancelling_waits(shop: Shop) -> AsyncIterator[None]:
    """Nothing is cancelled: a trigger asks for a lock that this holds."""
    connection = await asyncpg.connect(service_url(shop.settings, "orders"))
    try:
        await connection.execute("SELECT pg_advisory_lock(4712)")
        await connection.execute(
            "CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_advisory_xact_lock(4712); RETURN NEW; END $$;"
            "CREATE TRIGGER wait_for_test BEFORE UPDATE ON orders FOR EACH ROW"
            " WHEN (NEW.state = 'cancelled') EXECUTE FUNCTION wait_for_test()"
        )
        yield
        # The session of whoever waits for it has lost its client: nothing of it is written any more.
        for row in await connection.fetch(WAITING):
            await connection.fetchval("SELECT pg_terminate_backend($1, 5000)", row["pid"])
    finally:
        await connection.execute("SELECT pg_advisory_unlock(4712)")
        await connection.execute("DROP TRIGGER wait_for_test ON orders; DROP FUNCTION wait_for_test()")
        await connection.close()
