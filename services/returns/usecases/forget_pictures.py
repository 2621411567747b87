"""Pictures that were sent and that no return names are forgotten: whoever sent them has not asked after all."""

from datetime import timedelta

from services.returns.pictures import store
from shared.clock import now
from shared.transaction import Database

KEPT_FOR = timedelta(days=2)
BATCH, IDLE_S = 50, 600.0


async def forget_loose_pictures(database: Database) -> float:
    async with database.transaction() as tx:
        return 0 if await store.forget_pictures(tx, now() - KEPT_FOR, limit=BATCH) == BATCH else IDLE_S
