"""SQL of links to orders that staff have revoked."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from shared.transaction import Queries, Tx

SELECT_REVOKED = "SELECT revoked_at, revoked_by FROM revoked_order_links"


class Revoked(NamedTuple):
    """No link that was made until `at` leads to the order."""

    at: datetime
    by: str


async def find_revoked(queries: Queries, order_id: UUID) -> Revoked | None:
    row = await queries.fetchrow(f"{SELECT_REVOKED} WHERE order_id = $1", order_id)
    return Revoked(*row) if row else None


async def save_revoked(tx: Tx, order_id: UUID, revoked: Revoked) -> None:
    """The latest counts."""
    await tx.execute(
        "INSERT INTO revoked_order_links (order_id, revoked_at, revoked_by) VALUES ($1, $2, $3)"
        " ON CONFLICT (order_id) DO UPDATE SET revoked_at = excluded.revoked_at, revoked_by = excluded.revoked_by"
        " WHERE revoked_order_links.revoked_at < excluded.revoked_at",
        order_id,
        *revoked,
    )
