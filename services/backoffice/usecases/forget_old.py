"""Sessions whose time is over, and old attempts to sign in, are forgotten."""

import asyncio

from services.backoffice import session_store as store
from services.backoffice.attempts import WINDOW
from services.backoffice.sessions import IDLE, LONGEST
from shared.clock import now
from shared.postgres.tx import Database


async def forget_old(database: Database) -> None:
    """A loop that never ends."""
    while True:
        at = now()
        async with database.transaction() as tx:
            await store.delete_old_sessions(tx, created_before=at - LONGEST, seen_before=at - IDLE)
            await store.delete_old_attempts(tx, at - WINDOW)
        await asyncio.sleep(600)
