"""Sessions whose time is over, and old attempts to sign in, are forgotten."""

import asyncio

from services.backoffice.accounts import session_store as store
from services.backoffice.accounts.sessions import IDLE, LONGEST
from services.backoffice.accounts.throttle import WINDOW
from shared.clock import now
from shared.transaction import Database


async def forget_old(database: Database) -> None:
    """A loop that never ends."""
    while True:
        at = now()
        async with database.transaction() as tx:
            await store.delete_old_sessions(tx, created_before=at - LONGEST, seen_before=at - IDLE)
            await store.delete_old_attempts(tx, at - WINDOW)
        await asyncio.sleep(600)  # they are refused by their age before; this only makes room
