"""Which errors are nobody's fault but the database's, told by its codes and by what it really raises."""

import asyncpg
import pytest
from asyncpg import PostgresError

from shared.postgres.transient import is_transient, why
from tests.messaging.ledger import Ledger


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.ConnectionDoesNotExistError,
        asyncpg.ReadOnlySQLTransactionError,
        asyncpg.LockNotAvailableError,
        asyncpg.InvalidCachedStatementError,
        asyncpg.AdminShutdownError,
        asyncpg.CrashShutdownError,
        asyncpg.CannotConnectNowError,
        asyncpg.SerializationError,
        asyncpg.DeadlockDetectedError,
        asyncpg.DiskFullError,
        asyncpg.TooManyConnectionsError,
        asyncpg.OutOfMemoryError,
        asyncpg.IdleInTransactionSessionTimeoutError,
        asyncpg.InsufficientPrivilegeError,
        asyncpg.UndefinedTableError,
        asyncpg.UndefinedColumnError,
        asyncpg.UndefinedFunctionError,
        asyncpg.InvalidCatalogNameError,
        asyncpg.InvalidPasswordError,
        asyncpg.IndexCorruptedError,
        asyncpg.InvalidSQLStatementNameError,
        asyncpg.DuplicatePreparedStatementError,
        asyncpg.ProtocolViolationError,
    ],
)
def test_trouble_of_the_database_passes(error: type[PostgresError]) -> None:
    assert is_transient(error("what it says"))
    assert why(error("what it says")).startswith(("the ", "a ", "an ", "transactions ", "there ", "prepared "))


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.UniqueViolationError,
        asyncpg.CheckViolationError,
        asyncpg.NotNullViolationError,
        asyncpg.CharacterNotInRepertoireError,
        asyncpg.NumericValueOutOfRangeError,
        asyncpg.StringDataRightTruncationError,
        asyncpg.ProgramLimitExceededError,
        asyncpg.DivisionByZeroError,
        asyncpg.FeatureNotSupportedError,
        asyncpg.PostgresSyntaxError,
        asyncpg.RaiseError,
        ValueError,
        RuntimeError,
        KeyError,
    ],
)
def test_what_comes_of_a_value_does_not_pass(error: type[Exception]) -> None:
    assert not is_transient(error("what it says"))


async def test_a_value_that_no_statement_takes_does_not_pass(ledger: Ledger) -> None:
    """It is found before it is sent; as an error of the connection it would be tried for ever."""
    async with ledger.reading() as queries:
        for value in (2**40, "no number"):
            with pytest.raises(Exception, match="invalid input for query argument") as raised:
                await queries.fetchval("SELECT $1::int", value)
            assert not is_transient(raised.value)


async def test_what_is_missing_is_named(ledger: Ledger) -> None:
    async with ledger.reading() as queries:
        with pytest.raises(asyncpg.UndefinedTableError) as raised:
            await queries.fetch("SELECT FROM there_is_none")
    assert (
        why(raised.value) == 'a table is missing (42P01 UndefinedTableError: relation "there_is_none" does not exist)'
    )
