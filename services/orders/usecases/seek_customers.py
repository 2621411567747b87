"""Orders from before an upgrade come to their customers, and customers who came with an order are announced."""

from services.orders.customers.events import told
from services.orders.customers.of_orders import Named, find_or_insert_customers
from services.orders.customers.to_seek import lock_sought, lock_unannounced, save_announced, save_sought
from shared.clock import now
from shared.transaction import Database, Tx

BATCH = 100
BETWEEN_S, IDLE_S = 0.1, 2
"""Shops go on selling meanwhile."""
BY = "orders"


async def seek_due(database: Database) -> float:
    """Several processes do so side by side, each other orders. Returns after how many seconds to look again."""
    async with database.transaction() as tx:
        sought = await seek_customers(tx)
    async with database.transaction() as tx:
        announced = await announce_customers(tx)
    return BETWEEN_S if BATCH in (sought, announced) else IDLE_S


async def seek_customers(tx: Tx, *, limit: int = BATCH) -> int:
    """How many orders were looked at. Those of before, and those of processes of the version before."""
    sought = await lock_sought(tx, limit=limit)
    named = [Named(one.ordered, one.language, BY) for one in sought if one.ordered]
    found = iter(await find_or_insert_customers(tx, named, now()))
    await save_sought(tx, {one.order_id: next(found) if one.ordered else None for one in sought})
    return len(sought)


async def announce_customers(tx: Tx, *, limit: int = BATCH) -> int:
    """How many were announced, as they are now: what they were meanwhile nobody has seen."""
    customers = await lock_unannounced(tx, limit=limit)
    for customer in customers:
        told(tx, customer)
    await save_announced(tx, customers)
    return len(customers)
