"""Sessions whose time is over, and old failed sign-ins, are forgotten."""

import asyncio

from services.backoffice import store
from services.backoffice.sessions import IDLE, LONGEST
from services.backoffice.usecases.sign_in import WINDOW
from shared.clock import now
from shared.postgres.tx import Database


async def forget_old(database: Database) -> None:
    """A loop that never ends."""
    while True:
        at = now()
        async with database.transaction() as tx:
            await store.delete_old_sessions(tx, created_before=at - LONGEST, seen_before=at - IDLE)
            await store.forget_failed_sign_ins(tx, at - WINDOW)
        await asyncio.sleep(600)
