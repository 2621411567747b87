"""Orders that were not paid in time are cancelled: by the shop's terms of payment, and by nobody."""

from services.orders.order.due import lock_next_due
from services.orders.order.events import order_cancelled, snapshot
from services.orders.order.expiry import expired
from services.orders.order.own_history import cancellation_entry
from services.orders.order.store import save_orders
from shared.clock import now
from shared.stored import Unreadable
from shared.transaction import Database, Tx, announce

BATCH = 100
IDLE_S = 20


async def expire_due(database: Database) -> float:
    """Several processes do so side by side, each other orders. Returns after how many seconds to look again."""
    async with database.transaction() as tx:
        looked_at = await expire_orders(tx)
    return 0 if looked_at == BATCH else IDLE_S


async def expire_orders(tx: Tx, *, limit: int = BATCH) -> int:
    """How many were due. One that cannot be read stays; one that is not to be paid any more expires no more."""
    at = now()
    due = await lock_next_due(tx, at, limit=limit)
    # A process of the version before may have held or paid it, and left it due.
    looked_at = [(one.order, expired(one.order, at), one.ordered) for one in due if not isinstance(one, Unreadable)]
    after = [order if order is not before else before.but(expires_at=None) for before, order, _ in looked_at]
    cancelled = [(order, ordered) for before, order, ordered in looked_at if order is not before]

    await save_orders(tx, after, [cancellation_entry(order) for order, _ in cancelled])
    for order, ordered in cancelled:
        announce(tx, order_cancelled(order, ordered, occurred_at=None, recorded_at=at), snapshot(order))
    return len(due)
