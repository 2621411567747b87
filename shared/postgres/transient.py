"""Trouble that passes by itself, most of it with the database."""

import asyncio

import asyncpg


class NotReadyYet(Exception):
    """What is needed cannot be read by this process, but will be once it or the data is mended."""


_PASSING = (
    NotReadyYet,
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
    """Whether the trouble is the database's, a lock's or the like, not the record's: wait and try the same again."""
    return isinstance(error, _PASSING)
