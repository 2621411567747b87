"""SQL of custom statuses: which of them orders have."""

from collections.abc import Iterable

from shared.transaction import Queries, Tx

_LOCKED = "custom statuses"


async def lock_statuses(tx: Tx) -> None:
    """Nobody sets one while somebody takes one away. Orders are locked before."""
    await tx.lock_keys([_LOCKED])


async def count_orders(queries: Queries, codes: Iterable[str]) -> dict[str, int]:
    """How many orders have each of these, without those that none has."""
    rows = await queries.fetch(
        "SELECT custom_status, count(*) FROM orders WHERE custom_status = ANY($1::text[]) GROUP BY custom_status",
        list(codes),
    )
    return {row[0]: row[1] for row in rows}
