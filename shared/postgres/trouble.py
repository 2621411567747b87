"""What a service's database is in trouble with, as operators are told: read-only, an old outbox, locks that stand."""

from typing import NamedTuple

from shared.transaction import Queries

OLD_OUTBOX_S = 30
STALLED_LOCK_S = 10


class Trouble(NamedTuple):
    """`read_only`: nothing can be changed. `waiting` are texts for operators."""

    read_only: bool
    waiting: list[str]


async def find_trouble(queries: Queries) -> Trouble:
    row = await queries.fetchrow(_TROUBLE, STALLED_LOCK_S)
    assert row is not None
    waiting = []
    if row["outbox_age_s"] is not None and row["outbox_age_s"] > OLD_OUTBOX_S:
        waiting.append(f"relay: the oldest event of the outbox has waited for {row['outbox_age_s']:.0f} s")
    if row["stalled_s"] is not None:
        waiting.append(await _stalled_locks(queries, row["stalled_s"]))
    return Trouble(row["read_only"], waiting)


async def _stalled_locks(queries: Queries, stalled_s: float) -> str:
    """What holds them is asked for only where something waits for long: it stops the lock manager for a moment."""
    found = f"database: a session has waited for a lock for {stalled_s:.0f} s"
    holder = await queries.fetchrow(_HOLDER, STALLED_LOCK_S)
    if holder is None:
        return found
    age = "" if holder["age_s"] is None else f" for {holder['age_s']:.0f} s"
    return f"{found}; session {holder['pid']} ({holder['application_name']}, {holder['state']}{age}) holds it"


_TROUBLE = """
SELECT
    current_setting('transaction_read_only')::boolean AS read_only,
    (SELECT extract(epoch FROM clock_timestamp() - announced_at)::float8 FROM outbox ORDER BY id LIMIT 1)
        AS outbox_age_s,
    (SELECT max(extract(epoch FROM clock_timestamp() - query_start))::float8 FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
            AND query_start < clock_timestamp() - make_interval(secs => $1::integer)) AS stalled_s
"""

_HOLDER = """
SELECT holder.pid, holder.application_name, coalesce(holder.state, 'of another role') AS state,
    extract(epoch FROM clock_timestamp() - holder.xact_start)::float8 AS age_s
FROM pg_stat_activity AS waiter, unnest(pg_blocking_pids(waiter.pid)) AS blocking (pid)
JOIN pg_stat_activity AS holder ON holder.pid = blocking.pid
WHERE waiter.datname = current_database() AND waiter.wait_event_type = 'Lock'
    AND waiter.query_start < clock_timestamp() - make_interval(secs => $1::integer)
    AND cardinality(pg_blocking_pids(holder.pid)) = 0
ORDER BY holder.xact_start LIMIT 1
"""
