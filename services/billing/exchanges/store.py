"""SQL of orders in exchange and of what settles them. One statement a function."""

from collections.abc import Collection, Sequence
from uuid import UUID

import asyncpg

from services.billing.exchanges.model import Exchange, Settlement
from shared.transaction import Queries, Tx


async def find_exchanges(queries: Queries, order_ids: Collection[UUID]) -> list[Exchange]:
    """Those of the orders that were placed in exchange."""
    rows = await queries.fetch(f"{SELECT_EXCHANGES} WHERE order_id = ANY($1::uuid[]) ORDER BY order_id", order_ids)
    return [exchange_of(row) for row in rows]


async def list_exchanges_of_return(queries: Queries, return_id: UUID) -> list[Exchange]:
    """The oldest first."""
    rows = await queries.fetch(f"{SELECT_EXCHANGES} WHERE return_id = $1 ORDER BY order_id", return_id)
    return [exchange_of(row) for row in rows]


async def list_exchanges_of_order(queries: Queries, original_id: UUID) -> list[Exchange]:
    """That were placed for what comes back of it; the oldest first."""
    rows = await queries.fetch(f"{SELECT_EXCHANGES} WHERE original_id = $1 ORDER BY order_id", original_id)
    return [exchange_of(row) for row in rows]


async def save_exchange(tx: Tx, one: Exchange) -> None:
    await tx.execute(
        "INSERT INTO exchanges (order_id, number, gross, original_id, return_id, return_number, ended)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (order_id) DO UPDATE SET ended = EXCLUDED.ended",
        one.order_id,
        one.number,
        one.gross,
        one.original_id,
        one.return_id,
        one.return_number,
        one.ended,
    )


async def list_settlements(queries: Queries, original_id: UUID) -> list[Settlement]:
    """Of all orders in exchange for what came back of it, the oldest first."""
    rows = await queries.fetch(f"{SELECT_SETTLEMENTS} WHERE original_id = $1 ORDER BY refund_id", original_id)
    return [settlement_of(row) for row in rows]


async def find_halves(queries: Queries, order_id: UUID) -> frozenset[UUID]:
    """The refunds and the payments of an order that settle an exchange."""
    rows = await queries.fetch(
        "SELECT refund_id AS half FROM settlements WHERE original_id = $1 AND ended_at IS NULL"
        " UNION ALL SELECT entry_id FROM settlements WHERE order_id = $1 AND ended_at IS NULL",
        order_id,
    )
    return frozenset(row["half"] for row in rows)


async def settlements_by_half(queries: Queries, order_id: UUID) -> dict[UUID, UUID]:
    """By each refund or payment of an order that settles an exchange, or did, what it is a half of."""
    rows = await queries.fetch(
        "SELECT refund_id AS half, refund_id FROM settlements WHERE original_id = $1"
        " UNION ALL SELECT entry_id, refund_id FROM settlements WHERE order_id = $1",
        order_id,
    )
    return {row["half"]: row["refund_id"] for row in rows}


async def save_settlements(tx: Tx, settlements: Sequence[Settlement]) -> None:
    """New ones, or that they are taken back."""
    for one in settlements:
        await tx.execute(
            "INSERT INTO settlements (refund_id, entry_id, order_id, original_id, amount, settled_at, ended_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (refund_id) DO UPDATE SET ended_at = EXCLUDED.ended_at",
            one.refund_id,
            one.entry_id,
            one.order_id,
            one.original_id,
            one.amount,
            one.settled_at,
            one.ended_at,
        )


def exchange_of(row: asyncpg.Record) -> Exchange:
    return Exchange(**row)


def settlement_of(row: asyncpg.Record) -> Settlement:
    return Settlement(**row)


SELECT_EXCHANGES = "SELECT order_id, number, gross, original_id, return_id, return_number, ended FROM exchanges"
SELECT_SETTLEMENTS = "SELECT refund_id, entry_id, order_id, original_id, amount, settled_at, ended_at FROM settlements"
