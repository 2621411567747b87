"""Trouble with the database that passes by itself."""

import asyncio

import asyncpg

_PASSING = (
    OSError,
    asyncio.TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresIOError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.InternalClientError,
)


def is_transient(error: Exception) -> bool:
    """Whether the trouble is the database's or a lock's and not the record's: wait and try the same again."""
    return isinstance(error, _PASSING)
