"""When each order of a load had settled, as the databases have it, and how long that took."""

import asyncio
import time
from collections.abc import Sequence
from statistics import quantiles
from uuid import UUID

import asyncpg
from pydantic import BaseModel

from benchmark.load import Accepted
from deploy.problem import Problem

STALLED_S = 60


class Times(BaseModel):
    """From acceptance to settled: for a placement invoice, slip, stock and message recorded, and the first two known to
    the orders service; for a cancellation the same of its three effects."""

    orders: int
    accepted_per_s: float
    settled_per_s: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


class Settled:
    def __init__(self, orders: asyncpg.Connection, notifier: asyncpg.Connection) -> None:
        self._orders = orders
        self._notifier = notifier

    async def placements(self, accepted: Accepted) -> Times:
        return await self._times(accepted, _PLACED, "order_confirmation")

    async def cancellations(self, accepted: Accepted) -> Times:
        return await self._times(accepted, _CANCELLED, "order_cancellation")

    async def _times(self, accepted: Accepted, sql: str, kind: str) -> Times:
        order_ids = list(accepted.sent)
        settled = await when_all(self._orders, sql, order_ids)
        written = await when_all(self._notifier, _WRITTEN, order_ids, kind)
        at = {order_id: max(settled[order_id], written[order_id]) for order_id in order_ids}
        waits = [1000 * (at[order_id] - accepted.at[order_id]) for order_id in order_ids]
        cuts = quantiles(waits, n=100) if len(waits) > 1 else waits * 99
        return Times(
            orders=len(order_ids),
            accepted_per_s=round(accepted.per_second, 1),
            settled_per_s=round(len(order_ids) / (max(at.values()) - min(accepted.sent.values())), 1),
            p50_ms=round(cuts[49], 1),
            p95_ms=round(cuts[94], 1),
            p99_ms=round(cuts[98], 1),
        )


async def when_all(database: asyncpg.Connection, sql: str, order_ids: Sequence[UUID], *args: str) -> dict[UUID, float]:
    """Wait until the query has a row for every order; its second column is a time.

    Raises Problem where nothing moves for STALLED_S.
    """
    found: dict[UUID, float] = {}
    progress_at = time.monotonic()
    while len(found) < len(order_ids):
        missing = [order_id for order_id in order_ids if order_id not in found]
        rows = await database.fetch(sql, missing[:1000], *args)
        found |= {row[0]: row[1].timestamp() for row in rows}
        if rows:
            progress_at = time.monotonic()
        elif time.monotonic() - progress_at > STALLED_S:
            raise Problem(f"{len(missing)} of {len(order_ids)} orders have not settled; `backshop status` may tell why")
        if len(rows) < len(missing[:1000]):
            await asyncio.sleep(0.2)  # the databases know when it was; more questions would be load themselves
    return found


_PLACED = """
SELECT order_id, max(recorded_at) FROM history
WHERE order_id = ANY($1::uuid[]) AND action IN ('invoiced', 'slip_created')
GROUP BY order_id HAVING count(DISTINCT action) = 2
"""

_CANCELLED = "SELECT order_id, settled_at FROM orders WHERE order_id = ANY($1::uuid[]) AND settled_at IS NOT NULL"

_WRITTEN = "SELECT order_id, created_at FROM messages WHERE order_id = ANY($1::uuid[]) AND kind = $2"
