"""What is measured: when each order had settled, latencies, and the memory of each process."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from statistics import quantiles
from uuid import UUID

import asyncpg
import psutil
from pydantic import BaseModel

from benchmark.load import Accepted
from deploy.local.state import Running
from deploy.problem import Problem

STALLED_S = 60


class Phase(BaseModel):
    """One load and how it went. Times are from acceptance to settled: for a placement invoice, slip, stock and message
    recorded, and the first two known to the orders service; for a cancellation the same of its three effects."""

    name: str
    orders: int
    accepted_per_s: float
    settled_per_s: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


class Settled:
    """Reads from the databases when orders had settled."""

    def __init__(self, orders: asyncpg.Connection, notifier: asyncpg.Connection) -> None:
        self.orders = orders
        self.notifier = notifier

    async def placements(self, accepted: Accepted, name: str) -> Phase:
        return await self._phase(accepted, name, _PLACED, "order_confirmation")

    async def cancellations(self, accepted: Accepted, name: str) -> Phase:
        return await self._phase(accepted, name, _CANCELLED, "order_cancellation")

    async def _phase(self, accepted: Accepted, name: str, sql: str, kind: str) -> Phase:
        order_ids = list(accepted.sent)
        settled = await when_all(self.orders, sql, order_ids)
        written = await when_all(self.notifier, _WRITTEN, order_ids, kind)
        at = {order_id: max(settled[order_id], written[order_id]) for order_id in order_ids}
        waits = [1000 * (at[order_id] - accepted.at[order_id]) for order_id in order_ids]
        cuts = quantiles(waits, n=100) if len(waits) > 1 else waits * 99
        return Phase(
            name=name,
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


class Memory:
    """The largest resident size of each process of the services, sampled twice a second until cancelled."""

    def __init__(self, processes: Iterable[Running]) -> None:
        self.peak_mb: dict[str, int] = {}
        self.together_mb = 0
        self._processes = [(one.name, psutil.Process(one.pid)) for one in processes if one.service]

    async def sample(self) -> None:
        while True:
            now = {name: round(process.memory_info().rss / 2**20) for name, process in self._processes}
            self.peak_mb = {name: max(size, self.peak_mb.get(name, 0)) for name, size in now.items()}
            self.together_mb = max(self.together_mb, sum(now.values()))
            await asyncio.sleep(0.5)


_PLACED = """
SELECT order_id, greatest(invoiced_at, slip_created_at) FROM orders
WHERE order_id = ANY($1::uuid[]) AND invoiced_at IS NOT NULL AND slip_created_at IS NOT NULL
"""

_CANCELLED = "SELECT order_id, settled_at FROM orders WHERE order_id = ANY($1::uuid[]) AND settled_at IS NOT NULL"

_WRITTEN = "SELECT order_id, created_at FROM messages WHERE order_id = ANY($1::uuid[]) AND kind = $2"
