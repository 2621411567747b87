"""Whether the database has room to work: one whose disk is full still answers what is read."""

import asyncpg

from shared.postgres.transient import is_short, why
from shared.transaction import Queries


async def find_shortage(queries: Queries) -> str | None:
    """What the server lacks for what needs room on its disk, in words for operators.

    What is read spills to a file of a few hundred kilobytes, beside the tables: that changes nothing, leaves nothing
    behind, and needs no right to write.
    """
    try:
        await queries.connection.execute(_SPILL)
    except asyncpg.PostgresError as error:
        if isinstance(error, asyncpg.ConfigurationLimitExceededError) or not is_short(error):  # temp_file_limit
            return None
        return why(error)
    return None


async def try_to_write(queries: Queries) -> str | None:
    """The same, by writing what every command and every record writes, and taking it back."""
    transaction = queries.connection.transaction()
    await transaction.start()
    try:
        await queries.connection.execute(_WRITE)
    except asyncpg.PostgresError as error:
        return why(error) if is_short(error) else None
    finally:
        await transaction.rollback()
    return None


_SPILL = "SET LOCAL work_mem = '64kB'; SELECT count(*) FROM generate_series(1, 8192)"
"""Sent together, the two are one transaction."""

_WRITE = """
SET LOCAL lock_timeout = '500ms';
INSERT INTO outbox (topic, key, headers, value) VALUES ('', '', '[]', '');
INSERT INTO inbox (event_id) VALUES (gen_random_uuid());
INSERT INTO idempotency_keys (caller, key, fingerprint, status, answer) VALUES ('', gen_random_uuid(), '', 0, '')
"""
