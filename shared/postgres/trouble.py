"""What a service's database is in trouble with, as operators are told: read-only, an old outbox, locks that stand."""

from typing import NamedTuple

import asyncpg

from shared.transaction import Queries

OLD_OUTBOX_S = 30
STALLED_LOCK_S = 5
LOCK_MISSED_S, SHORT_WAIT_S = 10, 0.3
"""While locks are waited for in vain, by requests that wait not so long, those that wait now are looked at sooner."""
HANGING_COMMIT_S = 5


class Stalled(NamedTuple):
    """Sessions wait for a lock: `told` to operators, who `holder` is for the log, where that is known."""

    told: str
    holder: str | None


class Trouble(NamedTuple):
    """`read_only`: nothing can be changed; `hangs`: nothing that is changed is kept. `waiting` are for operators."""

    read_only: bool
    hangs: str | None
    waiting: list[str]
    stalled: Stalled | None


async def find_trouble(queries: Queries, *, lock_missed: bool = False) -> Trouble:
    stalled = await find_stalled(queries, after_s=SHORT_WAIT_S if lock_missed else STALLED_LOCK_S)
    row = await queries.fetchrow(_TROUBLE, HANGING_COMMIT_S)
    assert row is not None
    waiting = []
    if row["outbox_age_s"] is not None and row["outbox_age_s"] > OLD_OUTBOX_S:
        waiting.append(f"relay: the oldest event of the outbox has waited for {row['outbox_age_s']:.0f} s")
    if stalled:
        waiting.append(f"database: {stalled.told}")
    return Trouble(row["read_only"], _hanging_commits(row), waiting, stalled)


def _hanging_commits(row: asyncpg.Record) -> str | None:
    """A standby that is gone, or the disk of the log, stops whoever commits a change and nobody who reads."""
    if row["commit_s"] is None:
        return None
    what = "a standby to have it" if row["for_standby"] else "the disk of PostgreSQL's log"
    return f"commits hang: one has waited for {row['commit_s']:.0f} s for {what}"


async def find_stalled(queries: Queries, *, after_s: float) -> Stalled | None:
    """Reads no table, as one may be locked.

    What holds the lock is asked for only where something waits for long: it stops the lock manager for a moment.
    """
    stalled_s = await queries.fetchval(_STALLED, after_s)
    if stalled_s is None:
        return None
    found = f"a session has waited for a lock for {stalled_s:.0f} s"
    holder = await queries.fetchrow(_HOLDER, after_s)
    if holder is None:
        return Stalled(found, None)
    age = "" if holder["age_s"] is None else f" for {holder['age_s']:.0f} s"
    # The first word of what it says: what follows may be about customers.
    statement = f", statement {holder['statement']}" if holder["statement"] else ""
    name = f"session {holder['pid']} ({holder['name']}"
    return Stalled(f"{found}; {name}, {holder['state']}{age}{statement}) holds it", f"{name}{statement})")


_TROUBLE = """
SELECT
    current_setting('transaction_read_only')::boolean AS read_only,
    (SELECT extract(epoch FROM clock_timestamp() - announced_at)::float8 FROM outbox ORDER BY id LIMIT 1)
        AS outbox_age_s,
    commits.*
FROM (
    SELECT max(extract(epoch FROM clock_timestamp() - query_start))::float8 AS commit_s,
        bool_or(wait_event = 'SyncRep') AS for_standby
    FROM pg_stat_activity
    WHERE datname = current_database() AND lower(wait_event) IN ('syncrep', 'walsync', 'walwrite')
        AND query_start < clock_timestamp() - make_interval(secs => $1)
) AS commits
"""

_STALLED = """
SELECT max(extract(epoch FROM clock_timestamp() - query_start))::float8 FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
    AND query_start < clock_timestamp() - make_interval(secs => $1)
"""

_HOLDER = """
SELECT holder.pid, coalesce(nullif(holder.application_name, ''), holder.usename, 'no name') AS name,
    coalesce(holder.state, 'of another role') AS state,
    upper(substring(nullif(holder.query, '<insufficient privilege>') FROM '[[:alpha:]]+')) AS statement,
    extract(epoch FROM clock_timestamp() - holder.xact_start)::float8 AS age_s
FROM pg_stat_activity AS waiter, unnest(pg_blocking_pids(waiter.pid)) AS blocking (pid)
JOIN pg_stat_activity AS holder ON holder.pid = blocking.pid
WHERE waiter.datname = current_database() AND waiter.wait_event_type = 'Lock'
    AND waiter.query_start < clock_timestamp() - make_interval(secs => $1)
    AND cardinality(pg_blocking_pids(holder.pid)) = 0
ORDER BY holder.xact_start LIMIT 1
"""
