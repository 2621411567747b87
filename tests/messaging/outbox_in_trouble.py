"""Databases that keep a relay from its work for as long as a test wants."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.messaging.ledger import Ledger
from tests.support.stack import Stack


@asynccontextmanager
async def read_only(postgres: Stack) -> AsyncIterator[None]:
    """New sessions can change nothing, as after a failover to a standby."""
    await postgres.execute("ALTER DATABASE test_ledger SET default_transaction_read_only = on")
    try:
        yield
    finally:
        await postgres.execute("ALTER DATABASE test_ledger RESET default_transaction_read_only")


@asynccontextmanager
async def deleting_fails(ledger: Ledger) -> AsyncIterator[None]:
    async with ledger.transaction() as tx:
        await tx.execute(
            "CREATE SEQUENCE tries_of_test;"
            "CREATE FUNCTION fail_for_test() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM nextval('tries_of_test'); RAISE disk_full; END $$;"
            "CREATE TRIGGER fail_for_test BEFORE DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION fail_for_test()"
        )
    try:
        yield
    finally:
        async with ledger.transaction() as tx:
            await tx.execute("DROP TRIGGER IF EXISTS fail_for_test ON outbox; DROP FUNCTION fail_for_test()")
            await tx.execute("DROP SEQUENCE tries_of_test")
