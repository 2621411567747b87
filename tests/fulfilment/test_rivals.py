"""Many want the same goods at the same time."""

import asyncio
import random
from uuid import UUID

import asyncpg

from services.fulfilment.stock.store import lock_stock
from services.fulfilment.usecases.allocate_stock import allocate_stock
from services.fulfilment.usecases.expire_reservations import expire_reservations
from services.fulfilment.usecases.void_slips import void_slips
from shared.schemas.fulfilment import (
    ReservationEvent,
    ReservationExpired,
    ReservationReleased,
    ReservationUsed,
    StockReserved,
)
from shared.schemas.orders import OrderPlaced, OrdersEvent
from tests.fulfilment.test_send_again import LATER
from tests.fulfilment.test_split_shipments import post, slips, split
from tests.fulfilment.test_take_off_credits import credited
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import cancelled, held, placed, resumed
from tests.support.waiting import until

SKUS = ["LAMP", "CHAIR", "DESK", "SHELF"]


async def test_of_100_rivals_for_10_lamps_exactly_10_get_one(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=10)

    async def want(order: OrderPlaced) -> None:
        async with warehouse.service.transaction() as tx:
            await allocate_stock(tx, [order])

    await asyncio.gather(*(want(placed(lines={"LAMP": 1})) for _ in range(100)))
    assert await count(warehouse, "ready") == 10
    assert await count(warehouse, "not_shipped") == 90
    assert await warehouse.shelf("LAMP") == (10, 10, 90)


async def test_100_rivals_in_one_batch_leave_exactly_10_ready_slips(warehouse: Warehouse) -> None:
    await warehouse.stock(LAMP=10)
    await warehouse.deliver(*(placed(lines={"LAMP": 1}) for _ in range(100)))
    assert await count(warehouse, "ready") == 10
    assert await warehouse.shelf("LAMP") == (10, 10, 90)


async def test_goods_come_in_while_orders_come_and_go(warehouse: Warehouse) -> None:
    """Several transactions fill, take and free the same goods at once; the fixture checks the books."""
    await warehouse.stock(LAMP=0, CHAIR=0, DESK=0)
    orders = [placed(lines={"LAMP": 1, "CHAIR": 1, "DESK": 1}) for _ in range(40)]
    await warehouse.deliver(*orders)

    async def cancel(order: OrderPlaced) -> None:
        async with warehouse.service.transaction() as tx:
            await void_slips(tx, [cancelled(order)])

    receipts = [warehouse.receive(sku, 5) for sku in ("LAMP", "CHAIR", "DESK") for _ in range(4)]
    await asyncio.gather(*receipts, *(cancel(order) for order in orders[:20]))
    assert await count(warehouse, "ready") == 20
    assert await count(warehouse, "void") == 20
    assert await warehouse.shelf("DESK") == (20, 20, 0)


async def test_the_books_balance_whatever_happens(warehouse: Warehouse) -> None:
    """A long day of chance, several things at a time, with the books checked after each hour."""
    chance = random.Random(7)
    await warehouse.stock(**dict.fromkeys(SKUS, 5))
    orders: list[OrderPlaced] = []
    carts: list[UUID] = []
    for hour in range(30):
        new = [placed(lines=dict.fromkeys(chance.sample(SKUS, 2), chance.randint(1, 3))) for _ in range(3)]
        # One of them has a cart, if not another has ordered it, or it is released, counted off or expired meanwhile.
        new[0] = new[0].model_copy(update={"reservation_id": carts[-(1 + hour % 3)] if len(carts) > 2 else None})
        orders += new
        tell = chance.choice([cancelled, held, resumed])
        sku, receipt, adjustment = chance.choice(SKUS), chance.randint(1, 6), chance.choice([-2, -1, 1])
        await asyncio.gather(
            deliver(warehouse, *new),
            deliver(warehouse, tell(chance.choice(orders), sequence=2 + hour)),
            *(warehouse.service.post(f"/shipments/{one}/ship") for one in await some(warehouse, chance, "ready")),
            *(
                warehouse.service.post(f"/shipments/{one}/unship", {"reason": "not yet"})
                for one in await some(warehouse, chance, "shipped")
            ),
            reserve(warehouse, carts, {new[1].lines[0].sku: 1 + hour % 2, new[2].lines[1].sku: 1}),
            expire(warehouse, carts[-(1 + hour % 5) :]),
            warehouse.service.post(f"/stock/{sku}/receipts", {"quantity": receipt}),
            warehouse.service.post(f"/stock/{sku}/adjustments", {"quantity": adjustment, "reason": "counted"}),
        )
        await warehouse.check_books()
    counts = [await count(warehouse, state) for state in ("not_shipped", "ready", "shipped", "void")]
    assert sum(counts) <= len(orders)
    assert min(counts) >= 1
    ends = {type(one) for one in await warehouse.service.announced() if isinstance(one, ReservationEvent)}
    assert ends == {StockReserved, ReservationReleased, ReservationExpired, ReservationUsed}


async def test_a_parcel_that_is_taken_back_locks_the_goods_of_its_order_as_everybody_does(warehouse: Warehouse) -> None:
    """By SKU: whoever has the chairs gets the lamps, too, as nobody has lamps and waits for chairs."""
    await warehouse.stock(CHAIR=1, LAMP=1)
    order = placed(lines={"LAMP": 1, "CHAIR": 1})
    await warehouse.deliver(order)
    await split(warehouse, order, LAMP=1)
    await post(warehouse, order, "BE-000002", "ship")
    await warehouse.deliver(credited(order, {1: 1}))  # of what has left: it comes off once it is here again
    async with warehouse.service.transaction() as tx:
        await lock_stock(tx, ["CHAIR"])
        back = asyncio.create_task(post(warehouse, order, "BE-000002", "unship", {"reason": "here"}))
        await until(waits_for_stock, warehouse)
        await tx.execute("SELECT FROM stock WHERE sku = 'LAMP' FOR UPDATE NOWAIT")
    assert (await back).status_code == 200
    assert [state for _, state, _ in await slips(warehouse, order)] == ["ready", "void"]


async def test_what_is_credited_locks_what_is_put_back_with_what_comes_off_slips(warehouse: Warehouse) -> None:
    await warehouse.stock(CHAIR=1, LAMP=1)
    order = placed(lines={"LAMP": 1, "CHAIR": 1})
    await warehouse.deliver(order)
    await split(warehouse, order, CHAIR=1)
    await post(warehouse, order, "BE-000002", "ship")  # the chair comes back, and the lamp does not leave
    async with warehouse.service.transaction() as tx:
        await lock_stock(tx, ["CHAIR"])
        credit = asyncio.create_task(warehouse.deliver(credited(order, {1: 1, 2: 1}, restock=[2], at=LATER)))
        await until(waits_for_stock, warehouse)
        await tx.execute("SELECT FROM stock WHERE sku = 'LAMP' FOR UPDATE NOWAIT")
    await credit
    assert [await warehouse.shelf(sku) for sku in ("CHAIR", "LAMP")] == [(1, 0, 0), (1, 0, 0)]


async def waits_for_stock(warehouse: Warehouse) -> bool:
    async with warehouse.service.reading() as queries:
        return bool(
            await queries.fetchval(
                "SELECT true FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                " AND query LIKE '%FROM stock%FOR UPDATE%'"
            )
        )


async def reserve(warehouse: Warehouse, carts: list[UUID], lines: dict[str, int]) -> None:
    wanted = [{"sku": sku, "quantity": units} for sku, units in lines.items()]
    answer = await warehouse.service.post("/reservations", {"lines": wanted, "accept_backorder": True})
    if answer.status_code == 201:
        carts.append(UUID(answer.json()["reservation_id"]))


async def expire(warehouse: Warehouse, carts: list[UUID]) -> None:
    """The first of these is given back; the time of all older ones is over."""
    if not carts:
        return
    await warehouse.service.http.delete(f"/reservations/{carts[0]}")
    for _ in range(5):
        try:
            async with warehouse.service.transaction() as tx:
                await tx.execute("UPDATE reservations SET expires_at = created_at WHERE reservation_id < $1", carts[0])
                await expire_reservations(tx)
        except asyncpg.DeadlockDetectedError:
            continue
        else:
            return


async def deliver(warehouse: Warehouse, *events: OrdersEvent) -> None:
    """As the inbox of one of several replicas: the orders are locked, and what a deadlock undid is done again."""
    kinds = warehouse.service.service.handlers
    for _ in range(5):
        try:
            async with warehouse.service.transaction() as tx:
                await tx.lock_keys(str(event.order_id) for event in events)
                await kinds[type(events[0])](tx, events)
        except asyncpg.DeadlockDetectedError:
            continue
        else:
            return
    raise AssertionError("one deadlock after another")


async def some(warehouse: Warehouse, chance: random.Random, state: str) -> list[str]:
    items = (await warehouse.get(f"/shipments?state={state}"))["items"]
    return [item["shipment_id"] for item in chance.sample(items, min(1 + (state == "ready"), len(items)))]


async def count(warehouse: Warehouse, state: str) -> int:
    async with warehouse.service.reading() as tx:
        return int(await tx.fetchval("SELECT count(*) FROM shipments WHERE state = $1", state))
