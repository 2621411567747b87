"""What a service's database is in trouble with, as operators are told: read-only, an old outbox, locks that stand."""

from typing import NamedTuple

import asyncpg

from shared.postgres.migrate import MIGRATIONS
from shared.transaction import Queries

OLD_OUTBOX_S = 30
STALLED_LOCK_S = 5
LOCK_MISSED_S, SHORT_WAIT_S = 10, 0.3
"""While locks are waited for in vain, by requests that wait not so long, those that wait now are looked at sooner."""
KEPT_LOCK_S = 3
"""A table that is locked for longer is told of though nobody waits: commands give up sooner than somebody looks."""

HANGING_COMMIT_S = 5


class Stalled(NamedTuple):
    """Sessions wait for a lock, or would: `told` to operators, who `holder` is for the log, where that is known."""

    told: str
    holder: str | None


class Trouble(NamedTuple):
    """`read_only`: nothing can be changed; `hangs`: nothing that is changed is kept. `waiting` are for operators."""

    read_only: bool
    hangs: str | None
    waiting: list[str]
    stalled: Stalled | None


async def find_trouble(queries: Queries, *, lock_missed: bool = False, rows_of: str | None = None) -> Trouble:
    """`lock_missed`: just now, one was waited for in vain; `rows_of` this table, where that is known."""
    after_s = SHORT_WAIT_S if lock_missed else STALLED_LOCK_S
    stalled = await find_stalled(queries, after_s=after_s, lock_missed=lock_missed, rows_of=rows_of)
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


async def find_stalled(
    queries: Queries, *, after_s: float, lock_missed: bool, rows_of: str | None = None
) -> Stalled | None:
    """Reads no table, as one may be locked.

    Locks are looked at only where something waits for long, or a transaction of somebody is open for long: that stops
    the lock manager for a moment.
    """
    found = await queries.fetchrow(_STALLED, after_s, KEPT_LOCK_S)
    assert found is not None
    if found["waited_s"] is None:
        return await _find_kept(queries, lock_missed, rows_of) if found["open_for_long"] else None
    told = f"a session has waited for a lock for {found['waited_s']:.0f} s"
    holder = await queries.fetchrow(_HOLDER, after_s)
    if holder is None:
        return Stalled(told, None)
    return Stalled(f"{told}; {_named(holder)} holds it", _called(holder))


async def _find_kept(queries: Queries, lock_missed: bool, rows_of: str | None) -> Stalled | None:
    """Who keeps a table from everybody who writes; where a lock was missed just now, also who keeps rows of one.

    Who has found no rows keeps none, though it has the lock on the table that goes with them. Autovacuum, an
    index that is made concurrently and a backup take none of these locks for long.
    """
    of_rows = _KEEPS_ROWS if lock_missed else ()
    keeps_order = lock_missed and rows_of is None
    holder = await queries.fetchrow(_KEPT, KEPT_LOCK_S, _KEEPS_TABLE, of_rows, rows_of, keeps_order)
    if holder is None:
        return None
    rows = "" if holder["whole"] else "rows of "
    what = f"{rows}{holder['tables']}" if holder["tables"] else "orders"
    return Stalled(f"{_named(holder)} keeps {what} locked", _called(holder))


def _named(holder: asyncpg.Record) -> str:
    age = "" if holder["age_s"] is None else f" for {holder['age_s']:.0f} s"
    statement = f", statement {holder['statement']}" if holder["statement"] else ""
    return f"session {holder['pid']} ({holder['name']}, {holder['state']}{age}{statement})"


def _called(holder: asyncpg.Record) -> str:
    """The same from one look to the next."""
    since = "" if holder["since"] is None else f", since {holder['since']:%H:%M:%S} UTC"
    statement = f", statement {holder['statement']}" if holder["statement"] else ""
    return f"session {holder['pid']} ({holder['name']}{since}{statement})"


_KEEPS_TABLE = ("ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock")
_KEEPS_ROWS = ("RowShareLock", "RowExclusiveLock")

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

# Of a session of another role nothing is told but who it is, so that its locks are looked at.
_OPEN_FOR_LONG = """
    {0}.pid <> pg_backend_pid() AND {0}.usename IS NOT NULL AND {0}.application_name <> '{1}'
    AND ({0}.xact_start < clock_timestamp() - make_interval(secs => ${2}) OR {0}.query = '<insufficient privilege>')
"""

_STALLED = f"""
SELECT max(extract(epoch FROM clock_timestamp() - query_start)) FILTER (
        WHERE wait_event_type = 'Lock' AND query_start < clock_timestamp() - make_interval(secs => $1)
    )::float8 AS waited_s,
    coalesce(bool_or({_OPEN_FOR_LONG.format("session", MIGRATIONS, 2)}), false) AS open_for_long
FROM pg_stat_activity AS session WHERE datname = current_database()
"""  # noqa: S608

# The first word of what a session says: what follows may be about customers.
_WHO = """
holder.pid, coalesce(nullif(holder.application_name, ''), holder.usename, 'no name') AS name,
    coalesce(holder.state, 'of another role') AS state,
    upper(substring(nullif(holder.query, '<insufficient privilege>') FROM '[[:alpha:]]+')) AS statement,
    extract(epoch FROM clock_timestamp() - holder.xact_start)::float8 AS age_s,
    holder.xact_start AT TIME ZONE 'UTC' AS since
"""

_HOLDER = f"""
SELECT {_WHO}
FROM pg_stat_activity AS waiter, unnest(pg_blocking_pids(waiter.pid)) AS blocking (pid)
JOIN pg_stat_activity AS holder ON holder.pid = blocking.pid
WHERE waiter.datname = current_database() AND waiter.wait_event_type = 'Lock'
    AND waiter.query_start < clock_timestamp() - make_interval(secs => $1)
    AND cardinality(pg_blocking_pids(holder.pid)) = 0
ORDER BY holder.xact_start LIMIT 1
"""  # noqa: S608

# Of one order, an advisory lock is what a service takes. Whoever writes or locks a row has an id of its transaction.
_KEPT = f"""
SELECT {_WHO}, lock.whole, lock.tables
FROM pg_stat_activity AS holder JOIN (
    SELECT held.pid, string_agg(DISTINCT held_table.relname, ', ') AS tables,
        coalesce(bool_or(held.mode = ANY($2::text[])), false) AS whole
    FROM pg_locks AS held
    CROSS JOIN (SELECT coalesce((SELECT indrelid FROM pg_index WHERE indexrelid = to_regclass($4)), to_regclass($4)))
        AS missed (oid)
    LEFT JOIN pg_class AS held_table ON held.locktype = 'relation' AND held_table.oid = held.relation
        AND held_table.relkind IN ('r', 'p') AND held_table.relnamespace = current_schema()::regnamespace
    WHERE held.granted AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (
            (held_table.oid IS NOT NULL AND held.mode = ANY($2::text[]))
            OR (held_table.oid = coalesce(missed.oid, held_table.oid) AND held.mode = ANY($3::text[])
                AND held.pid IN (SELECT pid FROM pg_locks WHERE locktype = 'transactionid' AND granted))
            OR ($5 AND held.locktype = 'advisory')
        )
    GROUP BY held.pid
) AS lock USING (pid)
WHERE holder.datname = current_database() AND {_OPEN_FOR_LONG.format("holder", MIGRATIONS, 1)}
ORDER BY lock.whole DESC, holder.xact_start LIMIT 1
"""  # noqa: S608
