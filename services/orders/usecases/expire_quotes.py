"""Quotes that nobody answered in their time are over."""

from services.orders.quotes.events import quote_expired
from services.orders.quotes.store import lock_next_over, save_quote
from shared.clock import now
from shared.stored import Unreadable
from shared.transaction import Database, Tx, announce

BY = "orders"
BATCH = 100
IDLE_S = 20


async def expire_quotes_due(database: Database) -> float:
    """Several processes do so side by side, each other quotes. Returns after how many seconds to look again."""
    async with database.transaction() as tx:
        looked_at = await expire_quotes(tx)
    return 0 if looked_at == BATCH else IDLE_S


async def expire_quotes(tx: Tx, *, limit: int = BATCH) -> int:
    """How many were due. One that cannot be read stays."""
    at = now()
    due = await lock_next_over(tx, at, limit=limit)
    for quote in due:
        if isinstance(quote, Unreadable):
            continue
        expired = quote.expired(by=BY, at=at)
        if expired is not quote:
            await save_quote(tx, expired)
            announce(tx, quote_expired(expired))
    return len(due)
