"""Whatever is killed while orders pour in, nothing is lost or doubled once it runs again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from aiokafka import AIOKafkaProducer
from uuid_utils.compat import uuid7

from deploy.databases import service_url
from shared.cloudevents import pack
from shared.schemas.event import Event
from shared.schemas.orders import OrderPlaced
from shared.scopes import SERVICES
from tests.support.packed import headers_of
from tests.support.sale import cancel_command, order, place, place_command
from tests.support.shop import Shop
from tests.support.waiting import until

ORDERS = 600
PER_SECOND = 24
OVER_HTTP = 4
"""Every fourth order comes over HTTP, from a caller that repeats a request until it is answered."""

STOCK = "SELECT sku, on_hand, allocated, backordered FROM stock ORDER BY sku"
NEITHER_MADE_NOR_TO_MAKE = """
SELECT number, kinds FROM documents LEFT JOIN files_to_make AS waiting USING (document_id) FULL JOIN (
    SELECT document_id, array_agg(kind ORDER BY kind) AS kinds FROM document_files GROUP BY 1
) AS files USING (document_id)
WHERE number IS NULL OR (kinds IS NOT DISTINCT FROM '{pdf,ubl,xml}') = (waiting.document_id IS NOT NULL)
"""
"""Documents that have some of their files, or none and are forgotten, or all and are to get them again."""

VICTIMS = [*(f"{service}-1" for service in SERVICES), "kafka", "postgres"]


async def test_killing_every_part_in_turn_loses_and_doubles_nothing(shop: Shop) -> None:
    placed_before = await _count(shop, "orders", "orders")
    stock_before = await shop.query("fulfilment", STOCK)
    order_ids = [uuid7() for _ in range(ORDERS)]
    load = asyncio.create_task(_place_and_cancel(shop, order_ids))
    for number, victim in enumerate(VICTIMS, start=1):
        await until(_so_many_orders, shop, placed_before + number * ORDERS // (len(VICTIMS) + 2), seconds=120)
        shop.kill(victim)
        await shop.restart(victim)
    await load
    await shop.is_quiet(seconds=180)

    assert await shop.rejections() == []
    assert await _count(shop, "orders", "orders") == placed_before + ORDERS
    for service, what in (
        ("orders", "orders WHERE state = 'cancelled' AND settled_at IS NOT NULL"),
        ("billing", "documents WHERE kind = 'invoice'"),
        ("billing", "documents WHERE kind = 'cancellation_invoice'"),
        ("fulfilment", "shipments WHERE state = 'void'"),
        ("notifier", "messages WHERE kind = 'order_cancellation'"),
    ):
        assert await _count(shop, service, f"{what} AND order_id = ANY($1::uuid[])", order_ids) == ORDERS, what
    assert await shop.query("fulfilment", STOCK) == stock_before
    assert await shop.query("billing", NEITHER_MADE_NOR_TO_MAKE) == []


async def test_a_relay_killed_between_sending_and_deleting_doubles_nothing(shop: Shop) -> None:
    await shop.is_quiet()
    invoices = await _count(shop, "billing", "documents WHERE kind = 'invoice'")
    order_id = uuid7()
    async with _deletion_waits(shop, order_id):
        await place(shop, order_id=str(order_id))
        await until(_relay_waits_to_delete, shop)
        await until(_is_invoiced, shop, order_id)
        shop.kill("orders-1")
        await until(_nobody_deletes, shop)  # though the deletion may still not go on: PostgreSQL looks for its client
    assert await _count(shop, "orders", "outbox WHERE headers LIKE '%OrderPlaced%'") == 1
    await shop.restart("orders-1")
    await shop.is_quiet()

    sent = await _placements(shop, order_id)
    assert len(sent) >= 2
    assert len(set(sent)) == 1
    assert await _count(shop, "billing", "documents WHERE kind = 'invoice'") == invoices + 1
    shipments = await shop.get("fulfilment", f"/orders/{order_id}")
    assert len(shipments["shipments"]) == 1


@asynccontextmanager
async def _deletion_waits(shop: Shop, order_id: UUID) -> AsyncIterator[None]:
    """Rows of this order can be written and read, but a deletion waits: a trigger asks for a lock that this holds.

    Those of other orders can be deleted: later events of them may come first in the outbox, and a relay that waits to
    delete them would not send this order.
    """
    connection = await asyncpg.connect(service_url(shop.settings, "orders"))
    try:
        await connection.execute("SELECT pg_advisory_lock(4711)")
        await connection.execute(
            "CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN OLD; END $$;"
            "CREATE TRIGGER wait_for_test BEFORE DELETE ON outbox FOR EACH ROW"
            f" WHEN (OLD.key = '{order_id}') EXECUTE FUNCTION wait_for_test()"
        )
        yield
    finally:
        await connection.execute("SELECT pg_advisory_unlock(4711)")
        await connection.execute("DROP TRIGGER wait_for_test ON outbox; DROP FUNCTION wait_for_test()")
        await connection.close()


async def _relay_waits_to_delete(shop: Shop) -> bool:
    return await _count(shop, "orders", f"{_DELETIONS} AND wait_event_type = 'Lock'") == 1


async def _nobody_deletes(shop: Shop) -> bool:
    return await _count(shop, "orders", _DELETIONS) == 0


_DELETIONS = """
pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE 'WITH%DELETE FROM outbox%'
"""


async def _placements(shop: Shop, order_id: UUID) -> list[bytes]:
    """The event ids of the OrderPlaced of an order, as often as they were sent."""
    headers = [
        dict(record.headers) for record in await shop.records("orders.events") if record.key == str(order_id).encode()
    ]
    return [one["ce_id"] for one in headers if one["ce_type"].decode() == OrderPlaced.type_name()]


async def _place_and_cancel(shop: Shop, order_ids: list[UUID]) -> None:
    """Place them at a steady pace, each cancelled a hundred orders later, but not before it was placed for certain."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    async with (
        AIOKafkaProducer(
            bootstrap_servers=shop.settings.bootstrap_servers, acks="all", enable_idempotence=True
        ) as producer,
        asyncio.TaskGroup() as group,
    ):
        placements = []
        for number in range(len(order_ids) + 100):
            await asyncio.sleep(max(0.0, started + number / PER_SECOND - loop.time()))
            if number < len(order_ids):
                placements.append(group.create_task(_place(shop, producer, number, order_ids[number])))
            if number >= 100:
                placed = placements[number - 100]
                group.create_task(_cancel(shop, producer, number - 100, order_ids[number - 100], after=placed))


async def _place(shop: Shop, producer: AIOKafkaProducer, number: int, order_id: UUID) -> None:
    if number % OVER_HTTP:
        await _send(producer, place_command(order_id))
    else:
        await _insist(shop, "/orders", order(order_id=str(order_id)), f"place {order_id}")


async def _cancel(
    shop: Shop, producer: AIOKafkaProducer, number: int, order_id: UUID, *, after: asyncio.Task[None]
) -> None:
    await after  # while Kafka is away, records wait in no particular order
    if number % OVER_HTTP:
        await _send(producer, cancel_command(order_id))
    else:
        body = {"reason": "changed her mind", "notify_customer": True}
        await _insist(shop, f"/orders/{order_id}/cancel", body, f"cancel {order_id}")


async def _send(producer: AIOKafkaProducer, command: Event) -> None:
    packed = pack(command, None)
    await producer.send_and_wait(command.topic, key=packed.key.encode(), value=packed.value, headers=headers_of(packed))


async def _insist(shop: Shop, path: str, body: Any, key: str) -> None:
    """Repeat the request, with its key, until it is accepted."""

    async def accepted() -> bool:
        try:
            answer = await shop.post("orders", path, body, key=key)
        except httpx.TransportError:
            return False
        assert answer.status_code not in (400, 401, 403, 409, 422), answer.text
        return answer.is_success

    await until(accepted, seconds=120)


async def _so_many_orders(shop: Shop, count: int) -> bool:
    return await _count(shop, "orders", "orders") >= count


async def _is_invoiced(shop: Shop, order_id: UUID) -> bool:
    answer = await shop.http.get(f"{shop.settings.url('billing')}/orders/{order_id}")
    return bool(answer.is_success and answer.json()["documents"])


async def _count(shop: Shop, service: str, what: str, *args: Any) -> int:
    rows = await shop.query(service, f"SELECT count(*) FROM {what}", *args)
    count: int = rows[0][0]
    return count
